/** A consumer of OAuth 1, written apart from ours. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Got } from './cloud.ts'

export interface Pair {
  readonly id: string
  readonly secret: string
}

export interface Signing {
  readonly method?: string
  readonly url: string
  readonly consumer: Pair
  readonly token?: Pair
  /** Further parameters; one that is undefined is left out. */
  readonly extra?: Readonly<Record<string, string | undefined>>
  /** Instead of the right one. */
  readonly signature?: string
}

const escape = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)

/** The Authorization header of a request. */
export function authorizationOf(signing: Signing): string {
  const { method = 'POST', url, consumer, token } = signing
  const parameters = Object.entries({
    oauth_consumer_key: consumer.id,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(8).toString('hex'),
    ...(token && { oauth_token: token.id }),
    ...signing.extra,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  const pairs = parameters.map(([name, value]) => `${escape(name)}=${escape(value)}`).sort()
  const base = [method, url, pairs.join('&')].map(escape).join('&')
  const key = `${escape(consumer.secret)}&${escape(token?.secret ?? '')}`
  const right = createHmac('sha1', key).update(base).digest('base64')
  const all = [...parameters, ['oauth_signature', signing.signature ?? right] as const]
  return `OAuth ${all.map(([name, value]) => `${name}="${escape(value)}"`).join(', ')}`
}

/** The pair in an answer that is a form. */
export function pairOf(got: Got): Pair {
  const form = new URLSearchParams(got.text)
  const [id, secret] = [form.get('oauth_token'), form.get('oauth_token_secret')]
  if (id === null || secret === null) throw new Error(`no token: ${got.status} ${got.text}`)
  return { id, secret }
}
