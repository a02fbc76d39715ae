import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
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

const create = (project: unknown) => keystone.send('POST', '/projects', { body: { project } })
const change = (id: string, project: unknown) =>
  keystone.send('PATCH', `/projects/${id}`, { body: { project } })
const names = async (query: string): Promise<string[]> => {
  const got = await keystone.get(`/projects?${query}`)
  return got.body.projects.map((project: { name: string }) => project.name)
}
const forbidden = (action: string) =>
  `You are not authorized to perform the requested action: identity:${action}.`

describe('making a project', () => {
  test('answers with all attributes, a client’s own ones first', async () => {
    const got = await create({ name: ' first ', extra1: 5, tags: ['b', 'a'], description: null })
    expect(got.status).toBe(201)
    const { project } = got.body
    expect(Object.keys(project)).toEqual([
      'extra1',
      'id',
      'name',
      'domain_id',
      'description',
      'enabled',
      'parent_id',
      'is_domain',
      'tags',
      'options',
      'links',
    ])
    expect(project).toMatchObject({
      extra1: 5,
      name: 'first',
      domain_id: 'default',
      description: null,
      enabled: true,
      parent_id: 'default',
      is_domain: false,
      tags: ['b', 'a'],
      options: {},
      links: { self: `${cloud.app.addresses.get('identity')}/v3/projects/${project.id}` },
    })
    expect(got.text.endsWith('}\n')).toBe(true)
    const shown = await keystone.get(`/projects/${project.id}`)
    expect(shown.body.project).toEqual({ ...project, tags: ['a', 'b'] })
  })

  test('a name is taken once in a domain', async () => {
    await keystone.make('project', { name: 'taken' })
    expectError(
      await create({ name: 'taken' }),
      409,
      /^Conflict occurred attempting to store project - it is not permitted to have two projects with either the same name or same id in the same domain: name is taken, project id [0-9a-f]{32}\.$/,
    )
    const domain = await keystone.make('domain', { name: 'another-domain' })
    await keystone.make('project', { name: 'taken', domain_id: domain.id })
  })

  test.each([
    [{ name: 'x', domain_id: 'nowhere' }, 'Could not find domain: nowhere.'],
    [{ name: 'x', parent_id: 'nowhere' }, 'Could not find project: nowhere.'],
    [
      { name: 'x', is_domain: true, parent_id: 'default' },
      'only root projects are allowed to act as domains.',
    ],
    [{}, "Invalid input for field/attribute project. Value: {}. 'name' is a required property"],
    [{ name: '' }, "Invalid input for field/attribute name. Value: . '' should be non-empty"],
    [{ name: 'x'.repeat(65) }, /^Invalid .* name. Value: x{65}. 'x{65}' is too long$/],
    [{ name: '  ' }, /^Invalid input for field\/attribute name. Value:   . '  ' does not match/],
    [
      { name: 'x', enabled: 'yes' },
      /^Invalid input for field\/attribute enabled. Value: yes. 'yes' should not be valid/,
    ],
    [{ name: 'x', tags: ['a,b'] }, /^Invalid .* 0. Value: a,b. 'a,b' does not match/],
    [
      { name: 'x', options: { magic: 1 } },
      /^Invalid input for field\/attribute options. Value: {'magic': 1}. Additional prop/,
    ],
  ])('%j is refused', async (project, message) => {
    expectError(await create(project), 400, message)
  })

  test('a missing body is an empty one', async () => {
    expectError(await keystone.send('POST', '/projects'), 400, "'project' is a required property")
  })

  test('`__proto__` is an attribute like any other', async () => {
    const body = '{"project": {"name": "proto", "__proto__": {"admin": true}}}'
    const got = await keystone.send('POST', '/projects', { body })
    expect(got.status).toBe(201)
    expect(got.text).toContain('"__proto__": {"admin": true}')
  })

  test('with is_domain it is a domain', async () => {
    const project = await keystone.make('project', { name: 'as-domain', is_domain: true })
    expect(project).toMatchObject({ is_domain: true, domain_id: null, parent_id: null })
    expect((await keystone.get(`/domains/${project.id}`)).body.domain.name).toBe('as-domain')
  })
})

