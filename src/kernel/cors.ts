/**
 * Cross-origin requests: which pages of other origins a browser lets use the services.
 * Source: oslo.middleware cors (process_response, _apply_cors_preflight_headers,
 * _apply_cors_request_headers) with the defaults that each service sets.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** What pages may send to a service, and see of its answers. */
export interface CorsRules {
  readonly allowMethods: readonly string[]
  /** Beside those that any page may send. */
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
}

/** The defaults of oslo.middleware itself. */
export const ANY_METHOD: CorsRules = {
  allowMethods: ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'],
  allowHeaders: [],
  exposeHeaders: [],
}

/** For how long browsers may keep the answer to a preflight. Seconds. */
const MAX_AGE = '3600'

const SIMPLE_HEADERS = [
  'Accept',
  'Accept-Language',
  'Content-Type',
  'Cache-Control',
  'Content-Language',
  'Expires',
  'Last-Modified',
  'Pragma',
]

type Headers = Record<string, string | string[] | number>

export class Cors {
  readonly #origins: ReadonlySet<string>

  /** @param origins as browsers name them, e.g. `https://console.example.com`; `*` is any */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins)
  }

  /** Adds to the headers of an answer what the page that asked needs to see it. */
  decorate(
    headers: Headers,
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    rules: CorsRules = ANY_METHOD,
  ): void {
    const origin = this.#allowed(request.headers.origin)
    if (origin === undefined) return
    if (request.method === 'OPTIONS') {
      const asked = preflight(request.headers, rules)
      if (asked === undefined) return
      headers['Vary'] = 'Origin'
      Object.assign(headers, asked)
    } else {
      headers['Vary'] = [headers['Vary'] ?? [], 'Origin'].flat().join(',')
      const exposed = rules.exposeHeaders.join(',')
      if (exposed !== '') headers['Access-Control-Expose-Headers'] = exposed
    }
    headers['Access-Control-Allow-Origin'] = origin
    headers['Access-Control-Allow-Credentials'] = 'true'
  }

  #allowed(origin: string | undefined): string | undefined {
    if (origin === undefined) return undefined
    if (this.#origins.has(origin)) return origin
    return this.#origins.has('*') ? '*' : undefined
  }
}

/** What a preflight is told, or undefined where the page may not send what it asks for. */
function preflight(headers: IncomingHttpHeaders, rules: CorsRules): Headers | undefined {
  const method = headers['access-control-request-method']
  if (method === undefined || !rules.allowMethods.includes(method)) return undefined
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const allowed = new Set(
    [...SIMPLE_HEADERS, ...rules.allowHeaders].map((name) => name.toLowerCase()),
  )
  if (!asked.every((name) => allowed.has(name.toLowerCase()))) return undefined
  return {
    'Access-Control-Max-Age': MAX_AGE,
    'Access-Control-Allow-Methods': method,
    ...(asked.length > 0 && { 'Access-Control-Allow-Headers': asked.join(',') }),
  }
}
