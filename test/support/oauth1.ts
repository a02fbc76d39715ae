/** A consumer of OAuth 1, written apart from ours. */
import { createHmac, randomBytes } from 'node:crypto'
import type { Got } from './cloud.ts'
import type { Keystone } from './identity.ts'

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

/** What the administrator allows a new consumer: these roles on the project `admin`. */
export async function newAccessToken(keystone: Keystone, roles: readonly object[]): Promise<Pair> {
  const made = await keystone.send('POST', '/OS-OAUTH1/consumers', { body: { consumer: {} } })
  const consumer: Pair = made.body.consumer
  const signed = async (path: string, signing: Partial<Signing>, headers = {}) => {
    const url = `${keystone.cloud.app.addresses.get('identity')}/v3${path}`
    const Authorization = authorizationOf({ url, consumer, ...signing })
    return pairOf(await keystone.send('POST', path, { headers: { Authorization, ...headers } }))
  }
  const extra = { oauth_callback: 'oob' }
  const project = { 'Requested-Project-Id': keystone.admin.projectId }
  const token = await signed('/OS-OAUTH1/request_token', { extra }, project)
  const path = `/OS-OAUTH1/authorize/${token.id}`
  const { body } = await keystone.send('PUT', path, { body: { roles } })
  const { oauth_verifier } = body.token
  return signed('/OS-OAUTH1/access_token', { token, extra: { oauth_verifier } })
}
