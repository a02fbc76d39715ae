import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

const create = (role: unknown) => keystone.send('POST', '/roles', { body: { role } })
const change = (id: string, role: unknown) =>
  keystone.send('PATCH', `/roles/${id}`, { body: { role } })

describe('roles', () => {
  test('a new cloud has the usual ones, which nobody changes by accident', async () => {
    const { body } = await keystone.get('/roles')
    const roles: { name: string; options: object }[] = body.roles
    expect(roles.map(({ name }) => name).sort()).toEqual([
      'admin',
      'manager',
      'member',
      'reader',
      'service',
    ])
    expect(roles.every(({ options }) => 'immutable' in options)).toBe(true)
    const reader = await keystone.roleId('reader')
    expectError(await change(reader, { name: 'x' }), 403, /^Unable to update immutable role/)
    expectError(
      await keystone.send('DELETE', `/roles/${reader}`),
      403,
      /^Unable to delete immutable/,
    )
  })

  test('a role is made, shown, changed and deleted', async () => {
    const role = await keystone.make('role', { name: 'one', color: 'red' })
    expect(Object.keys(role)).toEqual([
      'color',
      'id',
      'name',
      'domain_id',
      'description',
      'options',
      'links',
    ])
    expect(role).toMatchObject({ domain_id: null, description: null, options: {} })
    expect((await keystone.get(`/roles/${role.id}`)).body.role).toEqual(role)
    expect((await keystone.get('/roles?name=one')).body.roles).toEqual([role])
    const changed = await keystone.change('role', role.id, { description: 'd' })
    expect(changed).toEqual({ ...role, description: 'd' })
    await keystone.remove('role', role.id)
    expectError(await keystone.get(`/roles/${role.id}`), 404, `Could not find role: ${role.id}.`)
  })

  test('a name is taken once, and once more in each domain', async () => {
    const { id } = await keystone.make('role', { name: 'taken' })
    const message =
      'Conflict occurred attempting to store role - Duplicate entry found with name taken.'
    expectError(await create({ name: 'taken' }), 409, message)
    const inDomain = await keystone.make('role', { name: 'taken', domain_id: 'default' })
    expectError(await create({ name: 'taken', domain_id: 'default' }), 409, message)
    const other = await keystone.make('role', { name: 'other' })
    expectError(await change(other.id, { name: 'taken' }), 409, message)
    const ids = async (query: string) =>
      (await keystone.get(`/roles?${query}`)).body.roles.map((role: { id: string }) => role.id)
    expect(await ids('name=taken')).toEqual([id])
    expect(await ids('name=taken&domain_id=default')).toEqual([inDomain.id])
  })

  test('what is malformed or leads nowhere is refused', async () => {
    expectError(
      await create({}),
      400,
      /^Invalid .* role. Value: {}. 'name' is a required property$/,
    )
    expectError(
      await create({ name: 'x', domain_id: 'nowhere' }),
      404,
      'Could not find domain: nowhere.',
    )
    const { id } = await keystone.make('role', { name: 'stays' })
    expectError(await change(id, { id: 'x' }), 400, 'Cannot change ID')
    expectError(await change(id, {}), 400, /should be non-empty/)
    expectError(await change('nowhere', { name: 'x' }), 404, 'Could not find role: nowhere.')
  })

  test('members see none', async () => {
    const { token } = await cloud.demo()
    const reader = await keystone.roleId('reader')
    for (const path of ['/roles', `/roles/${reader}`, '/role_inferences']) {
      expect((await keystone.get(path, { token })).status, path).toBe(403)
    }
  })

  test('the manager of a domain sees the roles she may hand out', async () => {
    const domain = await keystone.make('domain', { name: 'roles-domain' })
    const user = await keystone.make('user', { name: 'm', password: 'm', domain_id: domain.id })
    await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
    const token = await keystone.issue(user.id, 'm', { domain })
    expect((await keystone.get('/roles', { token })).status).toBe(200)
    const show = async (name: string) =>
      (await keystone.get(`/roles/${await keystone.roleId(name)}`, { token })).status
    expect([await show('member'), await show('admin')]).toEqual([200, 403])
  })
})

