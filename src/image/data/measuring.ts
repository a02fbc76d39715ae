import type { Digests, DigestValues } from '../../drivers/image/digests.ts'
import { Inspection } from '../formats/formats.ts'
import { WrongSize } from './failures.ts'

export interface Expected {
  /** What the data must be; undefined where nobody looks into them. */
  readonly diskFormat: string | undefined
  /** How many bytes there must be, where the client says so. */
  readonly size: number | undefined
}

/** Bytes that are looked into and digested while somebody takes them. */
export class MeasuredBytes implements AsyncIterable<Uint8Array> {
  readonly #digests: Digests
  readonly #chunks: AsyncIterable<Uint8Array>
  readonly #expected: Expected
  #values: DigestValues | undefined
  #virtualSize: number | undefined

  constructor(digests: Digests, chunks: AsyncIterable<Uint8Array>, expected: Expected) {
    this.#digests = digests
    this.#chunks = chunks
    this.#expected = expected
  }

  /** Of all bytes, once they have been taken; undefined before. */
  get values(): DigestValues | undefined {
    return this.#values
  }

  /** In bytes; undefined where it is not known. */
  get virtualSize(): number | undefined {
    return this.#virtualSize
  }

  /** Once. @throws DataRefused, WrongSize, instead of an end; or what the source throws */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { diskFormat, size } = this.#expected
    const inspection = diskFormat === undefined ? undefined : new Inspection()
    const digest = this.#digests.begin()
    try {
      for await (const chunk of ofSize(this.#chunks, size)) {
        inspection?.add(chunk)
        await digest.add(chunk)
        yield chunk
      }
      this.#values = await digest.end()
    } finally {
      if (this.#values === undefined) digest.abandon()
    }
    this.#virtualSize = inspection?.judge(diskFormat!)
  }
}

/** Bytes of which there must be so many. @throws WrongSize, while they are read */
export async function* ofSize(
  chunks: AsyncIterable<Uint8Array>,
  expected: number | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (expected !== undefined && size > expected) throw wrongSize('exceeds', expected, size)
    yield chunk
  }
  if (expected !== undefined && size < expected) throw wrongSize('mismatch', expected, size)
}

function wrongSize(what: 'exceeds' | 'mismatch', expected: number, got: number): WrongSize {
  return new WrongSize(`Size ${what}: expected ${expected} bytes, got ${got} bytes`)
}
