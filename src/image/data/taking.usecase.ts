import type { ImageStore, StoredObject } from '../../drivers/image/interface.ts'
import type { Tx } from '../../storage/database.ts'
import type { Image } from '../images/image.ts'
import { insertLocation, updateImage } from '../images/images.store.ts'
import type { ImageEnv } from '../operation.ts'
import { DataRefused } from '../formats/formats.ts'
import { MeasuredBytes } from './measuring.ts'
import type { ObjectPlace } from './objects.store.ts'

type Env = Pick<ImageEnv, 'custody' | 'digests'>

/** Bytes in a store, and what is known of them: adopted by an image, or given up. */
export interface TakenBytes extends StoredObject {
  readonly place: ObjectPlace
  readonly checksum: string
  readonly hash: string
  /** In bytes. */
  readonly virtualSize: number | undefined
}

/** The name of `hash`. */
export const HASH_ALGORITHM = 'sha512'

/** All of the bytes came and were not taken; images show their digests all the same. */
export class BytesRefused extends Error {
  override name = 'BytesRefused'
  readonly checksum: string
  readonly hash: string

  constructor(cause: unknown, { md5, sha512 }: { md5: string; sha512: string }) {
    super('the bytes were not taken', { cause })
    this.checksum = md5
    this.hash = sha512
  }
}

export interface ByteCount {
  /** How many the client said there would be; only a hint. */
  readonly announced?: number | undefined
  /** How many there must be. */
  readonly exact?: number | undefined
}

/**
 * Writes the bytes of an image to where they were announced, outside of any transaction. Only data
 * without a container are looked into, as in Glance.
 * @throws BytesRefused around DataRefused; WrongSize, StoreFailure, or what the source throws
 */
export async function takeBytes(
  { custody, digests }: Env,
  image: Pick<Image, 'disk_format' | 'container_format'>,
  place: ObjectPlace,
  source: AsyncIterable<Uint8Array>,
  { announced, exact }: ByteCount = {},
): Promise<TakenBytes> {
  const diskFormat = image.container_format === 'bare' ? image.disk_format : null
  const bytes = new MeasuredBytes(digests, source, {
    diskFormat: diskFormat ?? undefined,
    size: exact,
  })
  try {
    const stored = await custody.write(place, bytes, announced)
    const { md5, sha512 } = bytes.values!
    return { ...stored, place, checksum: md5, hash: sha512, virtualSize: bytes.virtualSize }
  } catch (error) {
    const { values } = bytes
    throw error instanceof DataRefused && values ? new BytesRefused(error, values) : error
  }
}

/**
 * The same with an announcement of its own, for jobs. What fails is given up.
 * @throws what `takeBytes` throws
 */
export function storeBytes(
  env: Env,
  image: Pick<Image, 'id' | 'disk_format' | 'container_format'>,
  store: ImageStore,
  source: AsyncIterable<Uint8Array>,
): Promise<TakenBytes> {
  return env.custody.announced(
    (tx) => env.custody.announce(tx, image.id, store),
    (place) => takeBytes(env, image, place, source),
  )
}

/**
 * The image has these bytes from now on, and the last location is theirs. The caller holds the image
 * and sets its status.
 * @returns false where they were taken for abandoned: then they are to be given up
 */
export async function adoptBytes(
  tx: Tx,
  { custody }: Pick<Env, 'custody'>,
  imageId: string,
  { place, location, size, checksum, hash, virtualSize }: TakenBytes,
): Promise<boolean> {
  if (!(await custody.handOver(tx, place))) return false
  await insertLocation(tx, { image_id: imageId, url: location, store: place.store })
  await updateImage(tx, imageId, {
    ...{ size, virtual_size: virtualSize ?? null, checksum },
    ...{ os_hash_algo: HASH_ALGORITHM, os_hash_value: hash },
  })
  return true
}
