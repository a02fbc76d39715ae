/** What is found where the bytes of an image are said to lie, and what follows for the image. */
import { createHash } from 'node:crypto'
import type { ImageStore } from '../../drivers/image/interface.ts'
import type { Tx } from '../../storage/database.ts'
import { HASH_ALGORITHM } from '../data/taking.usecase.ts'
import type { Image } from '../images/image.ts'
import { findImage, insertLocation, updateImage, writeProperties } from '../images/images.store.ts'
import { IMPORT_TASK } from '../import/import-properties.ts'
import type { ImageEnv } from '../operation.ts'
import { INTERNAL_ERROR } from '../tasks/task.ts'
import { taskFails, taskGoesOn, taskSucceeds } from '../tasks/tasks.usecase.ts'
import type { ExpectedHash } from './new-location.ts'

export interface AddedLocation {
  readonly task: string
  readonly image: string
  readonly url: string
  /** The digest that the bytes must have. */
  readonly hash: ExpectedHash | null
}

/** What is known of bytes that are there. */
export interface FoundBytes {
  readonly store: string
  readonly size: number
  readonly checksum: string
  readonly os_hash_algo: string
  readonly os_hash_value: string
}

type Env = Pick<ImageEnv, 'database' | 'clock' | 'stores'>

/** Reads all of the bytes. @returns why they are not taken @throws why `signal` was aborted */
export async function lookAt(
  env: Env,
  { task, url, hash }: AddedLocation,
  signal: AbortSignal,
): Promise<FoundBytes | string> {
  await env.database.write((tx) => taskGoesOn(tx, env, task))
  try {
    const store = await storeOf(env, url)
    if (store === undefined) return `Invalid location: ${url}`
    const found = await digested(store, url, hash?.os_hash_algo ?? HASH_ALGORITHM, signal)
    const isRight = hash === null || hash.os_hash_value.toLowerCase() === found.os_hash_value
    return isRight ? found : `the bytes at ${url} have another digest`
  } catch (error) {
    signal.throwIfAborted()
    return (error as Error).message
  }
}

/** Files of this machine are nobody's to name, whatever store they lie in. */
async function storeOf({ stores }: Env, url: string): Promise<ImageStore | undefined> {
  for (const store of stores.all) {
    if (store.type === 'file') continue
    const size = await store.sizeOf(url).catch(() => undefined)
    if (size !== undefined) return store
  }
  return undefined
}

async function digested(
  store: ImageStore,
  url: string,
  algorithm: string,
  signal: AbortSignal,
): Promise<FoundBytes> {
  const [md5, hash] = [createHash('md5'), createHash(algorithm)]
  let size = 0
  for await (const chunk of store.read(url, undefined, signal)) {
    md5.update(chunk)
    hash.update(chunk)
    size += chunk.length
  }
  return {
    ...{ store: store.id, size, checksum: md5.digest('hex') },
    ...{ os_hash_algo: algorithm, os_hash_value: hash.digest('hex') },
  }
}

/** The image has those bytes from now on. */
export async function takeFound(
  tx: Tx,
  env: Pick<Env, 'clock'>,
  added: AddedLocation,
  { store, ...facts }: FoundBytes,
): Promise<void> {
  const image = await letGo(tx, added)
  if (image === undefined) return taskFails(tx, env, added.task, INTERNAL_ERROR)
  await insertLocation(tx, { image_id: image.id, url: added.url, store })
  await updateImage(tx, image.id, {
    ...{ ...facts, status: 'active', updated_at: env.clock.isoNow() },
  })
  await taskSucceeds(tx, env, added.task, { image_id: image.id })
}

/** The image stays without bytes. */
export async function refuseFound(
  tx: Tx,
  env: Pick<Env, 'clock'>,
  added: AddedLocation,
): Promise<void> {
  await letGo(tx, added)
  await taskFails(tx, env, added.task, INTERNAL_ERROR)
}

/** The image, which no task works on any more; undefined where this one did not. */
async function letGo(tx: Tx, { image: id, task }: AddedLocation): Promise<Image | undefined> {
  const image = await findImage(tx, id, 'change')
  if (image?.properties[IMPORT_TASK] !== task) return undefined
  const { [IMPORT_TASK]: _task, ...properties } = image.properties
  await writeProperties(tx, id, Object.entries(properties))
  return image.status === 'queued' ? image : undefined
}