describe('implications', () => {
  test('admin implies manager implies member implies reader', async () => {
    const { body } = await keystone.get('/role_inferences')
    const pairs = body.role_inferences.map(
      (one: { prior_role: { name: string }; implies: { name: string }[] }) => [
        one.prior_role.name,
        ...one.implies.map(({ name }) => name),
      ],
    )
    expect(pairs.sort()).toEqual([
      ['admin', 'manager'],
      ['manager', 'member'],
      ['member', 'reader'],
    ])
  })

  test('are made, shown, listed and unmade, and count at once', async () => {
    const prior = await keystone.make('role', { name: 'prior' })
    const member = await keystone.roleId('member')
    const path = `/roles/${prior.id}/implies/${member}`
    const nothing = `${prior.id} does not imply ${member}.`
    expectError(await keystone.get(path), 404, nothing)
    expect((await keystone.send('HEAD', path)).status).toBe(404)
    const tenant = await keystone.tenant('prior')
    const roles = async () =>
      (await keystone.get('/auth/tokens', { subject: tenant.token })).body.token.roles.map(
        ({ name }: { name: string }) => name,
      )
    expect(await roles()).toEqual(['prior'])
    const made = await keystone.send('PUT', path)
    expect(made.status).toBe(201)
    const base = `${cloud.app.addresses.get('identity')}/v3`
    expect(made.body).toEqual({
      role_inference: {
        prior_role: { id: prior.id, links: prior.links, name: 'prior' },
        implies: { id: member, links: { self: `${base}/roles/${member}` }, name: 'member' },
      },
      links: { self: base + path },
    })
    expect((await keystone.send('PUT', path)).status).toBe(201)
    expect((await keystone.get(path)).body).toEqual(made.body)
    expect((await keystone.send('HEAD', path)).status).toBe(204)
    const list = await keystone.get(`/roles/${prior.id}/implies`)
    expect(list.body.role_inference.implies).toEqual([made.body.role_inference.implies])
    expect(await roles()).toEqual(['member', 'prior', 'reader'])
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    expectError(await keystone.send('DELETE', path), 404, nothing)
    expect(await roles()).toEqual(['prior'])
  })

  test('nobody becomes admin by one, and both roles must be there', async () => {
    const [reader, admin] = [await keystone.roleId('reader'), await keystone.roleId('admin')]
    expectError(
      await keystone.send('PUT', `/roles/${reader}/implies/${admin}`),
      403,
      `${admin} cannot be an implied roles.`,
    )
    expectError(
      await keystone.send('PUT', `/roles/${reader}/implies/nowhere`),
      404,
      'Could not find role: nowhere.',
    )
    expectError(await keystone.get('/roles/nowhere/implies'), 404, 'Could not find role: nowhere.')
  })

  test('a role of a domain may imply any role, and is implied by none of all domains', async () => {
    const [global, own, foreign] = [
      await keystone.make('role', { name: keystone.name('global') }),
      await keystone.make('role', { name: keystone.name('own'), domain_id: 'default' }),
      await keystone.make('role', {
        name: keystone.name('foreign'),
        domain_id: (await keystone.make('domain', { name: keystone.name('domain') })).id,
      }),
    ]
    const imply = (prior: string, implied: string) =>
      keystone.send('PUT', `/roles/${prior}/implies/${implied}`)
    expect((await imply(own.id, global.id)).status).toBe(201)
    expect((await imply(own.id, foreign.id)).status).toBe(201)
    expectError(
      await imply(global.id, own.id),
      403,
      'Global role cannot imply a domain-specific role',
    )
  })

  test('a circle of them ends', async () => {
    const [a, b] = [
      await keystone.make('role', { name: 'a' }),
      await keystone.make('role', { name: 'b' }),
    ]
    await keystone.send('PUT', `/roles/${a.id}/implies/${b.id}`)
    await keystone.send('PUT', `/roles/${b.id}/implies/${a.id}`)
    const { token } = await keystone.tenant('a')
    const got = await keystone.get('/auth/tokens', { subject: token })
    expect(got.body.token.roles).toHaveLength(2)
    const effective = await keystone.get('/role_assignments?effective')
    expect(effective.status).toBe(200)
  })
})
