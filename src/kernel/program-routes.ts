/** Paths of the program itself, beside those of the services on the same port: health, metrics. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { ProcessClock } from './clock.ts'
import { expectsContinue, RequestBody } from './request-body.ts'

export interface ProgramRoute {
  readonly method: 'GET' | 'POST'
  /** In full; no parameters. HEAD follows GET. */
  readonly path: string
  /** @throws Fault, which is told in the words of the first service on the port */
  handle(request: ProgramRequest): ProgramAnswer | Promise<ProgramAnswer>
}

export interface ProgramRequest {
  readonly headers: IncomingHttpHeaders
  /** Undefined where there is none. */
  readonly body: Buffer | undefined
}

export interface ProgramAnswer {
  /** 200 unless told. */
  readonly status?: number
  /** Text as it is, of the media type given; anything else is JSON. */
  readonly body: unknown
  readonly mediaType?: string
}

/** Bytes that the body of such a request may have. */
const BODY_LIMIT = 16_384

/** The route that a request asks for; undefined where it is for a service. */
export function programRouteOf(
  routes: readonly ProgramRoute[],
  { method, url = '/' }: IncomingMessage,
): ProgramRoute | undefined {
  const asked = method === 'HEAD' ? 'GET' : method
  return routes.find((route) => {
    const { path } = route
    if (route.method !== asked || !url.startsWith(path)) return false
    return url.length === path.length || url[path.length] === '?'
  })
}

/** @throws Fault, before anything is written */
export async function serveProgramRoute(
  route: ProgramRoute,
  request: IncomingMessage,
  response: ServerResponse,
  clock: Pick<ProcessClock, 'setTimer'>,
): Promise<void> {
  const options = { clock, expectsContinue: expectsContinue(request) }
  const body = await new RequestBody(request, response, options).whole(BODY_LIMIT)
  const answer = await route.handle({ headers: request.headers, body })
  const { mediaType = 'application/json; charset=utf-8' } = answer
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  response.writeHead(answer.status ?? 200, {
    'Content-Type': mediaType,
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(request.method === 'HEAD' ? '' : text)
}
