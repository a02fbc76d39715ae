/** The bytes of an image as an answer, from the first store that has them. */
import type { ImageStores } from '../../drivers/image/interface.ts'
import { ByteStream, type ByteRange } from '../../kernel/byte-stream.ts'
import type { Log } from '../../kernel/context.ts'
import { unavailable } from '../../kernel/faults.ts'
import type { ImageCache } from '../cache/image-cache.usecase.ts'
import type { Image, ImageLocation } from '../images/image.ts'
import { failureOf } from './failures.ts'

interface Parts {
  readonly stores: ImageStores
  readonly cache: ImageCache | undefined
  readonly log: Log
}

/** @param preferred names of stores that are tried first */
export function bytesOf(parts: Parts, image: Image, preferred: readonly string[] = []): ByteStream {
  const isPreferred = ({ store }: ImageLocation): number => Number(preferred.includes(store))
  const locations = image.locations.toSorted((a, b) => isPreferred(b) - isPreferred(a))
  return new ByteStream({
    size: image.size ?? undefined,
    open: (range, signal) =>
      range === undefined && preferred.length === 0
        ? readCached(parts, image, locations, signal)
        : readFirst(parts, image, locations, range, signal),
  })
}

/** The whole of it, from the cache where it has a copy, as Glance gives no parts from there. */
async function* readCached(
  parts: Parts,
  image: Pick<Image, 'id'>,
  locations: readonly ImageLocation[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* (
    (await parts.cache?.read(image.id, signal)) ??
    readFirst(parts, image, locations, undefined, signal)
  )
}

/**
 * A location that fails before its first byte is passed over; what breaks off later cannot be mended.
 * @throws Fault 503
 */
async function* readFirst(
  { stores, log }: Parts,
  { id }: Pick<Image, 'id'>,
  locations: readonly ImageLocation[],
  range: ByteRange | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { store, url } of locations) {
    let isBegun = false
    try {
      for await (const chunk of stores.named(store)?.read(url, range, signal, 'until-next') ?? []) {
        isBegun = true
        yield chunk
      }
      return
    } catch (err) {
      if (isBegun || failureOf(err) === undefined) throw err
      log.warn({ image: id, store, err }, 'a store does not give the bytes of an image')
    }
  }
  throw unavailable('The data of the image are not available.')
}
