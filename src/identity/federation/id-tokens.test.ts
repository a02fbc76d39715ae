/** What a provider gives for the code that a browser brought back, and what is wrong with it. */
import { createServer } from 'node:http'
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AUTH, DASHBOARD, FederatedCloud, WEBSSO } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { Browser, CLIENT, RESOURCE } from '../../../test/support/oidc.ts'

interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly form: URLSearchParams
}

/** What the provider answers for the code, and for userinfo. */
let answer: { status?: number; body: object }
let userinfo: object
let asked: Asked[] = []

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => (body += text))
  request.on('end', () => {
    const { url, headers } = request
    const form = new URLSearchParams(body)
    asked.push({ path: url!, authorization: headers.authorization, form })
    const got = url === '/userinfo' ? { body: userinfo } : answer
    response.writeHead(got.status ?? 200).end(JSON.stringify(got.body))
  })
})
let world: FederatedCloud

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = 'https://idp.example/acme'
  world = await FederatedCloud.start({
    settings: { issuer },
    others: (oidc) => [
      oidc.settings({
        identityProvider: 'static',
        issuer,
        bearer: ['jwt', 'userinfo'],
        metadata: {
          authorization_endpoint: 'https://idp.example/authorize?tenant=a',
          token_endpoint: `${here}/token`,
          userinfo_endpoint: `${here}/userinfo`,
          authorization_response_iss_parameter_supported: true,
          jwks: { keys: [oidc.publicJwk] },
        },
      }),
    ],
  })
  await world.put('/identity_providers/static', { identity_provider: { enabled: true } })
  await world.put('/identity_providers/static/protocols/openid', {
    protocol: { mapping_id: 'users' },
  })
})
afterAll(async () => {
  await world.stop()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked = []
  userinfo = {}
})

const ISSUER = 'https://idp.example/acme'
const PATH = WEBSSO.replace('acme', 'static')

/** Leaves for the provider and comes back with a code, which gets an ID token with these claims. */
async function arrive(claims: object, header: object = {}, key?: Uint8Array) {
  const browser = new Browser()
  const start = `${world.cloud.app.addresses.get('identity')}/v3${PATH}`
  const left = await browser.get(`${start}?origin=${encodeURIComponent(DASHBOARD)}`)
  const sent = new URL(left.headers.get('location')!).searchParams
  const nonce = sent.get('nonce')
  const usual = { iss: ISSUER, aud: CLIENT.id, nonce }
  const id_token = await world.oidc.sign(
    { ...usual, ...claims },
    { typ: 'JWT', ...header },
    ...(key === undefined ? [] : [key]),
  )
  answer = { body: { id_token, access_token: 'opaque' } }
  const query = new URLSearchParams({ code: 'the-code', state: sent.get('state')!, iss: ISSUER })
  return { sent, back: () => browser.get(`${start}?${query.toString()}`), query, browser, start }
}

async function refused(claims: object, header?: object, key?: Uint8Array): Promise<void> {
  const { back } = await arrive(claims, header, key)
  const response = await back()
  expect([claims, response.status]).toEqual([claims, 401])
  expect(asked.map(({ path }) => path)).toEqual(['/token'])
  asked = []
}

test('the code is redeemed with the verifier of this journey, by us', async () => {
  const { sent, back } = await arrive({ sub: 'ann' })
  expect(sent.get('tenant')).toBe('a')
  expect((await back()).status).toBe(200)
  const [{ form, authorization }] = asked as [Asked]
  expect(Object.fromEntries(form)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: sent.get('redirect_uri'),
  })
  const challenge = createHash('sha256').update(form.get('code_verifier')!).digest('base64url')
  expect(challenge).toBe(sent.get('code_challenge'))
  const [id, secret] = Buffer.from(authorization!.slice(6), 'base64').toString().split(':')
  expect([id, secret]).toEqual([CLIENT.id, 'sec%3Aret+%2B%25'])
})

test('the ID token has to be for this journey, for us, and of this provider', async () => {
  const now = Math.floor(Date.now() / 1000)
  await refused({ nonce: 'another' })
  await refused({ nonce: undefined })
  await refused({ aud: 'elsewhere' })
  await refused({ aud: RESOURCE })
  await refused({ aud: [CLIENT.id, 'elsewhere'] })
  await refused({ azp: 'elsewhere' })
  await refused({ iss: 'https://idp.example' })
  await refused({ exp: now - 31 })
  await refused({ sub: undefined })
  const publicKey = new TextEncoder().encode(JSON.stringify(world.oidc.publicJwk))
  await refused({}, { alg: 'HS256' }, publicKey)
  await refused({}, { alg: 'HS256' }, new TextEncoder().encode(CLIENT.secret))
  const { back } = await arrive({ aud: [CLIENT.id, 'elsewhere'], azp: CLIENT.id })
  expect((await back()).status).toBe(200)
})

test('the answer has to name its issuer, where the provider says that it does', async () => {
  for (const iss of [undefined, 'https://evil.example']) {
    const { query, browser, start } = await arrive({ sub: 'ann' })
    query.delete('iss')
    if (iss !== undefined) query.set('iss', iss)
    expect((await browser.get(`${start}?${query.toString()}`)).status).toBe(401)
    expect(asked).toEqual([])
  }
})

test('userinfo adds to the ID token, unless it is of somebody else', async () => {
  const tokenOf = async (back: () => Promise<Response>): Promise<string> =>
    /id="token" value="([^"]+)"/.exec(await (await back()).text())![1]!
  const name = async (told: object): Promise<string> => {
    userinfo = told
    const { back } = await arrive({ sub: 'ben' })
    const subject = await tokenOf(back)
    return (await world.keystone.get('/auth/tokens', { subject })).body.token.user.name
  }
  const more = { preferred_username: 'Ben', groups: ['x'] }
  expect(await name({ sub: 'ben', ...more })).toBe('Ben')
  expect(await name({ sub: 'eve', ...more })).toBe('ben')
  expect(await name({ sub: 'ben', ...more, iss: 'https://evil.example' })).toBe('Ben')
})

test('userinfo adds to an access token, unless it is of somebody else', async () => {
  const auth = async (told: object) => {
    userinfo = told
    const token = await world.oidc.sign({ iss: ISSUER, sub: 'ben' })
    return world.auth(token, AUTH.replace('acme', 'static'))
  }
  const more = { preferred_username: 'Benjamin', groups: ['x'] }
  const right = await auth({ sub: 'ben', ...more })
  expect(right.body.token.user.name).toBe('Benjamin')
  expectError(await auth({ sub: 'eve', ...more }), 401, NOT_SIGNED_IN)
  expect((await auth({ ...more })).body.token.user.name).toBe('ben')
})

test('a provider that gives nothing for the code is believed nothing', async () => {
  for (const [status, body, expected] of [
    [400, { error: 'invalid_grant' }, 401],
    [200, { access_token: 'x' }, 401],
    [200, { id_token: 1 }, 401],
    [500, {}, 503],
  ] as const) {
    const { back } = await arrive({ sub: 'ann' })
    answer = { status, body }
    expect((await back()).status).toBe(expected)
  }
})

test('a browser that was somewhere else is not let in', async () => {
  const { query } = await arrive({ sub: 'ann' })
  const path = `/v3${PATH}?${query.toString()}`
  expectError(await world.cloud.request('identity', 'GET', path), 401, NOT_SIGNED_IN)
  expect(asked).toEqual([])
})
