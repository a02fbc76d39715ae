/** Trusts that somebody wants to stretch: further, longer, or to others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'
import { Trusts, trusting } from '../support/trusts.ts'

let cloud: Cloud
let keystone: Keystone
let trusts: Trusts

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  trusts = new Trusts(keystone)
})
afterAll(() => cloud.app.stop())

describe('a trust', () => {
  const HANDED = { allow_redelegation: true, redelegation_count: 2, impersonation: true }

  async function handed(more: object = {}) {
    const [trustor, trustee] = await trusts.pair()
    await keystone.grant('projects', trustor.project.id, 'users', trustor.user.id, 'admin')
    const trust = await trusts.entrust(trustor, trustee, { ...HANDED, ...more })
    return { trustor, trustee, trust, token: await trusts.tokenOf(trustee, trust.id) }
  }

  test('is not handed on with more than it has', async () => {
    const { trustor, trustee, token } = await handed({
      roles: [{ name: 'reader' }],
      impersonation: true,
      expires_at: '2037-01-01T00:00:00Z',
    })
    const third = await keystone.tenant()
    for (const more of [
      { roles: [{ name: 'admin' }] },
      { roles: [{ name: 'member' }] },
      { roles: [{ name: 'reader' }, { name: 'admin' }] },
      { expires_at: '2037-01-01T00:00:01Z' },
      { allow_redelegation: true, redelegation_count: 2 },
      { project_id: third.project.id },
      { project_id: keystone.admin.projectId },
      { trustor_user_id: trustee.user.id },
      { trustor_user_id: keystone.admin.userId },
      { project_id: null, roles: [] },
    ]) {
      const got = await trusts.send(token, { ...trusting(trustor, third), ...more })
      expect([more, got.status >= 400 && got.status < 500]).toEqual([more, true])
    }
    const got = await trusts.send(token, trusting(trustor, third))
    expect(got.status, got.text).toBe(201)
  })

  test('without impersonation is not handed on with it', async () => {
    const { trustor, token } = await handed({ roles: [{ name: 'reader' }], impersonation: false })
    const third = await keystone.tenant()
    const got = await trusts.send(token, trusting(trustor, third, { impersonation: true }))
    expect(got.status).toBe(403)
  })

  test('is not given for others, nor with what one does not have', async () => {
    const [mine, victim] = await trusts.pair()
    for (const more of [
      { trustor_user_id: victim.user.id },
      { trustor_user_id: victim.user.id, project_id: victim.project.id },
      { project_id: victim.project.id },
      { roles: [{ name: 'admin' }] },
    ]) {
      const got = await trusts.send(mine.token, { ...trusting(mine, victim), ...more })
      expect([more, got.status === 403 || got.status === 404]).toEqual([more, true])
    }
  })

  test('does not let a trustee who is the trustor do as the trustor pleases', async () => {
    const { trustor, token } = await handed({ roles: [{ name: 'reader' }] })
    const own = `/users/${trustor.user.id}`
    for (const [method, path, body] of [
      ['POST', `${own}/application_credentials`, { application_credential: { name: 'x' } }],
      ['POST', `${own}/password`, { user: { original_password: 'x', password: 'y' } }],
      ['PATCH', own, { user: { password: 'mine' } }],
      ['PATCH', own, { user: { email: 'x' } }],
    ] as const) {
      const got = await keystone.send(method, path, { token, body })
      expect([method, path, [401, 403].includes(got.status)], got.text).toEqual([
        method,
        path,
        true,
      ])
    }
    expect((await keystone.signIn(trustor.user.id, trustor.name)).status).toBe(201)
  })

  test('ends with a role of the trustor, with his password, and with his account', async () => {
    const { trustor, token } = await handed({ roles: [{ name: 'member' }] })
    expect(await keystone.isValid(token)).toBe(true)
    await keystone.change('user', trustor.user.id, { password: 'other' })
    expect(await keystone.isValid(token)).toBe(false)
    const second = await handed({ roles: [{ name: 'member' }] })
    await keystone.change('user', second.trustor.user.id, { enabled: false })
    expect(await keystone.isValid(second.token)).toBe(false)
  })
})
