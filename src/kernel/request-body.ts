/** The body of a request on the wire: read in whole or as it comes, or dropped. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ByteSource } from './body-format.ts'
import type { ProcessClock } from './clock.ts'
import { badRequest, Fault, overLimit } from './faults.ts'

/** Methods whose body few services read; HTTP gives it no meaning. */
const BODYLESS = new Set(['GET', 'HEAD'])

/** Methods by which a body of unknown length counts as one that was sent. */
const SENDING = new Set(['POST', 'PUT', 'PATCH'])

/** What is left of a body may be so many bytes to be read and dropped after a refusal. */
const LEFTOVER_MAX = 1024 * 1024

/**
 * A connection that is closed while bytes of its client are on their way takes the answer back, so
 * they are read and dropped for so many milliseconds first.
 */
const LINGER = 1_000

const timedHere = new WeakSet<Socket>()

/** The body under way has a deadline of its own, so the server's timeout for requests is not meant. */
export function hasOwnDeadline(socket: Socket): boolean {
  return timedHere.has(socket)
}

const waiting = new WeakSet<IncomingMessage>()

/** The client will send its body when it is told to go on, or after a while without an answer. */
export function expectsContinue(request: IncomingMessage): boolean {
  return waiting.has(request)
}

export function noteExpectation(request: IncomingMessage): void {
  waiting.add(request)
}

/** The same where Node or a deadline of ours finds it out. */
export function requestTimedOut(): Fault {
  return new Fault(408, 'The request was not complete in time.')
}

/** What to do with bytes that have not been read when the answer is there. */
export type Leftover = 'none' | 'drop' | 'close'

export class RequestBody implements ByteSource {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #clock: Pick<ProcessClock, 'setTimer'>
  readonly length: number | undefined
  /** Who the body is for reads that of a GET, too. */
  readonly #isReadAlways: boolean
  /** The client waits for `100 Continue` before it sends a body. */
  #isAwaited: boolean
  #begun = false
  #done = false
  #received = 0
  #failure: Fault | undefined
  #wake: () => void = () => {}

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    options: {
      clock: Pick<ProcessClock, 'setTimer'>
      expectsContinue: boolean
      isReadAlways?: boolean
    },
  ) {
    this.#request = request
    this.#response = response
    this.#clock = options.clock
    this.#isAwaited = options.expectsContinue
    this.#isReadAlways = options.isReadAlways === true
    const { headers } = request
    const isChunked = headers['transfer-encoding'] !== undefined
    this.length = isChunked ? undefined : Number(headers['content-length'] ?? 0)
  }

  /** Nothing of it has been read yet, and it will come without being asked for. */
  get isUnread(): boolean {
    return this.#isReadable && !this.#begun && !this.#isAwaited
  }

  /** There is one by what the head of the request says, whether or not anybody reads it. */
  get isSent(): boolean {
    return this.length === undefined ? SENDING.has(this.#request.method ?? '') : this.length > 0
  }

  /** There is none to wait for. */
  get isAbsent(): boolean {
    return !this.#isReadable
  }

  get #isPresent(): boolean {
    return this.length !== 0
  }

  get #isReadable(): boolean {
    return this.#isPresent && (this.#isReadAlways || !BODYLESS.has(this.#request.method ?? ''))
  }

  /** @throws Fault 413 where it says by itself that it is longer */
  refuseLonger(limit: number): void {
    if (this.#isReadable && (this.length ?? 0) > limit) throw overLimit()
  }

  /** It must end within so many milliseconds from now, instead of the server's timeout. */
  setDeadline(milliseconds: number): void {
    const { socket } = this.#request
    timedHere.add(socket)
    const cancel = Number.isFinite(milliseconds)
      ? this.#clock.setTimer(milliseconds, () => this.#fail(requestTimedOut()))
      : () => {}
    const end = (): void => {
      cancel()
      timedHere.delete(socket)
    }
    this.#request.once('end', end)
    this.#response.once('close', end)
  }

  /**
   * All of it; undefined where there is none.
   * @throws Fault 413, 408, or 400 where the client has gone
   */
  async whole(limit: number): Promise<Buffer | undefined> {
    if (!this.#isReadable) return undefined
    // Most bodies have come with their head, though Node may not have said yet that this was all.
    const arrived = this.#request.readableLength
    if (!this.#begun && (arrived === this.length || this.#request.complete)) {
      this.#begun = true
      this.#done = true
      const all = (this.#request.read() as Buffer | null) ?? EMPTY
      // Lets the request end.
      this.#request.resume()
      if (all.length > limit) throw overLimit()
      return all
    }
    const chunks: Buffer[] = []
    for await (const chunk of this.chunks(limit)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** Reads and drops it. @throws Fault as `whole` */
  async discard(limit: number): Promise<void> {
    if (!this.#isReadable) return
    for await (const _ of this.chunks(limit));
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.chunks(Infinity)
  }

  /** @throws Fault as `whole` */
  async *chunks(limit: number): AsyncGenerator<Buffer, void, undefined> {
    if (!this.#isPresent) return
    this.#begin()
    for (;;) {
      const chunk = await this.#next()
      if (chunk === undefined) return
      if (this.#received > limit) throw overLimit()
      yield chunk
    }
  }

  #begin(): void {
    if (this.#begun) throw new Error('the body of a request is read once')
    this.#begun = true
    const wake = (): void => this.#wake()
    // Of a body that came in whole, what was not read yet goes with the connection.
    const gone = (): void => {
      if (!this.#request.readableEnded) this.#fail(clientGone())
    }
    this.#request.on('readable', wake).once('end', wake).once('close', gone).once('error', gone)
    if (this.#request.destroyed) gone()
    if (!this.#isAwaited) return
    this.#isAwaited = false
    this.#response.writeContinue()
  }

  #fail(fault: Fault): void {
    this.#failure ??= fault
    this.#wake()
  }

  async #next(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      const chunk = this.#request.read() as Buffer | null
      if (chunk !== null) {
        this.#received += chunk.length
        return chunk
      }
      if (this.#request.readableEnded) {
        this.#done = true
        return undefined
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** What is to be done with the rest of it, now that the answer is known. */
  get leftover(): Leftover {
    if (!this.#isPresent || this.#done) return 'none'
    if (this.#request.complete) return 'drop'
    // Who was not told to go on may send the body all the same, or the next request in its place.
    if (this.#isAwaited || this.#failure !== undefined) return 'close'
    const left = this.length === undefined ? 0 : this.length - this.#received
    return left > LEFTOVER_MAX ? 'close' : 'drop'
  }

  /** Reads on and drops what comes; where that is too much, the connection ends. */
  drop(): void {
    const request = this.#request
    let dropped = 0
    const drop = (): void => {
      for (let chunk = request.read(); chunk !== null; chunk = request.read()) {
        dropped += (chunk as Buffer).length
      }
      if (dropped > LEFTOVER_MAX) request.socket.destroy()
    }
    this.#begun = true
    this.#fail(badRequest('The request was answered before its body was read.'))
    request.on('readable', drop)
    drop()
  }

  /** The same for a while, so that the client sees the answer before its connection ends. */
  dropThen(end: () => void): void {
    const cancel = this.#clock.setTimer(LINGER, end)
    this.#response.once('close', cancel)
    this.drop()
  }
}

const EMPTY = Buffer.alloc(0)

/** For the log alone: nobody is there any more to read it. */
export function clientGone(): Fault {
  return badRequest('The client went away before its request was complete.')
}
