import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let tenant: Awaited<ReturnType<Keystone['tenant']>>

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  tenant = await keystone.tenant()
})
afterAll(() => cloud.app.stop())

const credentialsPath = () => `/users/${tenant.user.id}/application_credentials`

async function tokenWith(access_rules: object[]) {
  const asked = { name: keystone.name('ruled'), secret: 's', access_rules }
  const made = await keystone.send('POST', credentialsPath(), {
    token: tenant.token,
    body: { application_credential: asked },
  })
  expect(made.status, made.text).toBe(201)
  const { id } = made.body.application_credential
  const got = await keystone.auth({
    identity: { methods: ['application_credential'], application_credential: { id, secret: 's' } },
  })
  const token = got.headers.get('x-subject-token')!
  return { token, made: made.body.application_credential, shown: got.body.token }
}

describe('a token with access rules', () => {
  test('may make the calls that they name, on every service, and no other', async () => {
    const rules = [
      { service: 'volumev3', method: 'GET', path: '/v3/**/volumes' },
      { service: 'compute', method: 'GET', path: '/v2.1/os-availability-zone' },
    ]
    const { token } = await tokenWith(rules)
    const { id } = tenant.project
    const calls = [
      ['block-storage', 'GET', `/v3/${id}/volumes`, 200],
      ['block-storage', 'GET', `/v3/${id}/volumes?limit=1`, 200],
      ['block-storage', 'GET', `/v3/${id}/volumes/detail`, 401],
      ['block-storage', 'POST', `/v3/${id}/volumes`, 401],
      ['compute', 'GET', '/v2.1/os-availability-zone', 200],
      ['compute', 'GET', '/v2.1/os-aggregates', 401],
      ['identity', 'GET', '/v3/auth/projects', 401],
      ['identity', 'GET', `/v3${credentialsPath()}`, 401],
    ] as const
    for (const [service, method, path, status] of calls) {
      const got = await cloud.request(service, method, path, { token })
      expect(got.status, `${method} ${service} ${path}`).toBe(status)
    }
  })

  test('says which rules it has', async () => {
    const rule = { service: 'compute', method: 'GET', path: '/v2.1/servers' }
    const { made, shown } = await tokenWith([rule])
    expect(made.access_rules).toEqual([{ id: made.access_rules[0].id, ...rule }])
    expect(shown.application_credential.access_rules).toEqual(made.access_rules)
  })

  test.each([
    [undefined, 404],
    ['', 404],
    ['0.9', 404],
    ['-1', 404],
    ['x', 404],
    ['1', 200],
    ['1.0', 200],
    ['2.5', 200],
  ])('is shown to a service whose access rules are of version %s: %i', async (version, status) => {
    const { token } = await tokenWith([{ service: 'network', method: 'GET', path: '/v2.0/ports' }])
    for (const method of ['GET', 'HEAD']) {
      const got = await cloud.request('identity', method, '/v3/auth/tokens', {
        token: (await cloud.admin()).token,
        headers: {
          'X-Subject-Token': token,
          ...(version !== undefined && { 'OpenStack-Identity-Access-Rules': version }),
        },
      })
      expect([method, got.status]).toEqual([method, status])
      if (method === 'GET' && status === 404) expectError(got, 404, 'Failed to validate token')
    }
  })

  test('is not shown to its own bearer without that version, and can be revoked', async () => {
    const { token } = await tokenWith([{ service: 'network', method: 'GET', path: '/v2.0/ports' }])
    const itself = await keystone.get('/auth/tokens', { token, subject: token })
    expectError(itself, 404, 'Failed to validate token')
    const admin = (await cloud.admin()).token
    const headers = { 'X-Subject-Token': token }
    const revoked = await cloud.request('identity', 'DELETE', '/v3/auth/tokens', {
      token: admin,
      headers,
    })
    expect(revoked.status).toBe(204)
  })

  test('keeps them in a token that is made from it', async () => {
    const { token } = await tokenWith([
      { service: 'identity', method: 'GET', path: '/v3/auth/projects' },
    ])
    const again = await keystone.auth({ identity: { methods: ['token'], token: { id: token } } })
    const second = again.headers.get('x-subject-token')!
    expect((await keystone.get('/auth/projects', { token: second })).status).toBe(200)
    expect((await keystone.get('/auth/domains', { token: second })).status).toBe(401)
  })
})

describe('access rules', () => {
  test('are shared by a user’s credentials, listed, and deleted when nobody needs them', async () => {
    const rule = { service: 'image', method: 'GET', path: '/v2/images' }
    const first = (await tokenWith([rule])).made
    const second = (await tokenWith([rule])).made
    const { id } = first.access_rules[0]
    expect(second.access_rules[0].id).toBe(id)
    const byId = (await tokenWith([{ id }])).made
    expect(byId.access_rules).toEqual(first.access_rules)

    const { token } = tenant
    const path = `/users/${tenant.user.id}/access_rules`
    const listed = await keystone.get(`${path}?service=image`, { token })
    expect(listed.body.access_rules).toMatchObject([{ id, ...rule }])
    expect((await keystone.get(`${path}/${id}`, { token })).body.access_rule).toMatchObject(rule)
    expectError(
      await keystone.send('DELETE', `${path}/${id}`, { token }),
      403,
      'May not delete access rule in use',
    )
    for (const made of [first, second, byId]) {
      await keystone.send('DELETE', `${credentialsPath()}/${made.id}`, { token })
    }
    expect((await keystone.send('DELETE', `${path}/${id}`, { token })).status).toBe(204)
    expectError(
      await keystone.get(`${path}/${id}`, { token }),
      404,
      `Could not find Access Rule: ${id}.`,
    )
  })

  test('of others are not there, and cannot be borrowed', async () => {
    const rule = { service: 'image', method: 'GET', path: '/v2/metadefs' }
    const { id } = (await tokenWith([rule])).made.access_rules[0]
    const other = await keystone.tenant()
    const { token } = other
    expect(
      (await keystone.get(`/users/${other.user.id}/access_rules/${id}`, { token })).status,
    ).toBe(404)
    expect((await keystone.get(`/users/${tenant.user.id}/access_rules`, { token })).status).toBe(
      403,
    )
    const got = await keystone.send('POST', `/users/${other.user.id}/application_credentials`, {
      token,
      body: { application_credential: { name: 'x', access_rules: [{ id }] } },
    })
    expectError(got, 400, /Could not find Access Rule/)
  })
})
