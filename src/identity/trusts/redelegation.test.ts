import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { FORBIDDEN, trusting, Trusts } from '../../../test/support/trusts.ts'

let cloud: Cloud
let keystone: Keystone
let trusts: Trusts
const clock = new ManualClock()

beforeAll(async () => {
  cloud = await startCloud({ clock })
  keystone = await Keystone.of(cloud)
  trusts = new Trusts(keystone)
})
afterAll(() => cloud.app.stop())

describe('handing a trust on', () => {
  const HANDED = { allow_redelegation: true, impersonation: true }

  async function chain() {
    const [first, second] = await trusts.pair()
    const third = await keystone.tenant()
    const above = await trusts.entrust(first, second, { ...HANDED, roles: [{ name: 'member' }] })
    const token = await trusts.tokenOf(second, above.id)
    const on = (more: object) =>
      trusts.send(token, { ...trusting(first, third, { impersonation: true }), ...more })
    return { first, second, third, above, on }
  }

  test('gives what was given, and ends with it', async () => {
    const { first, third, above, on } = await chain()
    expect(above.redelegation_count).toBe(3)
    const got = await on({ roles: [{ name: 'member' }], allow_redelegation: true })
    expect(got.status, got.text).toBe(201)
    expect(got.body.trust).toMatchObject({
      redelegated_trust_id: above.id,
      redelegation_count: 2,
    })
    const token = await trusts.tokenOf(third, got.body.trust.id)
    expect(await keystone.isValid(token)).toBe(true)
    const path = `/OS-TRUST/trusts/${above.id}`
    expect((await keystone.send('DELETE', path, { token: first.token })).status).toBe(204)
    expect(await keystone.isValid(token)).toBe(false)
    expect((await keystone.get(`/OS-TRUST/trusts/${got.body.trust.id}`)).status).toBe(404)
  })

  test('ends where one of those between is disabled', async () => {
    const { second, third, on } = await chain()
    const { trust } = (await on({ roles: [{ name: 'member' }] })).body
    const token = await trusts.tokenOf(third, trust.id)
    await keystone.change('user', second.user.id, { enabled: false })
    expect(await keystone.isValid(token)).toBe(false)
  })

  test('is refused for a role that was not given', async () => {
    const { on } = await chain()
    // The trustor has it, by implication, but did not give it.
    expectError(await on({ roles: [{ name: 'reader' }] }), 403, FORBIDDEN)
  })

  test('is refused for longer than it was given', async () => {
    const [first, second] = await trusts.pair()
    const third = await keystone.tenant()
    const expires_at = new Date(clock.now() + 60_000).toISOString()
    const above = await trusts.entrust(first, second, { ...HANDED, expires_at })
    const token = await trusts.tokenOf(second, above.id)
    const later = new Date(clock.now() + 120_000).toISOString()
    const longer = { ...trusting(first, third), expires_at: later }
    expectError(await trusts.send(token, longer), 403, FORBIDDEN)
    const got = await trusts.send(token, trusting(first, third))
    expect(got.body.trust.expires_at).toBe(above.expires_at)
  })

  test('is refused where that was not allowed', async () => {
    const [first, second] = await trusts.pair()
    const third = await keystone.tenant()
    const above = await trusts.entrust(first, second, { impersonation: true })
    const token = await trusts.tokenOf(second, above.id)
    expectError(await trusts.send(token, trusting(first, third)), 403, FORBIDDEN)
  })
})

test('an application credential has nothing to do with trusts', async () => {
  const [trustor, trustee] = await trusts.pair()
  const { id } = await trusts.entrust(trustor, trustee)
  const path = `/users/${trustor.user.id}/application_credentials`
  const asked = { name: 'x', unrestricted: true }
  const made = await keystone.send('POST', path, {
    token: trustor.token,
    body: { application_credential: asked },
  })
  const application_credential = made.body.application_credential
  const got = await keystone.auth({
    identity: { methods: ['application_credential'], application_credential },
  })
  const token = got.headers.get('x-subject-token')!
  const refusal = /Using method 'application_credential' is not allowed for managing trusts\.\.?$/
  expectError(await trusts.send(token, trusting(trustor, trustee)), 403, refusal)
  for (const [method, end] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/roles'],
  ] as const) {
    expectError(
      await keystone.send(method, `/OS-TRUST/trusts/${id}${end}`, { token }),
      403,
      refusal,
    )
  }
})
