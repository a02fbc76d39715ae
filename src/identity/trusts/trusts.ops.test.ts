import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { FORBIDDEN, trusting, Trusts } from '../../../test/support/trusts.ts'

let cloud: Cloud
let keystone: Keystone
let trusts: Trusts
let base: string
const clock = new ManualClock()

beforeAll(async () => {
  cloud = await startCloud({ clock })
  keystone = await Keystone.of(cloud)
  trusts = new Trusts(keystone)
  base = `${cloud.app.addresses.get('identity')}/v3`
})
afterAll(() => cloud.app.stop())

describe('trusting somebody', () => {
  test('answers with the trust, which both parties can see', async () => {
    const [trustor, trustee] = await trusts.pair()
    const expires_at = new Date(clock.now() + 3_600_500).toISOString()
    const made = await trusts.entrust(trustor, trustee, { expires_at, note: 'n' })
    expect(made).toMatchObject({
      note: 'n',
      trustor_user_id: trustor.user.id,
      trustee_user_id: trustee.user.id,
      project_id: trustor.project.id,
      impersonation: false,
      expires_at: '2026-01-01T01:00:00.000000Z',
      remaining_uses: null,
      deleted_at: null,
      redelegated_trust_id: null,
      redelegation_count: 0,
      roles: [{ name: 'reader' }],
      links: { self: `${base}/OS-TRUST/trusts/${made.id}` },
    })
    const path = `/OS-TRUST/trusts/${made.id}`
    for (const { token } of [trustor, trustee]) {
      expect((await keystone.get(path, { token })).body.trust).toEqual(made)
      const { body } = await keystone.get(`${path}/roles`, { token })
      expect(body).toEqual({ roles: made.roles, links: made.roles_links })
      const role = await keystone.get(`${path}/roles/${made.roles[0].id}`, { token })
      expect(role.body.role).toEqual(made.roles[0])
      const head = await keystone.send('HEAD', `${path}/roles/${made.roles[0].id}`, { token })
      expect([head.status, head.text]).toEqual([200, ''])
      expectError(await keystone.get(`${path}/roles/x`, { token }), 404, /^Could not find role: x/)
    }
    const stranger = await keystone.tenant()
    expect((await keystone.get(path, { token: stranger.token })).status).toBe(403)
  })

  test('lists show what one gave and was given, and all of it to nobody', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee)
    const ids = async (token: string, query: string) => {
      const got = await keystone.get(`/OS-TRUST/trusts?${query}`, { token })
      return got.status === 200 ? got.body.trusts.map((one: { id: string }) => one.id) : got.status
    }
    expect(await ids(trustor.token, `trustor_user_id=${trustor.user.id}`)).toEqual([id])
    expect(await ids(trustee.token, `trustee_user_id=${trustee.user.id}`)).toEqual([id])
    expect(await ids(trustee.token, `trustor_user_id=${trustor.user.id}`)).toBe(403)
    expect(await ids(trustee.token, '')).toBe(403)
    expect(await ids(keystone.admin.token, '')).toContain(id)
    expect(await ids(keystone.admin.token, 'other=x')).toEqual([])
  })

  test.each([
    [{ trustee_user_id: 'nobody' }, 404, 'Could not find user: nobody.'],
    [{ roles: [] }, 403, /: At least one role should be specified\.$/],
    [{ roles: [{ name: 'admin' }] }, 404, /^Could not find role: \w+\.$/],
    [{ roles: [{ name: 'nope' }] }, 404, 'Role nope is not defined'],
    [{ project_id: 'nowhere' }, 404, 'Could not find project: nowhere.'],
    [{ trustor_user_id: 'x' }, 403, /: identity:create_trust\.$/],
    [{ expires_at: '2000-01-01T00:00:00Z' }, 400, /^The 'expires_at' must not be before now\./],
    [
      { remaining_uses: 0 },
      400,
      /^Invalid input for field\/attribute remaining_uses. Value: 0. 0 is less than/,
    ],
    [
      { allow_redelegation: true, remaining_uses: 1 },
      400,
      'remaining_uses must not be set if redelegation is allowed',
    ],
    [{ allow_redelegation: true, redelegation_count: 4 }, 403, FORBIDDEN],
    [
      { impersonation: null },
      400,
      /^Invalid input for field\/attribute impersonation. Value: None. None is not/,
    ],
  ])('%j is refused', async (more, status, message) => {
    const [trustor, trustee] = await trusts.pair()
    expectError(await trusts.send(trustor.token, trusting(trustor, trustee, more)), status, message)
  })
})

