/** Providers that are away, that pretend, and the ways in which they judge tokens. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Bearer } from './settings.ts'
import { AUTH, FederatedCloud } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { OTHER_CLIENT, RESOURCE } from '../../../test/support/oidc.ts'

describe('a provider', () => {
  /** Something at an address of its own that says it is a provider. */
  async function pretender(answer: (path: string, issuer: string) => object | string | number) {
    const listener: RequestListener = (request, response) => {
      const got = answer(request.url!, issuer)
      if (typeof got === 'number') response.writeHead(got, { Location: '/elsewhere' }).end()
      else response.end(typeof got === 'string' ? got : JSON.stringify(got))
    }
    const server = createServer(listener).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    onTestFinished(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    return issuer
  }

  async function behind(
    issuer: string,
    processClock?: ManualProcessClock,
  ): Promise<FederatedCloud> {
    const world = await FederatedCloud.start({
      settings: { issuer },
      ...(processClock && { processClock }),
    })
    onTestFinished(() => world.stop())
    await world.patch('/identity_providers/acme', {
      identity_provider: { remote_ids: [issuer] },
    })
    return world
  }

  test('that cannot be asked is said to be away, and why is in the log', async () => {
    const big = 'x'.repeat(300_000)
    for (const answer of [
      () => 500,
      () => 302,
      () => 'no JSON',
      () => ({ issuer: 'https://another.example' }),
      () => ({ issuer: 'x', big }),
      (path: string, issuer: string) => (path.endsWith('configuration') ? { issuer } : 404),
      (path: string, issuer: string) =>
        path.endsWith('configuration') ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: 1 },
    ]) {
      const world = await behind(await pretender(answer))
      const got = await world.auth(await world.oidc.sign({}))
      expectError(
        got,
        503,
        'The identity provider acme cannot be asked at the moment. Try again later.',
      )
      expect(got.headers.get('retry-after')).toBe('5')
      expect(got.text).not.toContain('127.0.0.1')
      expect(world.cloud.log.some(({ level }) => level === 'warn')).toBe(true)
    }
    const nowhere = await behind('http://127.0.0.1:1')
    expect((await nowhere.auth(await nowhere.oidc.sign({}))).status).toBe(503)
  })

  test('is asked again once it is back, and for new keys when one is unknown', async () => {
    const clock = new ManualProcessClock(Date.now())
    const keys: object[] = []
    let away = true
    let asked = 0
    const issuer = await pretender((path, self) => {
      if (away) return 500
      if (path.endsWith('configuration')) return { issuer: self, jwks_uri: `${self}/keys` }
      asked++
      return { keys }
    })
    const world = await behind(issuer, clock)
    const token = await world.oidc.sign({ iss: issuer })
    expect((await world.auth(token)).status).toBe(503)
    away = false
    expect((await world.auth(token)).status).toBe(401)
    keys.push(world.oidc.publicJwk)
    for (let i = 0; i < 5; i++) expect((await world.auth(token)).status).toBe(401)
    expect(asked).toBe(1)
    clock.advance(30_000)
    expect((await world.auth(token)).status).toBe(201)
    expect(asked).toBe(2)
  })

  test('may be described by operators, keys and all', async () => {
    const world = await FederatedCloud.start({
      others: (oidc) => [
        oidc.settings({
          identityProvider: 'static',
          issuer: 'https://far.example',
          bearer: ['jwt'],
          metadata: { jwks: { keys: [oidc.publicJwk] } },
        }),
      ],
    })
    onTestFinished(() => world.stop())
    await world.put('/identity_providers/static', { identity_provider: { enabled: true } })
    await world.put('/identity_providers/static/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
    const token = await world.oidc.sign({ iss: 'https://far.example' })
    const got = await world.auth(token, AUTH.replace('acme', 'static'))
    expect(got.status, got.text).toBe(201)
  })
})

describe('ways to judge a token beside signatures', () => {
  async function judging(bearer: readonly Bearer[]) {
    const world = await FederatedCloud.start({ settings: { bearer } })
    onTestFinished(() => world.stop())
    return world
  }

  test('an ID token of ours is taken only where operators say so', async () => {
    const world = await judging(['id-token'])
    const claims = { nonce: 'n', aud: ['stackling', 'x'], azp: 'stackling' }
    expect((await world.auth(await world.oidc.sign(claims, { typ: 'JWT' }))).status).toBe(201)
    for (const wrong of [{ azp: 'x' }, { azp: undefined }, { aud: RESOURCE, azp: undefined }]) {
      const token = await world.oidc.sign({ ...claims, ...wrong }, { typ: 'JWT' })
      expectError(await world.auth(token), 401, NOT_SIGNED_IN)
    }
    expectError(await world.auth(await world.oidc.sign({})), 401, NOT_SIGNED_IN)
  })

  test('introspection knows an opaque token, whose it is, and when it is over', async () => {
    const world = await judging(['introspection'])
    await world.map([{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'OIDC-client_id' }] }])
    expect((await world.auth(await world.oidc.clientToken())).status).toBe(201)
    const other = await world.oidc.clientToken(OTHER_CLIENT)
    expectError(await world.auth(other), 401, NOT_SIGNED_IN)
    expectError(await world.auth('made-up'), 401, NOT_SIGNED_IN)
  })

  test('userinfo knows a user, and nobody else', async () => {
    const world = await judging(['userinfo'])
    world.oidc.expect('ann', { preferred_username: 'Ann', groups: ['x'] })
    const token = await world.oidc.userToken('ann')
    const got = await world.auth(token)
    expect(got.status, got.text).toBe(201)
    expect(got.body.token.user.name).toBe('Ann')
    expectError(await world.auth('made-up'), 401, NOT_SIGNED_IN)
    expectError(await world.auth(await world.oidc.clientToken()), 401, NOT_SIGNED_IN)
  })

  test('introspection and userinfo together say more of the same user', async () => {
    const world = await judging(['introspection', 'userinfo'])
    world.oidc.expect('ben', { preferred_username: 'Ben', groups: ['x'] })
    const got = await world.auth(await world.oidc.userToken('ben'))
    expect(got.body.token.user.name).toBe('Ben')
    const other = await world.oidc.userToken('ben', OTHER_CLIENT)
    expectError(await world.auth(other), 401, NOT_SIGNED_IN)
  })
})
