import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { Trusts } from '../../../test/support/trusts.ts'

let cloud: Cloud
let keystone: Keystone
const clock = new ManualProcessClock()

beforeAll(async () => {
  cloud = await startCloud({ processClock: clock })
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

interface Ec2 {
  readonly access: string
  readonly secret: string
}

async function ec2Of(userId: string, token: string, tenant_id: string): Promise<Ec2> {
  const path = `/users/${userId}/credentials/OS-EC2`
  const got = await keystone.send('POST', path, { token, body: { tenant_id } })
  expect(got.status, got.text).toBe(201)
  return got.body.credential
}

function signed({ access, secret }: Ec2, more: object = {}) {
  const Timestamp = new Date(clock.now()).toISOString()
  const params = { SignatureMethod: 'HmacSHA256', SignatureVersion: '2', Timestamp, ...more }
  const query = Object.entries(params).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  const text = `GET\nexample.org\n/\n${query.join('&')}`
  const signature = createHmac('sha256', secret).update(text).digest('base64')
  return { access, signature, host: 'example.org', verb: 'GET', path: '/', params }
}

const ask = (body: object) => keystone.send('POST', '/ec2tokens', { body })

describe('a request signed with an EC2 credential', () => {
  test('gives a token of its user and project, to services and administrators', async () => {
    const tenant = await keystone.tenant()
    const ec2 = await ec2Of(tenant.user.id, tenant.token, tenant.project.id)
    for (const key of ['credentials', 'credential', 'ec2Credentials']) {
      const got = await ask({ [key]: signed(ec2) })
      expect(got.status, got.text).toBe(200)
      expect(got.body.token).toMatchObject({
        methods: ['ec2credential'],
        user: { id: tenant.user.id },
        project: { id: tenant.project.id },
      })
      expect(await keystone.isValid(got.headers.get('x-subject-token')!)).toBe(true)
    }
    const body = { credentials: signed(ec2) }
    const asked = await keystone.send('POST', '/ec2tokens', { token: tenant.token, body })
    expectError(asked, 403, /identity:ec2tokens_validate\.$/)
  })

  test('is refused when wrong, old or from the future', async () => {
    const tenant = await keystone.tenant()
    const ec2 = await ec2Of(tenant.user.id, tenant.token, tenant.project.id)
    const good = signed(ec2)
    for (const wrong of [
      { ...good, signature: 'x' },
      { ...good, signature: undefined },
      { ...good, path: '/other' },
      signed({ ...ec2, secret: 'other' }),
      signed(ec2, { Timestamp: '2025-12-31T23:00:00Z' }),
      signed(ec2, { Timestamp: '2026-01-01T01:00:00Z' }),
      { signature: 'x' },
    ]) {
      expectError(await ask({ credentials: wrong }), 401, NOT_SIGNED_IN)
    }
    expectError(await ask({}), 400, 'request must include a request body')
    const unknown = { ...good, access: 'nope' }
    expectError(await ask({ credentials: unknown }), 404, 'EC2 access key not found.')
  })

  test('ends with the user’s role, and with the credential', async () => {
    const tenant = await keystone.tenant()
    const ec2 = await ec2Of(tenant.user.id, tenant.token, tenant.project.id)
    await keystone.change('user', tenant.user.id, { enabled: false })
    expectError(await ask({ credentials: signed(ec2) }), 401, NOT_SIGNED_IN)
  })

  test('stays within the trust that its credential was made with', async () => {
    const trusts = new Trusts(keystone)
    const [trustor, trustee] = await trusts.pair()
    const trust = await trusts.entrust(trustor, trustee, {
      impersonation: true,
      roles: [{ name: 'member' }],
    })
    const token = await trusts.tokenOf(trustee, trust.id)
    const ec2 = await ec2Of(trustor.user.id, token, trustor.project.id)
    const got = await ask({ credentials: signed(ec2) })
    expect(got.body.token).toMatchObject({
      user: { id: trustor.user.id },
      'OS-TRUST:trust': { id: trust.id },
    })
    await keystone.send('DELETE', `/OS-TRUST/trusts/${trust.id}`)
    expectError(await ask({ credentials: signed(ec2) }), 401, NOT_SIGNED_IN)
  })
})

test('S3 requests are answered without the token’s text', async () => {
  const tenant = await keystone.tenant()
  const { access, secret } = await ec2Of(tenant.user.id, tenant.token, tenant.project.id)
  const text = 'GET\n\n\nThu, 01 Jan 2026 00:00:00 GMT\n/bucket'
  const credentials = {
    access,
    token: Buffer.from(text).toString('base64url'),
    signature: createHmac('sha1', secret).update(text).digest('base64'),
  }
  const got = await keystone.send('POST', '/s3tokens', { body: { credentials } })
  expect(got.status, got.text).toBe(200)
  expect(got.body.token.project.id).toBe(tenant.project.id)
  expect(got.headers.get('x-subject-token')).toBeNull()
  const wrong = { credentials: { ...credentials, signature: 'x' } }
  expectError(await keystone.send('POST', '/s3tokens', { body: wrong }), 401, NOT_SIGNED_IN)
  const unknown = { credentials: { ...credentials, access: 'nobody' } }
  const refused = await keystone.send('POST', '/s3tokens', { body: unknown })
  expectError(refused, 404, 'EC2 access key not found.')
})
