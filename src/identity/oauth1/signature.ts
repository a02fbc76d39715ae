/**
 * Requests signed as RFC 5849 says, checked in the order and refused in the words of oauthlib,
 * which Keystone uses (oauthlib/oauth1/rfc5849/endpoints/base.py).
 */
import { createHmac } from 'node:crypto'
import type { ProcessTime } from '../../kernel/clock.ts'
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { isSame } from '../constant-time.ts'

/** The parameters of the header, by name; the signature and `realm` among them. */
export type OauthParameters = ReadonlyMap<string, string>

export interface SignedRequest {
  readonly method: string
  /** As the client sees it, query included. */
  readonly url: string
  readonly parameters: OauthParameters
}

export interface Secrets {
  readonly consumer: string
  /** Empty where there is no token yet. */
  readonly token: string
}

/** Seconds that a request's time may be off. */
const TOLERANCE = 600

const METHODS = [
  'HMAC-SHA1',
  'HMAC-SHA256',
  'HMAC-SHA512',
  'RSA-SHA1',
  'RSA-SHA256',
  'RSA-SHA512',
  'PLAINTEXT',
]
const HASHES = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
  ['HMAC-SHA512', 'sha512'],
])
const MANDATORY = [
  'oauth_consumer_key',
  'oauth_nonce',
  'oauth_timestamp',
  'oauth_signature',
  'oauth_signature_method',
]
const KEY = /^[0-9a-f]{32}$/
const NONCE = /^[0-9a-f]*$/

/** @throws 400 where the header is missing or is none of OAuth (a 500 of Keystone's) */
export function parametersOf(authorization: string | undefined): OauthParameters {
  const list = /^oauth\s+(.*)$/is.exec(authorization ?? '')?.[1]
  if (list === undefined) throw badRequest('Cannot retrieve Authorization headers')
  const found = new Map<string, string>()
  for (const item of list.split(',').map((text) => text.trim())) {
    const [, name, value] = /^([\w.~-]+)="([^"]*)"$/.exec(item) ?? []
    const text = value === undefined ? undefined : unescaped(value)
    if (name === undefined || text === undefined) throw badRequest('Malformed authorization header')
    if (found.has(name)) throw invalid('Duplicate OAuth1 entries.')
    found.set(name, text)
  }
  return found
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * What every signed request must have.
 * @throws 400
 */
export function checkParameters(parameters: OauthParameters, now: ProcessTime): void {
  const get = (name: string): string => parameters.get(`oauth_${name}`) ?? ''
  if (MANDATORY.some((name) => !parameters.get(name))) {
    throw invalid('Missing mandatory OAuth parameters.')
  }
  const method = get('signature_method')
  if (!METHODS.includes(method)) {
    const known = METHODS.map((name) => `'${name}'`).join(', ')
    throw invalid(`Invalid signature, ${method} not in (${known}).`, 'invalid_signature_method')
  }
  if (get('version') !== '' && get('version') !== '1.0') throw invalid('Invalid OAuth version.')
  const timestamp = get('timestamp')
  if (timestamp.length !== 10) throw invalid('Invalid timestamp size')
  if (!/^\d+$/.test(timestamp)) throw invalid('Timestamp must be an integer.')
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE) {
    throw invalid(`Timestamp given is invalid, differ from allowed by over ${TOLERANCE} seconds.`)
  }
  if (!KEY.test(get('consumer_key'))) throw invalid('Invalid client key format.')
  if (!NONCE.test(get('nonce'))) throw invalid('Invalid nonce format.')
}

/** What oauthlib calls wrong, as Keystone repeats it. */
export function invalid(description: string, error = 'invalid_request'): Fault {
  return badRequest(`Validation failed with errors: ${error}, detail message is: ${description}.`)
}

/** Was it signed with these secrets? The parameters must have passed `checkParameters`. */
export function isSignedWith(request: SignedRequest, secrets: Secrets): boolean {
  const method = request.parameters.get('oauth_signature_method') ?? ''
  const key = `${escaped(secrets.consumer)}&${escaped(secrets.token)}`
  const hash = HASHES.get(method)
  if (hash === undefined && method !== 'PLAINTEXT') return false
  const expected =
    hash === undefined ? key : createHmac(hash, key).update(baseOf(request)).digest('base64')
  return isSame(expected, request.parameters.get('oauth_signature') ?? '')
}

/** The text that is signed (RFC 5849, 3.4.1). */
export function baseOf({ method, url, parameters }: SignedRequest): string {
  const { protocol, host, pathname, searchParams } = new URL(url)
  const signed = [...parameters].filter(([name]) => name !== 'realm' && name !== 'oauth_signature')
  const pairs = [...searchParams, ...signed]
    .map(([name, value]) => [escaped(name), escaped(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
  return [method.toUpperCase(), `${protocol}//${host}${pathname}`, pairs.join('&')]
    .map(escaped)
    .join('&')
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** RFC 5849, 3.6: everything but letters, digits and `-._~`. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
