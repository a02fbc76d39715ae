/** Signing in: what is answered. Who is refused is in `refusals.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ADMIN_PASSWORD,
  DEMO_PASSWORD,
  startCloud,
  type Cloud,
  type Persona,
} from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

const DEFAULT = { id: 'default' }
const byName = (name: string, password: string, domain: object = DEFAULT) => ({
  methods: ['password'],
  password: { user: { name, domain, password } },
})
const DEMO = byName('demo', DEMO_PASSWORD)
const ADMIN = byName('admin', ADMIN_PASSWORD)
const toProject = (name: string) => ({ project: { name, domain: DEFAULT } })

describe('a token', () => {
  test('for a project says who, where and with which roles, in Keystone’s order', async () => {
    const got = await keystone.auth({ identity: DEMO, scope: toProject('demo') })
    expect(got.status).toBe(201)
    expect(got.headers.get('vary')).toBe('X-Auth-Token')
    const { token } = got.body
    expect(Object.keys(token)).toEqual([
      'methods',
      'user',
      'audit_ids',
      'expires_at',
      'issued_at',
      'project',
      'is_domain',
      'roles',
      'catalog',
    ])
    expect(token.user).toEqual({
      domain: { id: 'default', name: 'Default' },
      id: demo.userId,
      name: 'demo',
      password_expires_at: null,
    })
    expect(token.project).toEqual({
      domain: { id: 'default', name: 'Default' },
      id: demo.projectId,
      name: 'demo',
    })
    expect(token.roles.map((role: { name: string }) => role.name)).toEqual(['member', 'reader'])
    expect(token.methods).toEqual(['password'])
    expect(token.audit_ids).toEqual([expect.stringMatching(/^[\w-]{22}$/)])
    expect(token.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/)
    expect(Date.parse(token.expires_at) - Date.parse(token.issued_at)).toBe(3_600_000)
    expect(got.text).toMatch(/^\{"token": \{"methods": \["password"\], .*\}$/)
  })

  test('names, ids and names of domains all lead to the same project', async () => {
    const identity = {
      methods: ['password'],
      password: { user: { id: demo.userId, password: DEMO_PASSWORD } },
    }
    const scopes = [
      { project: { id: demo.projectId } },
      toProject('demo'),
      { project: { name: 'demo', domain: { name: 'Default' } } },
    ]
    for (const scope of scopes) {
      const got = await keystone.auth({ identity, scope })
      expect(got.body.token.project.id).toBe(demo.projectId)
    }
    const named = byName('demo', DEMO_PASSWORD, { name: 'Default' })
    expect((await keystone.auth({ identity: named, scope: toProject('demo') })).status).toBe(201)
  })

  test('?nocatalog leaves the catalogue out', async () => {
    const auth = { identity: DEMO, scope: toProject('demo') }
    for (const query of ['?nocatalog', '?nocatalog=1', '?nocatalog=false']) {
      expect((await keystone.auth(auth, query)).body.token.catalog).toBeUndefined()
    }
  })

  test('for the system has the roles there, and no endpoint that needs a project', async () => {
    const got = await keystone.auth({ identity: ADMIN, scope: { system: { all: true } } })
    const { token } = got.body
    expect(token.system).toEqual({ all: true })
    expect(token.roles.map((role: { name: string }) => role.name)).toEqual([
      'admin',
      'manager',
      'member',
      'reader',
    ])
    const urls = (type: string) =>
      token.catalog
        .find((service: { type: string }) => service.type === type)
        .endpoints.map((endpoint: { url: string }) => endpoint.url)
    expect(urls('volumev3')).toEqual([])
    expect(new Set(urls('compute')).size).toBe(1)
  })

  test('for a domain names it', async () => {
    const domain = await keystone.make('domain', { name: 'token-domain' })
    await keystone.grant('domains', domain.id, 'users', keystone.admin.userId, 'admin')
    const got = await keystone.auth({
      identity: ADMIN,
      scope: { domain: { name: 'token-domain' } },
    })
    expect(got.body.token.domain).toEqual({ id: domain.id, name: 'token-domain' })
    expect(got.body.token.project).toBeUndefined()
  })

  test.each([['unscoped'], [{ unscoped: {} }], [undefined]])(
    'without a scope has neither roles nor catalogue: %j',
    async (scope) => {
      const got = await keystone.auth({ identity: DEMO, ...(scope && { scope }) })
      expect(Object.keys(got.body.token)).toEqual([
        'methods',
        'user',
        'audit_ids',
        'expires_at',
        'issued_at',
      ])
    },
  )

  test('without a scope is for the default project, where the user may enter it', async () => {
    const { name, project, user } = await keystone.tenant()
    await keystone.change('user', user.id, { default_project_id: project.id })
    expect((await keystone.signIn(user.id, name)).body.token.project.id).toBe(project.id)
    expect((await keystone.signIn(user.id, name, 'unscoped')).body.token.project).toBeUndefined()
    await keystone.change('project', project.id, { enabled: false })
    expect((await keystone.signIn(user.id, name)).body.token.project).toBeUndefined()
    await keystone.change('user', user.id, { default_project_id: 'gone' })
    expect((await keystone.signIn(user.id, name)).body.token.project).toBeUndefined()
  })

  test('a missing Content-Type is JSON, and other members of the body do not matter', async () => {
    const auth = { identity: DEMO, scope: toProject('demo') }
    // Bytes, because fetch calls a text text/plain.
    const body = new TextEncoder().encode(JSON.stringify({ auth, extra: 1 }))
    const url = `${cloud.app.addresses.get('identity')}/v3/auth/tokens/`
    expect((await fetch(url, { method: 'POST', body })).status).toBe(201)
  })
})

describe('a token for a token', () => {
  const byToken = (id: string, scope?: object) =>
    keystone.auth({ identity: { methods: ['token'], token: { id } }, ...(scope && { scope }) })

  test('keeps the end, adds its method, and remembers where it began', async () => {
    const first = await keystone.signIn(demo.userId, DEMO_PASSWORD, 'unscoped')
    const firstId = first.headers.get('x-subject-token')!
    const got = await byToken(firstId, toProject('demo'))
    const { token } = got.body
    expect(token.methods).toEqual(['password', 'token'])
    expect(token.expires_at).toBe(first.body.token.expires_at)
    expect(token.audit_ids[1]).toBe(first.body.token.audit_ids[0])
    const third = await byToken(got.headers.get('x-subject-token')!)
    expect(third.body.token.audit_ids[1]).toBe(first.body.token.audit_ids[0])
    expect(third.body.token.project).toBeUndefined()
  })

  test('a token of the system opens no project and no domain', async () => {
    const system = await keystone.adminScopedTo({ system: { all: true } })
    for (const scope of [toProject('admin'), { domain: DEFAULT }]) {
      expectError(
        await byToken(system, scope),
        403,
        'You are not authorized to perform the requested action: Using a system-scoped token to ' +
          'create a project-scoped or domain-scoped token is not allowed..',
      )
    }
  })

  test('a bad one is not found', async () => {
    expectError(await byToken('bad', toProject('demo')), 404, 'Could not find token: bad.')
  })
})
