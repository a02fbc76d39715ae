/** Projects that a mapping makes, and roles on them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { FederatedCloud } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { epochOf } from '../tokens/tokens.store.ts'

const SUB = { type: 'OIDC-sub' }
const rulesFor = (projects: readonly object[]) => [
  { local: [{ user: { name: '{0}' } }, { projects }], remote: [SUB] },
]

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let world: FederatedCloud

  beforeAll(async () => {
    world = await FederatedCloud.start({ database: await backend.url('cloud') })
  })
  afterAll(() => world.stop())

  /** `project: roles` of a user, by name. */
  const rolesOf = async (userId: string) => {
    const query = `/role_assignments?user.id=${userId}&include_names`
    const { role_assignments: list } = (await world.keystone.get(query)).body
    return list.map(({ role, scope }: any) => `${scope.project.name}: ${role.name}`).sort()
  }

  test('are made in the domain of the provider, once', async () => {
    await world.map(rulesFor([{ name: 'lab of {0}', roles: [{ name: 'member' }] }]))
    const { token, body } = await world.arrive({ sub: 'ann' })
    await world.arrive({ sub: 'ann' })
    const { projects } = (await world.keystone.get('/auth/projects', { token })).body
    expect(projects).toMatchObject([{ name: 'lab of ann', domain_id: world.domainId }])
    expect(await rolesOf(body.user.id)).toEqual(['lab of ann: member'])
    expect((await world.rescope(token, { project: { id: projects[0].id } })).status).toBe(201)
  })

  test('cost those who are signed in nothing when their owner comes back', async () => {
    await world.map(rulesFor([{ name: 'quiet', roles: [{ name: 'member' }] }]))
    const epoch = () => world.cloud.app.database.read(epochOf)
    await world.arrive({ sub: 'regular' })
    const before = await epoch()
    await world.arrive({ sub: 'regular' })
    expect(await epoch()).toBe(before)
  })

  test('are one for all who come at once', async () => {
    await world.map(rulesFor([{ name: 'common', roles: [{ name: 'reader' }] }]))
    const subs = ['c1', 'c2', 'c3', 'c4']
    await Promise.all(subs.map((sub) => world.arrive({ sub })))
    const { projects } = (await world.keystone.get('/projects?name=common')).body
    expect(projects).toHaveLength(1)
  })

  test('up to version 2.0 roles are only given', async () => {
    const project = (name: string, ...roles: string[]) => ({
      name,
      roles: roles.map((role) => ({ name: role })),
    })
    await world.map(rulesFor([project('a', 'member', 'reader'), project('b', 'reader')]), '2.0')
    const { body } = await world.arrive({ sub: 'bob' })
    await world.map(rulesFor([project('a', 'reader')]), '2.0')
    await world.arrive({ sub: 'bob' })
    expect(await rolesOf(body.user.id)).toEqual(['a: member', 'a: reader', 'b: reader'])
  })

  test('from version 3.0 on what the provider does not say is taken away', async () => {
    const told = (projects: unknown) => ({ sub: 'eve', projects: JSON.stringify(projects) })
    await world.map(
      [
        {
          local: [{ user: { name: '{0}' } }, { projects_json: '{1}' }],
          remote: [SUB, { type: 'OIDC-projects' }],
        },
      ],
      '3.0',
    )
    const { body } = await world.arrive(
      told([
        { name: 'x', roles: [{ name: 'member' }, { name: 'reader' }] },
        { name: 'y', roles: [{ name: 'reader' }], domain: { name: 'Default' } },
      ]),
    )
    expect(await rolesOf(body.user.id)).toEqual(['x: member', 'x: reader', 'y: reader'])
    await world.arrive(told([{ name: 'x', roles: [{ name: 'reader' }] }]))
    expect(await rolesOf(body.user.id)).toEqual(['x: reader'])
    expectError(await world.come({ sub: 'eve', projects: '{"not": "a list"}' }), 401, NOT_SIGNED_IN)
  })

  test('are not made where anything of it is wrong', async () => {
    const role = await world.keystone.make('role', { name: 'local', domain_id: 'default' })
    const all = async () => (await world.keystone.get('/projects')).body.projects.length
    const before = await all()
    const wrong = (name: string, ...roles: string[]) =>
      rulesFor([
        { name: 'fine', roles: [{ name: 'member' }] },
        { name, roles: roles.map((one) => ({ name: one })) },
      ])
    await world.map(wrong('odd', 'none'))
    expectError(await world.come({ sub: 'carl' }), 404, 'Could not find role: none.')
    await world.map(wrong('odd', role.name))
    expectError(
      await world.come({ sub: 'carl' }),
      403,
      'role: local must be within the same domain as the identity provider: acme.',
    )
    await world.map(wrong('x'.repeat(65), 'member'))
    expectError(await world.come({ sub: 'carl' }), 401, NOT_SIGNED_IN)
    await world.map(
      rulesFor([{ name: 'far', roles: [{ name: 'member' }], domain: { name: 'none' } }]),
      '2.0',
    )
    expectError(await world.come({ sub: 'carl' }), 404, 'Could not find domain: none.')
    expect(await all()).toBe(before)
    expect((await world.keystone.get('/users?unique_id=carl')).body.users).toEqual([])
  })
})
