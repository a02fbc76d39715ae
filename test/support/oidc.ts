/**
 * A real OpenID provider on loopback, with users who sign in by being named, and a browser without
 * a screen to go there and back.
 */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import Provider from 'oidc-provider'
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js'
import type { OidcSettings } from '../../src/identity/federation/settings.ts'

export const CLIENT = { id: 'stackling', secret: 'sec:ret +%' }
/** Real clients send what they have as it is, which not every secret survives. */
export const ROBOT = { id: 'robot', secret: 'robot-secret' }
/** Whoever asks for a token for this gets a JWT. */
export const RESOURCE = 'urn:example:stackling'
/** Another client of the same provider. */
export const OTHER_CLIENT = { id: 'elsewhere', secret: 'other-secret' }

const CLAIMS = ['name', 'preferred_username', 'email', 'groups', 'projects']

export class Oidc {
  readonly issuer: string
  readonly accounts = new Map<string, object>()
  readonly #server: Server
  readonly #key: CryptoKey
  readonly #publicJwk: object
  #privateJwk: object
  #handler: RequestListener | undefined
  #next = ''

  private constructor(server: Server, key: CryptoKey, jwks: { own: object; shown: object }) {
    this.#server = server
    this.#key = key
    this.#privateJwk = jwks.own
    this.#publicJwk = jwks.shown
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /** Listens; answers once it is told where its clients are. */
  static async start(): Promise<Oidc> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const named = { kid: 'one', alg: 'RS256', use: 'sig' }
    const own = { ...(await exportJWK(privateKey)), ...named }
    const shown = { ...(await exportJWK(publicKey)), ...named }
    const server = createServer((request, response) => {
      if (oidc.#handler === undefined) response.writeHead(503).end()
      else oidc.#handler(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const oidc: Oidc = new Oidc(server, privateKey, { own, shown })
    return oidc
  }

  /** What Stackling is told of it. */
  settings(more: Partial<OidcSettings> = {}): OidcSettings {
    return {
      identityProvider: 'acme',
      protocol: 'openid',
      issuer: this.issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scopes: ['openid', 'profile'],
      audiences: [CLIENT.id, RESOURCE],
      bearer: ['jwt', 'introspection'],
      claimDelimiter: undefined,
      metadata: undefined,
      ...more,
    }
  }

  get publicJwk(): object {
    return this.#publicJwk
  }

  serve(redirectUris: readonly string[]): void {
    const provider = new Provider(this.issuer, this.#configuration(redirectUris))
    const callback = provider.callback()
    this.#handler = (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return callback(request, response)
      const login = { login: { accountId: this.#next } }
      void provider.interactionFinished(request, response, login)
    }
  }

  #configuration(redirectUris: readonly string[]): object {
    const client = (id: string, secret: string) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ['authorization_code', 'client_credentials'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1:9/back', ...redirectUris],
    })
    return {
      clients: [CLIENT, ROBOT, OTHER_CLIENT].map(({ id, secret }) => client(id, secret)),
      jwks: { keys: [this.#privateJwk] },
      cookies: { keys: ['for tests'] },
      // Its own is good enough, and only another one is not warned of.
      adapter: class extends MemoryAdapter {},
      ttl: {
        AccessToken: 600,
        IdToken: 600,
        ClientCredentials: 600,
        Grant: 600,
        Interaction: 60,
        Session: 600,
      },
      claims: { openid: ['sub'], profile: CLAIMS },
      scopes: ['openid', 'profile'],
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, ...this.accounts.get(id) }),
      }),
      loadExistingGrant: grantAll,
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        introspection: { enabled: true, allowedPolicy: () => true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => [],
          getResourceServerInfo: () => ({
            scope: 'openid profile',
            audience: RESOURCE,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    }
  }

  /** An access token as a program gets it, with its own name and password. */
  clientToken(by = CLIENT, resource?: string): Promise<string> {
    const grant = { grant_type: 'client_credentials' }
    return this.#token(by, { ...grant, ...(resource !== undefined && { resource }) })
  }

  async #token(by: typeof CLIENT, form: Record<string, string>): Promise<string> {
    const encoded = [by.id, by.secret].map(encodeURIComponent).join(':')
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(encoded).toString('base64')}` },
      body: new URLSearchParams(form),
    })
    const body = (await response.json()) as { access_token?: string }
    if (body.access_token === undefined) throw new Error(JSON.stringify(body))
    return body.access_token
  }

  /** An access token of a user who signs in to a client in a browser. */
  async userToken(account: string, by = CLIENT): Promise<string> {
    this.#next = account
    const redirect_uri = 'http://127.0.0.1:9/back'
    const verifier = 'v'.repeat(43)
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
    const query = new URLSearchParams({
      ...{ client_id: by.id, redirect_uri, response_type: 'code', scope: 'openid profile' },
      ...{ code_challenge_method: 'S256', state: 's' },
      code_challenge: Buffer.from(digest).toString('base64url'),
    })
    const back = await new Browser().follow(`${this.issuer}/auth?${query.toString()}`, redirect_uri)
    const code = new URL(back).searchParams.get('code')!
    return this.#token(by, {
      ...{ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier },
    })
  }

  /** Anything, signed by the provider: an access token for Stackling unless told otherwise. */
  sign(claims: object, header: object = {}, key: CryptoKey | Uint8Array = this.#key) {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: this.issuer, aud: CLIENT.id, sub: 'ann', iat: now, exp: now + 60 }
    const payload = Object.fromEntries(
      Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
    )
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'one', ...header })
      .sign(key)
  }

  /** Who signs in next. */
  expect(account: string, claims: object = {}): void {
    this.#next = account
    this.accounts.set(account, claims)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Nobody is asked for consent. */
async function grantAll(ctx: {
  oidc: {
    client: { clientId: string }
    session: { accountId: string }
    provider: Provider
  }
}) {
  const { client, session, provider } = ctx.oidc
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid profile')
  await grant.save()
  return grant
}

/** Follows redirects, with cookies by origin, and stops where it is told. */
export class Browser {
  readonly cookies = new Map<string, string>()

  async get(url: string): Promise<Response> {
    const { origin } = new URL(url)
    const own = [...this.cookies].filter(([key]) => key.startsWith(`${origin} `))
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { Cookie: own.map(([key, value]) => `${key.split(' ')[1]}=${value}`).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';', 1)[0]!.split(/=(.*)/s, 2)
      if (value === '') this.cookies.delete(`${origin} ${name}`)
      else this.cookies.set(`${origin} ${name}`, value!)
    }
    return response
  }

  /** Goes on from `url` until an answer is no redirect, or leads to `end`: that address is given. */
  async follow(url: string, end: string): Promise<string> {
    let at = url
    for (let steps = 0; steps < 10; steps++) {
      const response = await this.get(at)
      const location = response.headers.get('location')
      if (location === null) throw new Error(`${at}: ${response.status} ${await response.text()}`)
      at = new URL(location, at).href
      if (at.startsWith(end)) return at
    }
    throw new Error(`still on the way at ${at}`)
  }
}
