import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

interface Shown {
  readonly links: Record<string, string>
  readonly scope: Record<string, { id?: string }>
  readonly user?: { id: string }
  readonly group?: { id: string }
  readonly role: { id: string; name?: string }
}

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let base: string
  let reader: string
  let member: string

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
    base = `${cloud.app.addresses.get('identity')}/v3`
    reader = await keystone.roleId('reader')
    member = await keystone.roleId('member')
  })
  afterAll(() => cloud.app.stop())

  const list = async (query: string): Promise<Shown[]> => {
    const got = await keystone.get(`/role_assignments?${query}`)
    expect(got.status, got.text).toBe(200)
    return got.body.role_assignments
  }

  test('as they were made: who, where, what, and the address of each', async () => {
    const { user, project } = await keystone.tenant('member')
    expect(await list(`user.id=${user.id}`)).toEqual([
      {
        links: {
          assignment: `${base}/projects/${project.id}/users/${user.id}/roles/${member}`,
        },
        scope: { project: { id: project.id } },
        user: { id: user.id },
        role: { id: member },
      },
    ])
  })

  test('filters narrow, and exclude each other', async () => {
    const { user, project } = await keystone.tenant('member')
    const group = await keystone.make('group', { name: keystone.name('group') })
    const domain = await keystone.make('domain', { name: keystone.name('domain') })
    await keystone.grant('projects', project.id, 'groups', group.id, 'reader')
    await keystone.grant('domains', domain.id, 'users', user.id, 'reader')
    await keystone.grant('system', '', 'users', user.id, 'reader')
    const roles = async (query: string) => (await list(query)).map(({ role }) => role.id)
    expect((await roles(`scope.project.id=${project.id}`)).sort()).toEqual([reader, member].sort())
    expect(await roles(`scope.project.id=${project.id}&role.id=${reader}`)).toEqual([reader])
    expect(await roles(`group.id=${group.id}`)).toEqual([reader])
    expect(await roles(`scope.domain.id=${domain.id}`)).toEqual([reader])
    const system = await list(`scope.system=all&user.id=${user.id}`)
    expect(system.map(({ scope }) => scope)).toEqual([{ system: { all: true } }])
    expect(await roles('user.id=nobody')).toEqual([])
  })

  test.each([
    ['user.id=x&group.id=x', 'Specify a user or group, not both'],
    ['scope.project.id=x&scope.domain.id=x', 'Specify a domain or project, not both'],
    ['scope.system=all&scope.domain.id=x', 'Specify system or domain, not both'],
    ['scope.system=all&scope.project.id=x', 'Specify system or project, not both'],
    [
      'effective&group.id=x',
      'Combining effective and group filter will always result in an empty list.',
    ],
    [
      'effective&scope.domain.id=x&scope.OS-INHERIT:inherited_to=projects',
      'Combining effective, domain and inherited filters will always result in an empty list.',
    ],
    ['include_subtree', /^scope.project.id must be specified/],
  ])('%s is refused', async (query, message) => {
    expectError(await keystone.get(`/role_assignments?${query}`), 400, message)
  })

  test('in effect: not the roles of domains, only what they imply', async () => {
    const { user, project } = await keystone.tenant('reader')
    const own = await keystone.make('role', { name: keystone.name('own'), domain_id: 'default' })
    await keystone.send('PUT', `/roles/${own.id}/implies/${member}`)
    await keystone.send('PUT', `/projects/${project.id}/users/${user.id}/roles/${own.id}`)
    const found = await list(`effective&user.id=${user.id}&scope.project.id=${project.id}`)
    expect(new Set(found.map(({ role }) => role.id))).toEqual(new Set([reader, member]))
    const asMade = await list(`user.id=${user.id}`)
    expect(asMade.map(({ role }) => role.id)).toContain(own.id)
  })

  test('in effect: through groups and implications, with the address of what they come from', async () => {
    const { user, project } = await keystone.tenant('member')
    const other = await keystone.make('project', { name: keystone.name('other') })
    const group = await keystone.make('group', { name: keystone.name('group') })
    await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
    await keystone.grant('projects', other.id, 'groups', group.id, 'reader')
    const found = await list(`effective&user.id=${user.id}`)
    const brief = found.map(({ scope, role, links }) => [scope['project']?.id, role.id, links])
    const assignment = `${base}/projects/${project.id}/users/${user.id}/roles/${member}`
    expect(brief).toEqual(
      expect.arrayContaining([
        [project.id, member, { assignment }],
        [
          project.id,
          reader,
          { assignment, prior_role: `${base}/prior_role/${reader}/implies/${member}` },
        ],
        [
          other.id,
          reader,
          {
            assignment: `${base}/projects/${other.id}/groups/${group.id}/roles/${reader}`,
            membership: `${base}/groups/${group.id}/users/${user.id}`,
          },
        ],
      ]),
    )
    expect(brief).toHaveLength(3)
    expect(await list(`effective&user.id=${user.id}&role.id=${member}`)).toHaveLength(1)
    expect(await list(`effective&scope.project.id=${other.id}&role.id=${reader}`)).toHaveLength(1)
  })

  test('an inherited role reaches the projects below, and their tokens have it', async () => {
    const domain = await keystone.make('domain', { name: keystone.name('domain') })
    const top = await keystone.make('project', { name: 'top', domain_id: domain.id })
    const leaf = await keystone.make('project', {
      name: 'leaf',
      domain_id: domain.id,
      parent_id: top.id,
    })
    const name = keystone.name('heir')
    const user = await keystone.make('user', { name, password: name })
    await cloud.app.database.write(async (tx) => {
      await tx.db
        .insertInto('identity_assignments')
        .values({
          actor_type: 'user',
          actor_id: user.id,
          target_type: 'domain',
          target_id: domain.id,
          role_id: reader,
          inherited: 1,
        })
        .execute()
    })
    const found = await list(`effective&user.id=${user.id}`)
    expect(new Set(found.map(({ scope }) => scope['project']?.id))).toEqual(
      new Set([top.id, leaf.id]),
    )
    expect(found).toHaveLength(2)
    const path = `${base}/OS-INHERIT/domains/${domain.id}/users/${user.id}/roles/${reader}`
    for (const { links, scope } of found) {
      expect(links['assignment']).toBe(`${path}/inherited_to_projects`)
      expect(scope['OS-INHERIT:inherited_to']).toBe('projects')
    }
    expect(await list(`effective&scope.project.id=${leaf.id}`)).toHaveLength(1)
    expect(await list(`effective&scope.domain.id=${domain.id}`)).toEqual([])
    const made = await list(`user.id=${user.id}&scope.OS-INHERIT:inherited_to=projects`)
    expect(made.map(({ scope }) => scope['domain']?.id)).toEqual([domain.id])
    expect((await keystone.signIn(user.id, name, { project: leaf })).status).toBe(201)
    expect((await keystone.signIn(user.id, name, { domain })).status).toBe(401)
    const token = await keystone.issue(user.id, name)
    const { body } = await keystone.get('/auth/projects', { token })
    expect(body.projects).toHaveLength(2)
    expect((await keystone.get('/auth/domains', { token })).body.domains).toEqual([])
  })

  test('a whole tree, and with names', async () => {
    const { user, project } = await keystone.tenant('member')
    const child = await keystone.make('project', {
      name: keystone.name('child'),
      parent_id: project.id,
    })
    await keystone.grant('projects', child.id, 'users', user.id, 'reader')
    const tree = await list(`scope.project.id=${project.id}&include_subtree&include_names`)
    expect(tree).toHaveLength(2)
    const inDefault = { domain: { id: 'default', name: 'Default' } }
    expect(tree.find(({ scope }) => scope['project']?.id === child.id)).toMatchObject({
      scope: { project: { id: child.id, name: child.name, ...inDefault } },
      user: { id: user.id, name: user.name, ...inDefault },
      role: { id: reader, name: 'reader' },
    })
    expectError(
      await keystone.get('/role_assignments?scope.project.id=nowhere&include_subtree'),
      404,
      'Could not find project: nowhere.',
    )
  })

  test('the reader of a domain sees what concerns it, a member nothing', async () => {
    const domain = await keystone.make('domain', { name: keystone.name('domain') })
    const inside = await keystone.tenant('member', domain.id)
    await keystone.grant('domains', domain.id, 'users', inside.user.id, 'reader')
    const token = await keystone.issue(inside.user.id, inside.name, { domain })
    for (const query of ['', '?effective']) {
      const { body } = await keystone.get(`/role_assignments${query}`, { token })
      const users = body.role_assignments.map((one: Shown) => one.user?.id)
      expect(new Set(users)).toEqual(new Set([inside.user.id]))
    }
    const refused = await keystone.get('/role_assignments', { token: inside.token })
    expectError(
      refused,
      403,
      'You are not authorized to perform the requested action: identity:list_role_assignments.',
    )
  })
})
