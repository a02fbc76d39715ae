/** The import of a new image by a task, as it was before images were imported by calls about them. */
import type { Tx } from '../../storage/database.ts'
import { adoptBytes, storeBytes, type TakenBytes } from '../data/taking.usecase.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import { createImage } from '../images/create-image.usecase.ts'
import type { Image } from '../images/image.ts'
import { beginImageAction, dropImage, endImageAction, findImage } from '../images/images.store.ts'
import { readNewImage } from '../images/new-image.ts'
import { importSource } from './task.ts'
import type { ImageEnv } from '../operation.ts'

export interface LegacyImport {
  /** Of the image that it makes. */
  readonly id: string
  /** The project that asks for it. */
  readonly owner: string | null
  readonly input: Readonly<Record<string, unknown>>
}

type Env = ImageEnv

/** Makes the image and stores its bytes. @returns why it failed @throws why `signal` was aborted */
export async function importNew(
  env: Env,
  asked: LegacyImport,
  signal: AbortSignal,
): Promise<TakenBytes | string> {
  const { database, downloads, stores } = env
  try {
    const image = await database.write((tx) => makeSaving(tx, env, asked))
    const { bytes } = await downloads.open(importSource(asked.input), signal)
    return await storeBytes(env, image, stores.default, bytes)
  } catch (error) {
    signal.throwIfAborted()
    return (error as Error).message
  }
}

/** @throws Fault where there can be no such image */
async function makeSaving(tx: Tx, env: Env, { id, owner, input }: LegacyImport): Promise<Image> {
  // An attempt before this one may have made it.
  const made = await findImage(tx, id, 'change')
  if (made !== undefined) return made
  const sent = { ...(input['image_properties'] as object), id }
  const asked = readNewImage(sent, { token: { projectId: owner ?? undefined } })
  const image = await createImage(tx, env, asked)
  await beginImageAction(tx, IMAGE_ACTIONS.upload, image, { updated_at: env.clock.isoNow() })
  return image
}

/** Nothing is left of it. */
export async function dropImported({ database, clock }: Env, id: string): Promise<void> {
  await database.write((tx) => dropImage(tx, id, clock.isoNow()))
}

/** The image is there, if its bytes still are. @throws where somebody took them for abandoned */
export async function recordImported(
  tx: Tx,
  { clock, custody }: Pick<ImageEnv, 'clock' | 'custody'>,
  id: string,
  taken: TakenBytes,
): Promise<void> {
  const { upload } = IMAGE_ACTIONS
  const isThere = await endImageAction(tx, upload, id, {
    ...upload.done,
    updated_at: clock.isoNow(),
  })
  if (!isThere) return custody.giveUp(tx, taken.place)
  if (!(await adoptBytes(tx, { custody }, id, taken))) throw new Error('the bytes are gone')
}
