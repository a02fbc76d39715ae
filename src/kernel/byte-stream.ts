/** Answers that are bytes from elsewhere, of which a client may ask for a range. */
import type { IncomingHttpHeaders } from 'node:http'
import { Type as T } from 'typebox'
import { OCTET_STREAM } from './body-format.ts'
import { badRequest, rangeNotSatisfiable } from './faults.ts'
import { defineFormat } from './formats.ts'

/** What a declaration has in `response` where the answer is a stream of bytes. */
export const BYTES = T.Unsafe<ByteStream>({
  type: 'string',
  // As OpenAPI has it; nobody looks at them.
  format: defineFormat('binary', () => true),
})

/** Bytes from `start` to before `end`, counted from 0. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface ByteStreamOptions {
  /** Of the whole, in bytes; where it is not known, there are no ranges. */
  readonly size: number | undefined
  readonly mediaType?: string
  /**
   * Opens it once, when the transaction of the handler has ended; what it throws before the first
   * chunk is refused like any fault. The next chunk is asked for when the system has the one before, so
   * the memory of that may be used again.
   * @param range all of it where left out
   * @param signal aborted when the client goes away; the iterator is closed then, too
   */
  open(range: ByteRange | undefined, signal: AbortSignal): AsyncIterable<Uint8Array>
}

export class ByteStream {
  readonly size: number | undefined
  readonly range: ByteRange | undefined
  readonly mediaType: string
  readonly #options: ByteStreamOptions

  constructor(options: ByteStreamOptions, range?: ByteRange) {
    this.#options = options
    this.size = options.size
    this.mediaType = options.mediaType ?? OCTET_STREAM
    this.range = range
  }

  /** Of what is sent. */
  get length(): number | undefined {
    return this.range === undefined ? this.size : this.range.end - this.range.start
  }

  open(signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#options.open(this.range, signal)
  }

  /**
   * The part that the client asked for; the whole where it did not ask.
   * @param several what is said of more ranges than one
   * @throws Fault 400, 416
   */
  askedFor(headers: IncomingHttpHeaders, several?: string): ByteStream {
    if (this.size === undefined) return this
    const range = rangeIn(headers, this.size, several)
    return range === undefined ? this : new ByteStream(this.#options, range)
  }

  /** `Content-Range` of a part. */
  get contentRange(): string | undefined {
    if (this.range === undefined) return undefined
    return `bytes ${this.range.start}-${this.range.end - 1}/${this.size}`
  }
}

/**
 * One range, and as Glance has it also by the request header `Content-Range`
 * (glance/common/wsgi.py, get_range_from_request; webob/byterange.py).
 */
function rangeIn(
  headers: IncomingHttpHeaders,
  size: number,
  several?: string,
): ByteRange | undefined {
  const { range } = headers
  if (range?.includes(',') === true) throw badRequest(several)
  if (range !== undefined) return rangeOf(range, size)
  const contentRange = headers['content-range']
  return contentRange === undefined ? undefined : partOf(contentRange, size)
}

function rangeOf(header: string, size: number): ByteRange {
  const [, first = '', last = ''] = /^bytes *= *(\d*) *- *(\d*)/i.exec(header) ?? []
  if (first === '' && last === '') throw rangeNotSatisfiable('Invalid Range header.')
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size }
  const start = Number(first)
  const end = last === '' ? size : Number(last) + 1
  if (last !== '' && start >= end) throw rangeNotSatisfiable('Invalid Range header.')
  refuseStart('Range', start, size)
  return { start, end: Math.min(end, size) }
}

function partOf(header: string, size: number): ByteRange {
  const [, first, last, whole = ''] = /^bytes (\d+)-(\d+)\/(?:(\d+)|\*)/.exec(header) ?? []
  const [start, end] = [Number(first), Number(last) + 1]
  const fits = first !== undefined && start < end && (whole === '' || end <= Number(whole))
  if (!fits) throw rangeNotSatisfiable('Invalid Content-Range header.')
  if (whole === '' && end > size) {
    throw rangeNotSatisfiable(
      'Invalid stop position in Content-Range header. The stop position MUST be in the inclusive ' +
        `range [0, ${size - 1}].`,
    )
  }
  refuseStart('Content-Range', start, size)
  return { start, end: Math.min(end, size) }
}

function refuseStart(header: string, start: number, size: number): void {
  if (start < size) return
  throw rangeNotSatisfiable(
    `Invalid start position in ${header} header. Start position MUST be in the inclusive range ` +
      `[0, ${size - 1}].`,
  )
}