describe('listing projects', () => {
  test('filters by name, state, parts of names, parent and domain', async () => {
    const parent = await keystone.make('project', { name: 'List-Parent' })
    const parentId: string = parent.id
    await keystone.make('project', { name: 'list-off', enabled: false, parent_id: parentId })
    expect(await names('name=List-Parent')).toEqual(['List-Parent'])
    expect((await names('name__contains=ist-')).sort()).toEqual(['List-Parent', 'list-off'])
    expect(await names('name__startswith=list')).toEqual(['list-off'])
    expect((await names('name__istartswith=LIST-')).sort()).toEqual(['List-Parent', 'list-off'])
    expect(await names('name__endswith=Parent')).toEqual(['List-Parent'])
    expect(await names('name__endswith=a-very-long-text-longer-than-the-name-List-Parent')).toEqual(
      [],
    )
    expect(await names('enabled=0')).toContain('list-off')
    expect(await names('enabled=true&name=list-off')).toEqual([])
    expect(await names(`parent_id=${parentId}`)).toEqual(['list-off'])
    expect(await names('domain_id=nowhere')).toEqual([])
    expect(await names('is_domain=true')).toContain('Default')
    expect(await names('unknown=x&name=list-off')).toEqual(['list-off'])
  })

  test('filters by tags', async () => {
    await keystone.make('project', { name: 'tag-ab', tags: ['a', 'b'] })
    await keystone.make('project', { name: 'tag-a', tags: ['a'] })
    const only = (query: string) => names(`name__startswith=tag-&${query}`)
    expect(await only('tags=a,b')).toEqual(['tag-ab'])
    expect((await only('tags-any=a,b')).sort()).toEqual(['tag-a', 'tag-ab'])
    expect(await only('not-tags=a,b')).toEqual(['tag-a'])
    expect(await only('not-tags-any=b,c')).toEqual(['tag-a'])
  })

  test('names its own address, with the query', async () => {
    const got = await keystone.get('/projects?name=nothing')
    const self = `${cloud.app.addresses.get('identity')}/v3/projects?name=nothing`
    expect(got.body).toEqual({ projects: [], links: { next: null, self, previous: null } })
  })

  test('pages by limit and marker, and says where it goes on', async () => {
    const all = (await keystone.get('/projects')).body.projects as { id: string }[]
    const seen: string[] = []
    let path: string | null = '/projects?limit=2'
    while (path !== null) {
      const { body } = await keystone.get(path)
      expect(body.projects.length).toBeLessThanOrEqual(2)
      seen.push(...body.projects.map((project: { id: string }) => project.id))
      expect(body.truncated).toBe(body.links.next === null ? undefined : true)
      const next: string | null = body.links.next
      path = next === null ? null : next.slice(next.indexOf('/projects'))
    }
    expect(seen).toEqual(all.map((project) => project.id))
  })
})

describe('changing a project', () => {
  test('takes what is sent, keeps the rest, and merges a client’s own attributes', async () => {
    const { id } = await keystone.make('project', { name: 'change', one: 1, two: 2 })
    const changed = await keystone.change('project', id, {
      description: 'new',
      two: 3,
      tags: ['t'],
    })
    expect(changed).toMatchObject({
      name: 'change',
      description: 'new',
      one: 1,
      two: 3,
      tags: ['t'],
    })
    expect((await keystone.get(`/projects/${id}`)).body.project).toEqual(changed)
  })

  test.each([
    [{ parent_id: 'x' }, 403, 'Update of `parent_id` is not allowed.'],
    [{ domain_id: 'x' }, 400, 'Cannot change Domain ID'],
    [{ is_domain: true }, 400, 'Update of `is_domain` is not allowed.'],
    [{ id: 'x' }, 400, 'Cannot change ID'],
  ])('%j is refused', async (changes, status, message) => {
    expectError(await change(demo.projectId, changes), status, message)
  })

  test('to a name that is taken is refused', async () => {
    expectError(await change(demo.projectId, { name: 'admin' }), 409, /name is admin, project id/)
  })

  test('an immutable one neither changes nor goes, until it is made mutable', async () => {
    const { id } = await keystone.make('project', { name: 'fixed', options: { immutable: true } })
    expectError(
      await change(id, { name: 'x' }),
      403,
      /^Unable to update immutable project resource/,
    )
    expectError(
      await keystone.send('DELETE', `/projects/${id}`),
      403,
      /^Unable to delete immutable project resource/,
    )
    await keystone.change('project', id, { options: { immutable: false } })
    await keystone.remove('project', id)
  })
})

