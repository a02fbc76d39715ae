/** Queries that repeat themselves until something gives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { BACKENDS } from '../support/databases.ts'
import { Keystone } from '../support/identity.ts'

const MANY = 1_400

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const repeated = (parameter: string, times = MANY) => Array(times).fill(parameter).join('&')

  test.each([
    '/users?name=a',
    '/users?enabled=1',
    '/groups?name=a',
    '/projects?name=a',
    '/domains?name=a',
    '/roles?name=a',
    '/services?type=a',
    '/endpoints?region_id=a',
    '/regions?parent_region_id=a',
    '/credentials?type=a',
    '/limits?region_id=a',
    '/registered_limits?region_id=a',
    '/role_assignments?user.id=a',
    '/OS-TRUST/trusts?trustor_user_id=a',
    '/policies?type=a',
  ])('%s, a thousand times, is one filter', async (path) => {
    const [start, parameter] = path.split('?') as [string, string]
    const times = Math.min(MANY, Math.floor(14_000 / (parameter.length + 1)))
    const got = await keystone.get(`${start}?${repeated(parameter, times)}`)
    expect(got.status, got.text.slice(0, 200)).toBe(200)
  })

  test('the first of a filter that repeats counts', async () => {
    const { body } = await keystone.get('/users?name=demo&name=admin&name=nobody')
    expect(body.users.map(({ name }: { name: string }) => name)).toEqual(['demo'])
  })

  test('thousands of tags are as many, and not too many', async () => {
    const tags = Array.from({ length: 3_000 }, (_, i) => i.toString(36))
    const project = await keystone.make('project', { name: 'tagged', tags: tags.slice(0, 80) })
    const found = async (filter: string, asked: readonly string[]) => {
      const got = await keystone.get(`/projects?name=tagged&${filter}=${asked.join(',')}`)
      expect(got.status, got.text.slice(0, 200)).toBe(200)
      return got.body.projects.length === 1
    }
    expect(project.tags).toHaveLength(80)
    const twice = [...tags.slice(0, 80), ...tags.slice(0, 80)]
    const said = []
    for (const filter of ['tags', 'tags-any', 'not-tags', 'not-tags-any']) {
      const row = [filter]
      for (const asked of [tags, twice, tags.slice(80), ['0', 'none']]) {
        row.push(String(await found(filter, asked)))
      }
      said.push(row.join(' '))
    }
    expect(said).toEqual([
      'tags false true false false',
      'tags-any true true false true',
      'not-tags true false true true',
      'not-tags-any false false true false',
    ])
  })

  test('lists of block storage and compute bear it too', async () => {
    const { token, projectId } = keystone.admin
    const volumes = `/v3/${projectId}/volumes`
    for (const [service, path] of [
      ['block-storage', `${volumes}?${repeated('name=a')}`],
      ['block-storage', `${volumes}?sort=${Array(1_400).fill('name:asc').join(',')}`],
      ['block-storage', `${volumes}?${repeated('metadata={}', 1_000)}`],
      ['block-storage', `/v3/${projectId}/types?${repeated('is_public=1', 1_000)}`],
      ['compute', `/v2.1/os-hypervisors?${repeated('limit=1')}`],
      ['compute', `/v2.1/os-services?${repeated('host=a')}`],
    ] as const) {
      const got = await cloud.request(service, 'GET', path, { token })
      expect([path.slice(0, 60), got.status < 500], got.text.slice(0, 200)).toEqual([
        path.slice(0, 60),
        true,
      ])
    }
  })
})
