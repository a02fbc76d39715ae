/** How the stores get their copies. */
import type { ImageStore } from '../../drivers/image/interface.ts'
import type { Tx } from '../../storage/database.ts'
import { failureOf } from '../data/failures.ts'
import { stagedBytes } from '../data/staging.usecase.ts'
import { adoptBytes, BytesRefused, storeBytes, type TakenBytes } from '../data/taking.usecase.ts'
import type { Image } from '../images/image.ts'
import { endImageAction, findImage, updateImage, writeProperties } from '../images/images.store.ts'
import { mebibytes } from '../info/limits.ts'
import type { ImageEnv } from '../operation.ts'
import { taskGoesOn } from '../tasks/tasks.usecase.ts'
import { unpacked } from './decompression.ts'
import type { ImportPayload } from './fetching.usecase.ts'
import { IMPORT_TASK, storeEnds } from './import-properties.ts'
import { ACTION_OF } from './import-request.ts'
import { dropLocations } from './import.store.ts'

type Env = Pick<
  ImageEnv,
  'options' | 'stores' | 'custody' | 'digests' | 'database' | 'clock' | 'log'
>

const GONE = 'the image is gone, or another task works on it'

/** One store after the other. @returns why the import fails @throws why `signal` was aborted */
export async function storeEverywhere(
  env: Env,
  payload: ImportPayload,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!(await inject(env, payload))) return GONE
  for (const name of payload.stores) {
    const image = await env.database.read((tx) => findImage(tx, payload.image))
    if (image === undefined || !isLocked(image, payload)) return GONE
    // An attempt before this one may have come as far.
    if (image.locations.some(({ store }) => store === name)) continue
    const failure = await storeIn(env, payload, image, name, signal)
    if (failure === undefined) continue
    env.log.warn({ image: image.id, store: name, failure }, 'a store got no copy of an image')
    await env.database.write((tx) => recordEnd(tx, payload, name, 'failed'))
    if (payload.mustSucceed) return failure
  }
  if (payload.method === 'copy-image') return undefined
  const image = await env.database.read((tx) => findImage(tx, payload.image))
  return image?.status === 'active' ? undefined : 'None of the uploads finished!'
}

/** Takes back the copies that this import has made; of an image that is gone, others do. */
export async function takeBack(env: Env, payload: ImportPayload): Promise<void> {
  await env.database.write(async (tx) => {
    const image = await heldFor(tx, payload)
    if (image === undefined) return
    for (const location of image.locations) {
      if (payload.stores.includes(location.store)) await env.custody.discard(tx, image.id, location)
    }
    await dropLocations(tx, image.id, payload.stores)
  })
}

/** The image, held by the transaction, if this import still works on it. */
export async function heldFor(tx: Tx, payload: ImportPayload): Promise<Image | undefined> {
  const image = await findImage(tx, payload.image, 'change')
  return image !== undefined && isLocked(image, payload) ? image : undefined
}

function isLocked({ properties }: Image, { task }: ImportPayload): boolean {
  return properties[IMPORT_TASK] === task
}

/** Gives the image what the operator adds. False where the image is gone. */
function inject(env: Env, payload: ImportPayload): Promise<boolean> {
  return env.database.write(async (tx) => {
    const image = await heldFor(tx, payload)
    if (image === undefined) return false
    await taskGoesOn(tx, env, payload.task)
    if (Object.keys(payload.inject).length > 0) {
      await writeProperties(
        tx,
        image.id,
        Object.entries({ ...image.properties, ...payload.inject }),
      )
    }
    return true
  })
}

/** @returns why it failed */
async function storeIn(
  env: Env,
  payload: ImportPayload,
  image: Image,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const store = env.stores.named(name)
  if (store === undefined) return `there is no store ${name} any more`
  try {
    const source = await sourceOf(env, payload, image, signal)
    const taken = await storeBytes(env, image, store, source)
    if (await env.database.write((tx) => recordCopy(tx, env, payload, taken))) return undefined
    return GONE
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof BytesRefused ? error.cause : error
    return (cause as Error).message
  }
}

/** What waits to be imported, or a copy that there is: that of the default store rather. */
async function sourceOf(
  env: Env,
  { method }: ImportPayload,
  image: Image,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { stores } = env
  if (method !== 'copy-image') {
    const staged = await stagedBytes(env, image.id, signal)
    if (staged === undefined) throw new Error('nothing waits to be imported')
    const isPacked = image.container_format === 'compressed'
    return env.options.decompress && !isPacked ? unpacked(staged) : staged.read()
  }
  const isDefault = ({ store }: { store: string }) => Number(store === stores.default.id)
  for (const { store, url } of image.locations.toSorted((a, b) => isDefault(b) - isDefault(a))) {
    const source = stores.named(store)
    if (source === undefined || !(await hasObject(source, url))) continue
    return source.read(url, undefined, signal)
  }
  throw new Error('Image not found in any configured store')
}

/** False where it cannot be read, too: another store may have it. */
async function hasObject(store: ImageStore, url: string): Promise<boolean> {
  try {
    return (await store.sizeOf(url)) !== undefined
  } catch (error) {
    if (failureOf(error) === undefined) throw error
    return false
  }
}

/** False where the image is gone. */
async function recordCopy(
  tx: Tx,
  env: Env,
  payload: ImportPayload,
  taken: TakenBytes,
): Promise<boolean> {
  const { method, stores, mustSucceed } = payload
  const { store } = taken.place
  const isThere = await recordEnd(tx, payload, store, 'done')
  if (!isThere || !(await adoptBytes(tx, env, payload.image, taken))) {
    await env.custody.giveUp(tx, taken.place)
    return false
  }
  await taskGoesOn(tx, env, payload.task, `Copied ${mebibytes(taken.size)} MiB`)
  await updateImage(tx, payload.image, { updated_at: env.clock.isoNow() })
  if (method !== 'copy-image' && (!mustSucceed || store === stores.at(-1))) {
    const action = ACTION_OF[method]
    await endImageAction(tx, action, payload.image, action.done)
  }
  return true
}

async function recordEnd(
  tx: Tx,
  payload: ImportPayload,
  store: string,
  how: 'done' | 'failed',
): Promise<boolean> {
  const image = await heldFor(tx, payload)
  if (image === undefined) return false
  await writeProperties(tx, image.id, Object.entries(storeEnds(image.properties, store, how)))
  return true
}
