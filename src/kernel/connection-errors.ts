/** Answers to connections that are too slow or do not speak HTTP, before there is a request. */
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { badRequest, Fault } from './faults.ts'
import { hasOwnDeadline, requestTimedOut } from './request-body.ts'
import type { ServerOptions } from './server-options.ts'
import type { Dialect, RefusedRequest } from './service.ts'

/**
 * Closing a connection while bytes of its client are on their way takes the answer back, so they
 * are read and dropped for so many milliseconds.
 */
const LAST_BYTES = 1_000

const REQUEST_TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT'

const refused = new WeakSet<Socket>()

/**
 * Answers what is no request, or not in time, and ends the connection. There is no route, so it is
 * said in the words of `service`, the first that the server shows.
 */
export function refuseConnection(
  { services: [service], clock, ids, log }: ServerOptions,
  error: Error & { code?: string },
  socket: Socket,
): void {
  if (refused.has(socket)) return
  if (error.code === REQUEST_TIMEOUT && hasOwnDeadline(socket)) return
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null }
  if (error.code === 'ECONNRESET' || !socket.writable || answer?.headersSent === true) {
    socket.destroy()
    return
  }
  log.debug({ err: error }, 'a connection without a proper request')
  const fault = faultOf(error)
  socket.write(messageOf(fault, service!.dialect, ids.requestId()))
  // A request that was too late must not be served after all, when the rest of it comes.
  if (fault.status === 408) {
    socket.destroySoon()
    return
  }
  refused.add(socket)
  socket.end()
  clock.setTimer(LAST_BYTES, () => socket.destroy())
}

function messageOf(fault: Fault, dialect: Dialect, requestId: string): string {
  // Nothing is known of what was no request.
  const unread: RefusedRequest = { method: '', headers: {}, requestId, version: undefined }
  const { body, contentType } = dialect.fault(fault, unread)
  const head = [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    `x-openstack-request-id: ${requestId}`,
    `x-compute-request-id: ${requestId}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body.toString()}`
}

function faultOf({ code }: { code?: string }): Fault {
  if (code === REQUEST_TIMEOUT) return requestTimedOut()
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Fault(431, 'The headers of the request are too large for this server.')
  }
  return badRequest('What was sent is not a request in HTTP/1.1.')
}