describe('a tree of projects', () => {
  test('shows those above and below, as ids and as lists of what one may enter', async () => {
    const top = await keystone.make('project', { name: 'top' })
    const middle = await keystone.make('project', { name: 'middle', parent_id: top.id })
    const leaf = await keystone.make('project', { name: 'leaf', parent_id: middle.id })
    const show = async (id: string, query: string) =>
      (await keystone.get(`/projects/${id}?${query}`)).body.project
    expect((await show(leaf.id, 'parents_as_ids')).parents).toEqual({
      [middle.id]: { [top.id]: { default: null } },
    })
    expect((await show(top.id, 'subtree_as_ids')).subtree).toEqual({
      [middle.id]: { [leaf.id]: null },
    })
    expect((await show(leaf.id, 'subtree_as_ids')).subtree).toBeNull()
    expect((await show(top.id, 'subtree_as_list')).subtree).toEqual([])
    await keystone.grant('projects', leaf.id, 'users', keystone.admin.userId, 'reader')
    expect((await show(top.id, 'subtree_as_list')).subtree).toEqual([
      { project: await show(leaf.id, 'x') },
    ])
    expectError(
      await keystone.get(`/projects/${top.id}?subtree_as_list&subtree_as_ids`),
      400,
      'Cannot use subtree_as_list and subtree_as_ids query params at the same time.',
    )
  })

  test('is switched off from below and on from above, and deleted from below', async () => {
    const top = await keystone.make('project', { name: 'switch-top' })
    const leaf = await keystone.make('project', { name: 'switch-leaf', parent_id: top.id })
    expectError(await change(top.id, { enabled: false }), 403, /subtree contains enabled projects/)
    await keystone.change('project', leaf.id, { enabled: false })
    await keystone.change('project', top.id, { enabled: false })
    expectError(await change(leaf.id, { enabled: true }), 403, /has disabled parents/)
    expectError(
      await create({ name: 'x', parent_id: top.id }),
      400,
      /containing a disabled project/,
    )
    expectError(await keystone.send('DELETE', `/projects/${top.id}`), 403, /not a leaf/)
    await keystone.remove('project', leaf.id)
    await keystone.remove('project', top.id)
    expectError(
      await keystone.get(`/projects/${top.id}`),
      404,
      `Could not find project: ${top.id}.`,
    )
  })
})

describe('who may', () => {
  test('a member sees her project and no other, and learns nothing of what is not there', async () => {
    const { token } = demo
    expect((await keystone.get(`/projects/${demo.projectId}`, { token })).status).toBe(200)
    for (const id of [keystone.admin.projectId, 'nowhere']) {
      expectError(await keystone.get(`/projects/${id}`, { token }), 403, forbidden('get_project'))
    }
    expectError(await keystone.get('/projects', { token }), 403, forbidden('list_projects'))
    const body = { project: { name: 'hers' } }
    expectError(
      await keystone.send('POST', '/projects', { token, body }),
      403,
      forbidden('create_project'),
    )
  })

  test('the manager of a domain rules in it and nowhere else', async () => {
    const domain = await keystone.make('domain', { name: 'managed' })
    const user = await keystone.make('user', { name: 'manager', password: 'manager' })
    await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
    const token = await keystone.issue(user.id, 'manager', { domain })
    const make = (domain_id: string) =>
      keystone.send('POST', '/projects', {
        token,
        body: { project: { name: 'by-manager', domain_id } },
      })
    const made = await make(domain.id)
    expect(made.status).toBe(201)
    expectError(await make('default'), 403, forbidden('create_project'))
    const { id } = made.body.project
    const list = await keystone.get('/projects', { token })
    expect(list.body.projects.map((project: { id: string }) => project.id)).toEqual([id])
    expect((await keystone.send('DELETE', `/projects/${id}`, { token })).status).toBe(204)
  })
})
