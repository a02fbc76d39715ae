/** One request and its answer on the wire: the headers common to all answers, and faults. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { addressOf, clientOf, type ConnectionFacts } from './addresses.ts'
import type { Answer } from './answer.ts'
import { ByteStream } from './byte-stream.ts'
import { signalOf, writeAll } from './byte-writing.ts'
import { Fault, internalError } from './faults.ts'
import type { Incoming, Progress } from './incoming.ts'
import { versionText } from './microversion.ts'
import { clientGone, expectsContinue, RequestBody } from './request-body.ts'
import { ResponseBatch } from './response-batch.ts'
import type { ServerOptions } from './server-options.ts'
import type { Service } from './service.ts'

/** Given to Node in one piece, which costs it less than one by one. */
type Headers = Record<string, string | string[] | number>

const responses = new ResponseBatch()
const PREFLIGHT_DONE: Answer = { status: 200, headers: {}, body: undefined }
const VERSION_HEADER = 'OpenStack-API-Version'

export class Exchange {
  readonly incoming: Incoming
  readonly progress: Progress = {
    operation: undefined,
    version: undefined,
    token: undefined,
    claimedUser: undefined,
  }
  readonly #service: Service
  readonly #options: ServerOptions
  readonly #server: Server
  readonly #response: ServerResponse
  readonly #started = performance.now()

  constructor(
    service: Service,
    options: ServerOptions,
    server: Server,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.#service = service
    this.#options = options
    this.#server = server
    this.#response = response
    const connection = (): ConnectionFacts => ({
      headers: request.headers,
      remoteAddress: request.socket.remoteAddress,
      localPort: request.socket.localPort,
    })
    this.incoming = {
      requestId: options.ids.requestId(),
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      params: {},
      body: new RequestBody(request, response, {
        clock: options.clock,
        expectsContinue: expectsContinue(request),
        isReadAlways: service.dialect.objectsOnly === true,
      }),
      // A getter here would give each request a hidden class of its own, which outlives it.
      signal: () => signalOf(response),
      addressOf: (serviceType) => addressOf(options.plan, serviceType, connection()),
      clientAddress: () => clientOf(options.plan, connection()),
    }
  }

  /** Resolves at once, but where the answer is a stream. */
  send(answer: Answer): void | Promise<void> {
    const isGood = answer.status >= 200 && answer.status < 300
    if (this.#isPreflight && !isGood) return this.send(PREFLIGHT_DONE)
    const { body } = answer
    if (body instanceof ByteStream) return this.#stream(answer, body)
    const headers: Headers = {}
    const { dialect } = this.#service
    if (body === undefined && dialect.emptyType !== undefined) {
      headers['Content-Type'] = dialect.emptyType
    }
    const asIs = typeof body === 'string' || Buffer.isBuffer(body)
    if (body !== undefined) {
      headers['Content-Type'] = asIs ? 'text/plain; charset=UTF-8' : 'application/json'
    }
    for (const name in answer.headers) headers[name] = answer.headers[name]!
    const json = asIs || body === undefined ? '' : dialect.json(body, this.incoming.url)
    this.#finish(answer.status, headers, asIs ? Buffer.from(body as string) : json)
    this.#record(answer.status, { body })
  }

  refuse(error: unknown): void {
    if (this.#isPreflight) return void this.send(PREFLIGHT_DONE)
    const fault = this.#faultOf(error)
    const headers: Headers = {}
    const { method, headers: sent, requestId } = this.incoming
    const asked = { method, headers: sent, requestId, version: this.progress.version }
    const { body, contentType } = this.#service.dialect.fault(fault, asked)
    if (body.length > 0) headers['Content-Type'] = contentType
    for (const name in fault.headers) headers[name] = fault.headers[name]!
    if (fault.retryAfter !== undefined) headers['Retry-After'] = fault.retryAfter
    if (fault.status === 401) {
      headers['WWW-Authenticate'] = this.#options.challenge(this.incoming.addressOf)
    }
    this.#finish(fault.status, headers, body)
    this.#record(fault.status, { fault })
  }

  /** Browsers ask it before they send a request of a page; what the service says does not matter. */
  get #isPreflight(): boolean {
    return this.#options.cors !== undefined && this.incoming.method === 'OPTIONS'
  }

  /** Refusals as they are; anything else becomes a 500 without details, and a line in the log. */
  #faultOf(error: unknown): Fault {
    const { log } = this.#options
    const { requestId } = this.incoming
    if (error instanceof Fault) {
      if (error.cause !== undefined) {
        log.warn({ request_id: requestId, err: error.cause }, error.message)
      }
      return error
    }
    const isAborted = error instanceof Error && error.name === 'AbortError'
    if (isAborted && this.#response.destroyed) return clientGone()
    const known = this.#options.faultOf(error)
    const fields = { request_id: requestId, operation: this.progress.operation?.id, err: error }
    if (known) log.warn(fields, known.message)
    else log.error(fields, 'the request failed for a reason nobody expected')
    return known ?? internalError()
  }

  /**
   * @param payload text is JSON, which is all ASCII: a character is a byte
   * @throws Error for a header that cannot be sent; then nothing has been
   */
  #finish(status: number, headers: Headers, payload: string | Buffer): void {
    const response = this.#response
    const { method, body } = this.incoming
    const hasLength = status !== 204 || this.#service.dialect.emptyType !== undefined
    if (hasLength) headers['Content-Length'] = payload.length
    const empty = method === 'HEAD' || status === 204
    const { leftover } = body
    if (leftover === 'close') headers['Connection'] = 'close'
    this.#writeHead(status, headers)
    responses.add(() => {
      if (leftover !== 'close') response.end(empty ? '' : payload, 'latin1')
      else if (empty) response.flushHeaders()
      else response.write(payload, 'latin1')
      if (leftover === 'close') body.dropThen(() => response.end())
      if (leftover === 'drop') body.drop()
    })
  }

