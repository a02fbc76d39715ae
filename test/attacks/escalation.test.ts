/** Somebody with some rights who wants more of them, by ways that were made for something else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'
import { trusting, type Tenant } from '../support/trusts.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

/** A token made with an application credential of the tenant. */
async function applicationToken(tenant: Tenant, more: object = {}): Promise<string> {
  const path = `/users/${tenant.user.id}/application_credentials`
  const application_credential = { name: keystone.name('app'), secret: 's', ...more }
  const made = await keystone.send('POST', path, {
    token: tenant.token,
    body: { application_credential },
  })
  expect(made.status, made.text).toBe(201)
  const { id } = made.body.application_credential
  const got = await keystone.auth({
    identity: { methods: ['application_credential'], application_credential: { id, secret: 's' } },
  })
  expect(got.status, got.text).toBe(201)
  return got.headers.get('x-subject-token')!
}

const SCOPES = (tenant: Tenant) => [
  { project: { id: tenant.project.id } },
  { project: { id: keystone.admin.projectId } },
  { domain: { id: 'default' } },
  { system: { all: true } },
  'unscoped',
]

describe('a token for one scope', () => {
  test('becomes one for another only where its bearer has a role', async () => {
    const tenant = await keystone.tenant()
    const identity = { methods: ['token'], token: { id: tenant.token } }
    const statuses = []
    for (const scope of SCOPES(tenant))
      statuses.push((await keystone.auth({ identity, scope })).status)
    expect(statuses).toEqual([201, 401, 401, 401, 201])
  })

  test('does not lend its roles to the next scope', async () => {
    const tenant = await keystone.tenant('admin')
    const poor = await keystone.make('project', {
      name: keystone.name('poor'),
      domain_id: 'default',
    })
    await keystone.grant('projects', poor.id, 'users', tenant.user.id, 'reader')
    const got = await keystone.auth({
      identity: { methods: ['token'], token: { id: tenant.token } },
      scope: { project: { id: poor.id } },
    })
    expect(got.body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader'])
    const token = got.headers.get('x-subject-token')!
    expect((await keystone.get('/users', { token })).status).toBe(403)
  })

  test('loses a role that was taken after it was issued, and so do its children', async () => {
    const tenant = await keystone.tenant('reader')
    const path = await keystone.grant(
      'projects',
      tenant.project.id,
      'users',
      tenant.user.id,
      'admin',
    )
    const token = await keystone.issue(tenant.user.id, tenant.name, { project: tenant.project })
    const child = await keystone.auth({ identity: { methods: ['token'], token: { id: token } } })
    const tokens = [tenant.token, token, child.headers.get('x-subject-token')!]
    const statuses = () =>
      Promise.all(
        tokens.map(async (each) => (await keystone.get('/users', { token: each })).status),
      )
    expect(await statuses()).toEqual([200, 200, expect.any(Number)])
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    const after = await statuses()
    expect(after.every((status) => status === 403 || status === 401)).toBe(true)
  })

  test('made of a token with fewer methods does not count as one with more', async () => {
    const tenant = await keystone.tenant()
    const options = {
      multi_factor_auth_rules: [['password', 'totp']],
      multi_factor_auth_enabled: true,
    }
    const unscoped = await keystone.issue(tenant.user.id, tenant.name, 'unscoped')
    await keystone.change('user', tenant.user.id, { options })
    const got = await keystone.auth({
      identity: {
        methods: ['token', 'password'],
        token: { id: unscoped },
        password: { user: { id: tenant.user.id, password: tenant.name } },
      },
      scope: { project: { id: tenant.project.id } },
    })
    expect([got.status, got.headers.get('x-subject-token')]).toEqual([401, null])
  })
})

describe('an application credential', () => {
  test('reaches no other scope, restricted or not', async () => {
    const tenant = await keystone.tenant('admin')
    for (const unrestricted of [false, true]) {
      const token = await applicationToken(tenant, { unrestricted })
      const identity = { methods: ['token'], token: { id: token } }
      for (const scope of SCOPES(tenant)) {
        const got = await keystone.auth({ identity, scope })
        expect([scope, got.headers.get('x-subject-token')]).toEqual([scope, null])
      }
    }
  })

  test('proves nothing beside itself: another method does not free it of its bounds', async () => {
    const tenant = await keystone.tenant('member')
    const path = `/users/${tenant.user.id}/application_credentials`
    const body = {
      application_credential: { name: 'less', secret: 's', roles: [{ name: 'reader' }] },
    }
    const made = await keystone.send('POST', path, { token: tenant.token, body })
    const { id } = made.body.application_credential
    const got = await keystone.auth({
      identity: {
        methods: ['password', 'application_credential'],
        password: { user: { id: tenant.user.id, password: tenant.name } },
        application_credential: { id, secret: 's' },
      },
    })
    expect(got.status).toBe(201)
    expect(got.body.token.roles.map(({ name }: { name: string }) => name)).toEqual(['reader'])
    expect(got.body.token.application_credential.id).toBe(id)
  })

  test('restricted makes nothing that outlives it', async () => {
    const tenant = await keystone.tenant('admin')
    const token = await applicationToken(tenant)
    const own = `/users/${tenant.user.id}`
    const other = await keystone.tenant()
    const attempts: [method: string, path: string, body: object][] = [
      ['POST', `${own}/application_credentials`, { application_credential: { name: 'next' } }],
      ['POST', `${own}/credentials/OS-EC2`, { tenant_id: tenant.project.id }],
      ['POST', '/OS-TRUST/trusts', { trust: trusting(tenant, other) }],
      [
        'POST',
        '/credentials',
        {
          credential: {
            type: 'ec2',
            user_id: tenant.user.id,
            project_id: tenant.project.id,
            blob: '{"access":"a","secret":"b"}',
          },
        },
      ],
      [
        'POST',
        '/credentials',
        { credential: { type: 'totp', user_id: tenant.user.id, blob: 'GEZDGNBV' } },
      ],
    ]
    for (const [method, path, body] of attempts) {
      const got = await keystone.send(method, path, { token, body })
      expect([path, got.status], got.text).toEqual([path, 403])
    }
  })

  test('with rules cannot write the path so that another rule fits', async () => {
    const tenant = await keystone.tenant()
    const { id } = tenant.project
    const access_rules = [
      { service: 'volumev3', method: 'GET', path: `/v3/${id}/volumes/*` },
      { service: 'volumev3', method: 'GET', path: '/v3/*/limits' },
    ]
    const token = await applicationToken(tenant, { access_rules })
    const made = await cloud.request('block-storage', 'POST', `/v3/${id}/volumes`, {
      token: tenant.token,
      body: { volume: { size: 1 } },
    })
    const volume: string = made.body.volume.id
    const status = async (method: string, path: string) =>
      (await cloud.request('block-storage', method, path, { token })).status
    expect(await status('GET', `/v3/${id}/volumes/${volume}`)).toBe(200)
    for (const [method, path] of [
      ['GET', `/v3/${id}/volumes/${volume}/metadata`],
      ['GET', `/v3/${id}/volumes//${volume}`],
      ['GET', `/v3/${id}/types`],
      ['GET', `/v3/${id}/volumes/${volume}%2Fmetadata`],
      ['GET', `/v3/${id}/types?x=/v3/${id}/volumes/a`],
      ['GET', `/v3/${id}/types#/volumes/a`],
      ['GET', `//v3/${id}/types`],
      ['DELETE', `/v3/${id}/volumes/${volume}`],
      ['POST', `/v3/${id}/volumes/${volume}/action`],
      ['PUT', `/v3/${id}/volumes/${volume}`],
    ] as const) {
      expect([method, path, [401, 404].includes(await status(method, path))]).toEqual([
        method,
        path,
        true,
      ])
    }
    const still = await cloud.request('block-storage', 'GET', `/v3/${id}/volumes/${volume}`, tenant)
    expect(still.status).toBe(200)
  })

  test('ends with the role it was made with, though its owner gets it back', async () => {
    const tenant = await keystone.tenant('member')
    const token = await applicationToken(tenant)
    const path = await keystone.grant(
      'projects',
      tenant.project.id,
      'users',
      tenant.user.id,
      'member',
    )
    await keystone.send('DELETE', path)
    expect(await keystone.isValid(token)).toBe(false)
  })
})