describe('a token of a trust', () => {
  test('has the trustor’s project, the roles that were given, and who it is', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee)
    const { body } = await trusts.use(trustee, id)
    expect(body.token).toMatchObject({
      user: { id: trustee.user.id },
      project: { id: trustor.project.id },
      roles: [{ name: 'reader' }],
      'OS-TRUST:trust': {
        id,
        trustor_user: { id: trustor.user.id },
        trustee_user: { id: trustee.user.id },
        impersonation: false,
      },
    })
  })

  test('is the trustor’s where that was agreed', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee, { impersonation: true })
    const { body } = await trusts.use(trustee, id)
    expect(body.token.user).toMatchObject({ id: trustor.user.id, name: trustor.name })
  })

  test('is for the trustee alone', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee)
    expectError(await trusts.use(trustor, id), 403, FORBIDDEN)
    expectError(await trusts.use(await keystone.tenant(), id), 403, FORBIDDEN)
    expectError(await trusts.use(trustee, 'nope'), 401, NOT_SIGNED_IN)
  })

  test.each(['trustor', 'trustee'] as const)('ends with its %s', async (party) => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee)
    const token = await trusts.tokenOf(trustee, id)
    const ending = party === 'trustor' ? trustor : trustee
    await keystone.change('user', ending.user.id, { password: 'another' })
    expect(await keystone.isValid(token)).toBe(false)
  })

  test('ends with the trust, and with the trustor’s role', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee)
    const token = await trusts.tokenOf(trustee, id)
    const path = `/OS-TRUST/trusts/${id}`
    expect((await keystone.send('DELETE', path, { token: trustee.token })).status).toBe(403)
    expect((await keystone.send('DELETE', path, { token: trustor.token })).status).toBe(204)
    expect(await keystone.isValid(token)).toBe(false)
    expectError(await keystone.get(path), 404, `Could not find trust: ${id}.`)

    const again = await trusts.entrust(trustor, trustee)
    const second = await trusts.tokenOf(trustee, again.id)
    const member = await keystone.roleId('member')
    const where = `/projects/${trustor.project.id}/users/${trustor.user.id}/roles/${member}`
    expect((await keystone.send('DELETE', where)).status).toBe(204)
    expect(await keystone.isValid(second)).toBe(false)
    expectError(await trusts.use(trustee, again.id), 403, FORBIDDEN)
  })

  test('ends when the trust was to end, which is gone then', async () => {
    const [trustor, trustee] = await trusts.pair()
    const expires_at = new Date(clock.now() + 60_000).toISOString()
    const { id } = await trusts.entrust(trustor, trustee, { expires_at })
    const token = await trusts.tokenOf(trustee, id)
    clock.advance(60_001)
    expect(await keystone.isValid(token)).toBe(false)
    expect((await trusts.use(trustee, id)).status).toBe(401)
    expectError(await keystone.get(`/OS-TRUST/trusts/${id}`), 404, /^Could not find trust/)
  })

  test('is issued as often as was agreed, and refusals do not count', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee, { remaining_uses: 1 })
    expect((await trusts.use(trustor, id)).status).toBe(403)
    const token = await trusts.tokenOf(trustee, id)
    expectError(await trusts.use(trustee, id), 403, `No remaining uses for trust: ${id}.`)
    expect(await keystone.isValid(token)).toBe(true)
  })

  test('makes no other token', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee, { impersonation: true })
    const token = await trusts.tokenOf(trustee, id)
    for (const scope of [undefined, 'unscoped', { project: { id: trustor.project.id } }]) {
      const identity = { methods: ['token'], token: { id: token } }
      const got = await keystone.auth({ identity, ...(scope !== undefined && { scope }) })
      expectError(got, 403, /Using trust-scoped token to create another token/)
    }
  })

  test('leaves nothing behind that outlives it', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee, {
      impersonation: true,
      roles: [{ name: 'member' }],
    })
    const token = await trusts.tokenOf(trustee, id)
    const mine = `/users/${trustor.user.id}`
    const credential = { type: 'totp', blob: 'GEZDGNBV', user_id: trustor.user.id }
    for (const [path, body] of [
      [`${mine}/application_credentials`, { application_credential: { name: 'x' } }],
      ['/credentials', { credential }],
      ['/credentials', { credential: { ...credential, project_id: trustor.project.id } }],
      [`${mine}/credentials/OS-EC2`, { tenant_id: keystone.admin.projectId }],
    ] as const) {
      const got = await keystone.send('POST', path, { token, body })
      expect(got.status, path).toBe(403)
    }
    expect((await keystone.get(`${mine}/application_credentials`, { token })).status).toBe(403)
    const ec2 = await keystone.send('POST', `${mine}/credentials/OS-EC2`, {
      token,
      body: { tenant_id: trustor.project.id },
    })
    expect(ec2.body.credential.trust_id).toBe(id)
  })
})
