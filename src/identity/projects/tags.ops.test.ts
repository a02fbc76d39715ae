import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const tagged = async (...tags: string[]): Promise<{ id: string; path: string }> => {
    const { id } = await keystone.make('project', { name: keystone.name('tagged'), tags })
    return { id, path: `/projects/${id}/tags` }
  }

  test('are replaced, listed and cleared as a whole', async () => {
    const { path } = await tagged('old')
    const body = { tags: [' c', 'b'] }
    const replaced = await keystone.send('PUT', path, { body })
    expect(replaced.status).toBe(200)
    const self = `${cloud.app.addresses.get('identity')}/v3`
    expect(replaced.body).toEqual({ links: { self }, tags: ['c', 'b'] })
    expect((await keystone.get(path)).body).toEqual({ links: { self }, tags: ['b', 'c'] })
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    expect((await keystone.get(path)).body.tags).toEqual([])
  })

  test('are added, checked and removed one by one', async () => {
    const { id, path } = await tagged()
    const added = await keystone.send('PUT', `${path}/blue`)
    expect(added.status).toBe(201)
    expect(added.text).toBe('')
    const { pathname } = new URL(added.headers.get('location')!)
    expect(pathname).toBe(`/v3/${id}/tags/blue`)
    expect((await keystone.get(`${path}/blue`)).status).toBe(204)
    expect((await keystone.send('HEAD', `${path}/blue`)).status).toBe(204)
    expect((await keystone.send('DELETE', `${path}/blue`)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) {
      const got = await keystone.send(method, `${path}/blue`)
      expectError(got, 404, 'Could not find project tag: blue.')
    }
  })

  test('that are too many, twice, or no tags are refused and leave the others alone', async () => {
    const many = Array.from({ length: 80 }, (_, i) => `t${i}`)
    const { path } = await tagged(...many)
    expectError(await keystone.send('PUT', `${path}/more`), 400, /is too long/)
    const few = await tagged('t1')
    expectError(await keystone.send('PUT', `${few.path}/t1`), 400, /has non-unique elements/)
    const comma = await keystone.send('PUT', `${path}/a,b`)
    expectError(comma, 400, /^'a,b' does not match '\^\[\^,\/\]\*\$'\n\nFailed validating/)
    const put = (body: object) => keystone.send('PUT', path, { body })
    expectError(await put({}), 400, /^\{\} is not of type 'array'/)
    expectError(
      await put({ tags: [3] }),
      400,
      "Invalid input for field/attribute 0. Value: 3. 3 is not of type 'string'",
    )
    expectError(await put({ tags: ['a', 'a'] }), 400, /has non-unique elements/)
    expect((await keystone.get(path)).body.tags).toHaveLength(80)
  })

  test('of no project, and of one that is immutable, are not to be changed', async () => {
    const nowhere = '/projects/nowhere/tags'
    const { id, path } = await tagged('kept')
    await keystone.change('project', id, { options: { immutable: true } })
    const calls = [
      ['PUT', '', 'update'],
      ['DELETE', '', 'update'],
      ['PUT', '/x', 'create'],
      ['DELETE', '/kept', 'delete'],
    ] as const
    for (const [method, tag, verb] of calls) {
      const asking = tag === '' && method === 'PUT' ? { body: { tags: [] } } : {}
      const gone = await keystone.send(method, nowhere + tag, asking)
      expectError(gone, 404, 'Could not find project: nowhere.')
      expectError(
        await keystone.send(method, path + tag, asking),
        403,
        `Cannot ${verb} project tags for ${id}, project is immutable. ` +
          'Set "immutable" option to false before creating project tags.',
      )
    }
    expect((await keystone.get(path)).body.tags).toEqual(['kept'])
    expectError(await keystone.get(nowhere), 404, 'Could not find project: nowhere.')
    expectError(await keystone.get(`${nowhere}/x`), 404, 'Could not find project: nowhere.')
  })

  test('select projects: all of them, any, not all, none', async () => {
    const [one, two, neither] = [await tagged('m', 'n'), await tagged('m'), await tagged('o')]
    const mine = new Set([one.id, two.id, neither.id])
    const found = async (query: string) => {
      const { projects } = (await keystone.get(`/projects?${query}`)).body
      return projects.map(({ id }: { id: string }) => id).filter((id: string) => mine.has(id))
    }
    expect(await found('tags=m,n')).toEqual([one.id])
    expect((await found('tags-any=m,o')).sort()).toEqual([...mine].sort())
    expect((await found('not-tags=m,n')).sort()).toEqual([two.id, neither.id].sort())
    expect(await found('not-tags-any=m,n')).toEqual([neither.id])
  })

  test('that many add at the same time are all kept', async () => {
    const { path } = await tagged()
    const names = Array.from({ length: 8 }, (_, i) => `r${i}`)
    const got = await Promise.all(names.map((name) => keystone.send('PUT', `${path}/${name}`)))
    expect(got.map(({ status }) => status)).toEqual(names.map(() => 201))
    expect((await keystone.get(path)).body.tags).toEqual(names)
  })

  test('are shown to members of the project, who may not change them', async () => {
    const { project, token } = await keystone.tenant('member')
    const path = `/projects/${project.id}/tags`
    expect((await keystone.get(path, { token })).status).toBe(200)
    expectError(
      await keystone.send('PUT', `${path}/x`, { token }),
      403,
      'You are not authorized to perform the requested action: identity:create_project_tag.',
    )
  })
})
