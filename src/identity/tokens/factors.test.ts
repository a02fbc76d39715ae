import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock, ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { decodeBase32, passcodeAt } from '../credentials/passcodes.ts'

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const STEP = 30_000

async function prepared(database?: string) {
  const [clock, processClock] = [new ManualClock(), new ManualProcessClock()]
  const cloud = await startCloud({
    ...{ clock, processClock },
    ...(database !== undefined && { database }),
  })
  const keystone = await Keystone.of(cloud)
  const tenant = await keystone.tenant()
  const { id } = tenant.user
  const credential = { type: 'totp', blob: SECRET, user_id: id }
  const made = await keystone.send('POST', '/credentials', {
    token: tenant.token,
    body: { credential },
  })
  expect(made.status, made.text).toBe(201)
  const passcode = (steps = 0) =>
    passcodeAt(decodeBase32(SECRET)!, Math.floor(processClock.now() / STEP) + steps)
  const totp = (code: string) => ({ totp: { user: { id, passcode: code } } })
  const password = { password: { user: { id, password: tenant.name } } }
  const send = (identity: object, headers: Record<string, string> = {}) =>
    cloud.request('identity', 'POST', '/v3/auth/tokens', { headers, body: { auth: { identity } } })
  const byPasscode = (code: string) => send({ methods: ['totp'], ...totp(code) })
  return {
    clock,
    processClock,
    cloud,
    keystone,
    tenant,
    passcode,
    totp,
    password,
    send,
    byPasscode,
  }
}

describe.each(SHARED_BACKENDS)('a passcode, $name', (backend) => {
  test('lets one in once, whoever sends it a second time and when', async () => {
    const { cloud, passcode, byPasscode } = await prepared(await backend.url('migrated'))
    await using _ = cloud
    const code = passcode()
    const got = await Promise.all([byPasscode(code), byPasscode(code), byPasscode(code)])
    expect(got.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 401, 401])
    expect(got.find(({ status }) => status === 201)?.body.token.methods).toEqual(['totp'])
    expectError(await byPasscode(code), 401, NOT_SIGNED_IN)
    // Nor one from before it.
    expectError(await byPasscode(passcode(-1)), 401, NOT_SIGNED_IN)
  })
})

describe('a passcode', () => {
  test('counts for its own half minute and the next', async () => {
    const { cloud, processClock, passcode, byPasscode } = await prepared()
    await using _ = cloud
    const code = passcode()
    processClock.advance(2 * STEP)
    expectError(await byPasscode(code), 401, NOT_SIGNED_IN)
    expect((await byPasscode(passcode(-1))).status).toBe(201)
    expectError(await byPasscode(passcode(1)), 401, NOT_SIGNED_IN)
  })

  test('of somebody who has none, or does not exist, is refused alike', async () => {
    const { cloud, keystone, send } = await prepared()
    await using _ = cloud
    for (const id of [keystone.admin.userId, 'nobody']) {
      const totp = { user: { id, passcode: '123456' } }
      expectError(await send({ methods: ['totp'], totp }), 401, NOT_SIGNED_IN)
    }
  })
})

describe('rules that ask for two methods', () => {
  const both = { multi_factor_auth_rules: [['password', 'totp']] }

  test('are satisfied by both at once', async () => {
    const { cloud, keystone, tenant, passcode, totp, password, send } = await prepared()
    await using _ = cloud
    await keystone.change('user', tenant.user.id, { options: both })
    const got = await send({ methods: ['password', 'totp'], ...password, ...totp(passcode()) })
    expect(got.status).toBe(201)
    expect(got.body.token.methods.sort()).toEqual(['password', 'totp'])
  })

  test('give a receipt for the first, with which the second is enough', async () => {
    const { cloud, keystone, tenant, passcode, totp, password, send } = await prepared()
    await using _ = cloud
    await keystone.change('user', tenant.user.id, { options: both })
    const half = await send({ methods: ['password'], ...password })
    expect(half.status).toBe(401)
    expect(half.headers.get('x-subject-token')).toBeNull()
    expect(half.body).toEqual({
      receipt: {
        methods: ['password'],
        user: {
          id: tenant.user.id,
          name: tenant.name,
          domain: { id: 'default', name: 'Default' },
        },
        expires_at: '2026-01-01T00:05:00.000000Z',
        issued_at: '2026-01-01T00:00:00.000000Z',
      },
      required_auth_methods: [['password', 'totp']],
    })
    const receipt = half.headers.get('openstack-auth-receipt')!
    const headers = { 'Openstack-Auth-Receipt': receipt }
    expect(await keystone.isValid(receipt)).toBe(false)
    const got = await send({ methods: ['totp'], ...totp(passcode()) }, headers)
    expect(got.status, got.text).toBe(201)
    expect(got.body.token.methods.sort()).toEqual(['password', 'totp'])
  })

  test('take no receipt that is old, forged, another’s or from before a new password', async () => {
    const { cloud, clock, processClock, keystone, tenant, passcode, totp, password, send } =
      await prepared()
    await using _ = cloud
    const { id } = tenant.user
    await keystone.change('user', id, { options: both })
    const receiptOf = async () =>
      (await send({ methods: ['password'], ...password })).headers.get('openstack-auth-receipt')!
    const receipt = await receiptOf()
    const tried = async (text: string) => {
      processClock.advance(STEP)
      const identity = { methods: ['totp'], ...totp(passcode()) }
      return (await send(identity, { 'Openstack-Auth-Receipt': text })).status
    }
    expect(await tried(tenant.token)).toBe(401)
    expect(await tried(`${receipt.slice(0, -8)}AAAAAAAA`)).toBe(401)
    const other = await keystone.tenant()
    const identity = {
      methods: ['password'],
      password: { user: { id: other.user.id, password: other.name } },
    }
    expect((await send(identity, { 'Openstack-Auth-Receipt': receipt })).status).toBe(401)
    clock.advance(300_000)
    expect(await tried(receipt)).toBe(401)
    const fresh = await receiptOf()
    await keystone.change('user', id, { password: 'another' })
    expect(await tried(fresh)).toBe(401)
  })
})