  #writeHead(status: number, headers: Headers): void {
    const response = this.#response
    const { requestId } = this.incoming
    this.#sayVersion(headers)
    const always = this.#service.dialect.headers
    if (always) for (const [name, value] of always) headers[name] = value
    const { cors } = this.#options
    if (cors !== undefined) cors.decorate(headers, this.incoming, this.#service.cors)
    headers['x-openstack-request-id'] = requestId
    // Nova's name for it. All services send it, so that a client can rely on either.
    headers['x-compute-request-id'] = requestId
    // During shutdown an answered connection would stay open, idle, and hold the end up.
    if (!this.#server.listening) response.shouldKeepAlive = false
    response.writeHead(status, headers)
  }

  /**
   * What cannot be opened is refused; of what breaks off later the client sees that its end is
   * missing, because the connection is closed before it.
   */
  async #stream({ status, headers: own }: Answer, bytes: ByteStream): Promise<void> {
    const response = this.#response
    const { method } = this.incoming
    const signal = this.incoming.signal()
    const chunks = method === 'HEAD' ? NOTHING : bytes.open(signal)[Symbol.asyncIterator]()
    const first = await chunks.next()
    const headers: Headers = { 'Content-Type': bytes.mediaType, ...own }
    if (bytes.length !== undefined) headers['Content-Length'] = bytes.length
    this.#writeHead(status, headers)
    try {
      if (method !== 'HEAD') await writeAll(response, chunks, first, signal, bytes.length)
      response.end()
    } catch (error) {
      if (!signal.aborted) {
        const { requestId } = this.incoming
        this.#options.log.error({ request_id: requestId, err: error }, 'an answer broke off')
      }
      response.destroy()
    }
    this.#record(status, {})
  }

  #sayVersion(headers: Headers): void {
    const { microversions } = this.#service
    const { version } = this.progress
    if (microversions === undefined || version === undefined) return
    const text = versionText(version)
    const older = microversions.olderHeader?.answer
    const { answerHeader = VERSION_HEADER } = microversions
    headers[answerHeader] = `${microversions.type} ${text}`
    if (older !== undefined) headers[older] = text
    headers['Vary'] = older === undefined ? answerHeader : [answerHeader, older]
  }

  #record(status: number, outcome: { body?: unknown; fault?: Fault }): void {
    const { operation, token } = this.progress
    this.#options.onAnswer?.({
      service: this.#service,
      operationId: operation?.id,
      method: this.incoming.method,
      url: this.incoming.url,
      status,
      requestId: this.incoming.requestId,
      userId: token?.userId,
      projectId: token?.projectId,
      milliseconds: performance.now() - this.#started,
      incoming: this.incoming,
      progress: this.progress,
      ...outcome,
    })
  }
}

/** The bytes of an answer to HEAD. */
const NOTHING: AsyncIterator<Uint8Array> = {
  next: () => Promise.resolve({ done: true, value: undefined }),
}
