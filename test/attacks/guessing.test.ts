/** Somebody who guesses: what of, how often, and pretending to be where. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startCloud, type Cloud, type CloudOptions, type Got } from '../support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../support/identity.ts'
import { ManualProcessClock } from '../support/manual-clock.ts'
import { authorizationOf } from '../support/oauth1.ts'
import type { Tenant } from '../support/trusts.ts'

const MOST = 3
const WAIT = 'Too many attempts to sign in have failed. Try again in 1 s.'

let clock: ManualProcessClock
let keystone: Keystone

async function begin(options: CloudOptions = {}): Promise<Cloud> {
  // OAuth 1 is signed with the time of the machine.
  clock = new ManualProcessClock(Date.now())
  const cloud = await startCloud({
    processClock: clock,
    security: { signInAttempts: MOST },
    ...options,
  })
  onTestFinished(() => cloud.app.stop())
  keystone = await Keystone.of(cloud)
  return cloud
}

function expectTold(got: Got): void {
  expectError(got, 429, WAIT)
  expect(got.headers.get('retry-after')).toBe('1')
  expect(got.body.error.title).toBe('Too Many Requests')
}

const byPassword = (user: object) => ({
  auth: { identity: { methods: ['password'], password: { user } } },
})

describe('passwords', () => {
  let tenant: Tenant
  beforeEach(async () => {
    await begin()
    tenant = await keystone.tenant()
  })

  test('are not judged any more after so many failures, and again after a while', async () => {
    const { user, name } = tenant
    for (let i = 0; i < MOST; i++) {
      expectError(await keystone.signIn(user.id, 'wrong'), 401, NOT_SIGNED_IN)
    }
    expectTold(await keystone.signIn(user.id, 'wrong'))
    expectTold(await keystone.signIn(user.id, name))
    clock.advance(1_000)
    expect((await keystone.signIn(user.id, name)).status).toBe(201)
    expect((await keystone.signIn(user.id, 'wrong')).status).toBe(401)
  })

  test('are those of one account, however it is named, and wherever they are asked for', async () => {
    const { user, name } = tenant
    const body = { user: { original_password: 'wrong', password: 'next' } }
    const attempts = [
      () => keystone.signIn(user.id, 'wrong'),
      () => keystone.auth(byPassword({ name, domain: { id: 'default' }, password: 'x' }).auth),
      () => keystone.send('POST', `/users/${user.id}/password`, { body }),
    ]
    for (const attempt of attempts) expect((await attempt()).status).toBe(401)
    for (const attempt of attempts) expectTold(await attempt())
    expectTold(
      await keystone.auth(byPassword({ name, domain: { name: 'Default' }, password: name }).auth),
    )
  })

  test('of nobody are counted like those of somebody', async () => {
    const ask = (domain: object) =>
      keystone.auth(byPassword({ name: 'nobody', domain, password: 'x' }).auth)
    const said = []
    for (const domain of [
      { id: 'default' },
      { name: 'Default' },
      { id: 'default' },
      { name: 'Default' },
    ]) {
      said.push((await ask(domain)).status)
    }
    expect(said).toEqual([401, 401, 401, 429])
  })

  test('of others go on, and so do tokens', async () => {
    const other = await keystone.tenant()
    for (let i = 0; i <= MOST; i++) await keystone.signIn(tenant.user.id, 'wrong')
    expect((await keystone.signIn(other.user.id, other.name)).status).toBe(201)
    expect(await keystone.isValid(tenant.token)).toBe(true)
    const identity = { methods: ['token'], token: { id: tenant.token } }
    expect((await keystone.auth({ identity })).status).toBe(201)
  })
})

describe('an address that the guesser claims', () => {
  const SPOOFED = (i: number) => ({
    'X-Forwarded-For': `203.0.113.${i}`,
    Forwarded: `for=203.0.113.${i}`,
    'X-Real-IP': `203.0.113.${i}`,
    'X-Client-IP': `203.0.113.${i}`,
    'True-Client-IP': `203.0.113.${i}`,
  })

  async function attempt(cloud: Cloud, userId: string, password: string, headers: object) {
    const body = byPassword({ id: userId, password })
    const send = { body, headers: headers as Record<string, string> }
    return (await cloud.request('identity', 'POST', '/v3/auth/tokens', send)).status
  }

  test('is not his, where nobody is a proxy', async () => {
    const cloud = await begin()
    const { user } = await keystone.tenant()
    const said = []
    for (let i = 0; i <= MOST; i++) said.push(await attempt(cloud, user.id, 'x', SPOOFED(i)))
    expect(said).toEqual([401, 401, 401, 429])
  })

  test('is not his behind a proxy, which adds the true one', async () => {
    const cloud = await begin({ trustedProxies: ['127.0.0.1', '198.51.100.2'] })
    const { user, name } = await keystone.tenant()
    const via = (...chain: string[]) => ({ 'X-Forwarded-For': chain.join(', ') })
    const said = []
    for (let i = 0; i <= MOST; i++) {
      const headers = via(`203.0.113.${i}`, '192.0.2.66', '198.51.100.2')
      said.push(await attempt(cloud, user.id, 'x', headers))
    }
    expect(said).toEqual([401, 401, 401, 429])
    // Whoever is elsewhere gets in.
    expect(await attempt(cloud, user.id, name, via('192.0.2.67'))).toBe(201)
    expect(await attempt(cloud, user.id, name, via('192.0.2.66'))).toBe(429)
    expect(await attempt(cloud, user.id, name, via('192.0.2.66', 'no address'))).toBe(201)
  })

  test('is the last one, where any proxy is believed', async () => {
    const cloud = await begin({ trustedProxies: ['*'] })
    const { user } = await keystone.tenant()
    const said = []
    for (let i = 0; i <= MOST; i++) {
      const headers = { 'X-Forwarded-For': `203.0.113.${i}, 192.0.2.66` }
      said.push(await attempt(cloud, user.id, 'x', headers))
    }
    expect(said).toEqual([401, 401, 401, 429])
  })
})

describe('other secrets', () => {
  /** Sends it until it is slowed. */
  async function expectSlowed(attempt: () => Promise<Got>, refusal = 401): Promise<void> {
    const said = []
    for (let i = 0; i < MOST; i++) said.push((await attempt()).status)
    expect(said).toEqual(Array(MOST).fill(refusal))
    expectTold(await attempt())
  }

  test('one-time passcodes, apart from the password', async () => {
    await begin()
    const { user, name } = await keystone.tenant()
    const credential = { type: 'totp', blob: 'GEZDGNBVGY3TQOJQ', user_id: user.id }
    await keystone.send('POST', '/credentials', { body: { credential } })
    const totp = { user: { id: user.id, passcode: '000000' } }
    await expectSlowed(() => keystone.auth({ identity: { methods: ['totp'], totp } }))
    expect((await keystone.signIn(user.id, name)).status).toBe(201)
    // The right password does not forgive wrong passcodes.
    expect((await keystone.auth({ identity: { methods: ['totp'], totp } })).status).toBe(429)
  })

  test('secrets of application credentials, by either way in', async () => {
    const cloud = await begin()
    const { user, token } = await keystone.tenant()
    const make = async () => {
      const made = await keystone.send('POST', `/users/${user.id}/application_credentials`, {
        token,
        body: { application_credential: { name: keystone.name('ci') } },
      })
      return made.body.application_credential as { id: string; secret: string }
    }
    const signIn = ({ id }: { id: string }, secret = 'x') =>
      keystone.auth({
        identity: {
          methods: ['application_credential'],
          application_credential: { id, secret },
        },
      })
    const [one, two] = [await make(), await make()]
    await expectSlowed(() => signIn(one))
    const ask = (secret: string) =>
      cloud.request('identity', 'POST', '/v3/OS-OAUTH2/token', {
        body: `grant_type=client_credentials&client_id=${two.id}&client_secret=${secret}`,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
    await expectSlowed(() => ask('x'))
    expect((await ask(two.secret)).status).toBe(429)
    clock.advance(1_000)
    expect((await ask(two.secret)).status).toBe(200)
    expect((await signIn(two, two.secret)).status).toBe(201)
  })

  test('receipts', async () => {
    const cloud = await begin()
    const { user, name } = await keystone.tenant()
    const body = byPassword({ id: user.id, password: name })
    await expectSlowed(() =>
      cloud.request('identity', 'POST', '/v3/auth/tokens', {
        body,
        headers: { 'Openstack-Auth-Receipt': 'x' },
      }),
    )
  })

  test('signatures of consumers of OAuth 1', async () => {
    const cloud = await begin()
    const { id } = (await keystone.send('POST', '/OS-OAUTH1/consumers', { body: { consumer: {} } }))
      .body.consumer
    const send = (path: string, extra: Record<string, string>) => {
      const url = `${cloud.app.addresses.get('identity')}/v3${path}`
      const Authorization = authorizationOf({ url, consumer: { id, secret: 'x' }, extra })
      const headers = { Authorization, 'Requested-Project-Id': keystone.admin.projectId }
      return cloud.request('identity', 'POST', `/v3${path}`, { headers })
    }
    await expectSlowed(() => send('/OS-OAUTH1/request_token', { oauth_callback: 'oob' }))
    const extra = { oauth_token: 'f'.repeat(32), oauth_verifier: 'abcdefgh' }
    await expectSlowed(() => send('/OS-OAUTH1/access_token', extra), 404)
    const auth = { identity: { methods: ['oauth1'], oauth1: {} } }
    const url = `${cloud.app.addresses.get('identity')}/v3/auth/tokens`
    await expectSlowed(() => {
      const more = { oauth_token: 'e'.repeat(32) }
      const Authorization = authorizationOf({ url, consumer: { id, secret: 'x' }, extra: more })
      const headers = { Authorization }
      return cloud.request('identity', 'POST', '/v3/auth/tokens', { headers, body: { auth } })
    }, 404)
  })
})
