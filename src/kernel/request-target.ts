/** The target of a request in the form that everything behind the server expects. */
import type { IncomingMessage } from 'node:http'

const ABSOLUTE = /^https?:\/\/([^/?#]*)/i

/**
 * Path and query of the target. A target in absolute form (`GET http://host:5000/v3 HTTP/1.1`, as
 * clients send it that take us for a proxy) names the host too, which then counts instead of the
 * `Host` header: RFC 9112 §3.2.2.
 */
export function pathAndQueryOf(request: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const target = request.url ?? '/'
  if (target.startsWith('/')) return target
  const match = ABSOLUTE.exec(target)
  if (match === null) return target
  request.headers.host = match[1]!.replace(/^.*@/, '')
  const rest = target.slice(match[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Whether the path is text in UTF-8 where it has escapes. */
export function isDecodable(pathAndQuery: string): boolean {
  if (!pathAndQuery.includes('%')) return true
  const query = pathAndQuery.indexOf('?')
  try {
    decodeURI(query < 0 ? pathAndQuery : pathAndQuery.slice(0, query))
    return true
  } catch {
    return false
  }
}
