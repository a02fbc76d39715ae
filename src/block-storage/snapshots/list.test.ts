/** Which snapshots lists find, by whom, at which version. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import type { Backend } from '../../../test/support/databases.ts'
import { LIST_DATABASES } from '../../../test/support/listed-volumes.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

interface Setup {
  readonly cloud: Cloud
  readonly member: VolumeApi
  readonly admin: VolumeApi
  /** Of `a` and `b`, three snapshots of the one and two of the other. */
  readonly volumes: readonly string[]
  /** `s0` … `s4`, in the order of making. */
  readonly ids: readonly string[]
}

async function setUp(backend: Backend): Promise<Setup> {
  const cloud = await startCloud({ database: await backend.url('migrated'), hosts: ['h1'] })
  onTestFinished(() => cloud[Symbol.asyncDispose]())
  const member = volumeApi(cloud, await cloud.demo())
  const admin = volumeApi(cloud, await cloud.admin())
  const make = async (name: string, body: object): Promise<string> => {
    const got = await member('POST', `/${name}s`, { [name]: body })
    await cloud.settled()
    return got.body[name].id
  }
  const volumes = [await make('volume', { size: 1 }), await make('volume', { size: 2 })]
  const ids: string[] = []
  for (let k = 0; k < 5; k += 1) {
    const volume_id = volumes[k < 3 ? 0 : 1]
    const metadata = { k: String(k % 2), n: String(k) }
    const texts = { name: `s${k}`, description: `d${k % 2}` }
    ids.push(await make('snapshot', { volume_id, metadata, ...texts }))
  }
  const path = `/snapshots/${ids[4]}/action`
  await admin('POST', path, { 'os-reset_status': { status: 'error' } })
  return { cloud, member, admin, volumes, ids }
}

const NO_KEY = '400 Invalid input received: Invalid sort key'
const EITHER =
  "400 The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' " +
  'parameter.'

/** The digits of the names that are found, or the refusal. */
async function found(
  { volumes, ids, ...callers }: Setup,
  query: string,
  version: string,
  who: 'member' | 'admin' = 'member',
): Promise<string> {
  const named = query.replace('VOLUME_B', volumes[1]!).replace('ID_2', ids[2]!)
  const got = await callers[who]('GET', `/snapshots?${named}`, undefined, version)
  if (got.status !== 200) return refusal(got)
  return got.body.snapshots.map(({ name }: { name: string }) => name.slice(1)).join('')
}

const ALL = '43210'
const closed = (name: string) => `400 Invalid filters ${name} are found in query options.`

/** Query, what is found at 3.21, and at 3.31. */
const OF_MEMBERS: readonly (readonly [string, string, string])[] = [
  ['name=s1', '1', '1'],
  ['status=error', '4', '4'],
  ['status=bogus', '', ''],
  ['volume_id=VOLUME_B', '43', '43'],
  ['name=s1&status=error', '', ''],
  ['availability_zone=nova', ALL, ALL],
  ['availability_zone=mars', ALL, ''],
  ['consumes_quota=false', ALL, ''],
  ['consumes_quota=yes', ALL, ALL],
  ['consumes_quota=x', ALL, "400 Value 'x' for 'use_quota' is not a boolean."],
  ["metadata={'k':'1'}", ALL, '31'],
  ["metadata={'k':'0','n':'2'}", ALL, '2'],
  ['metadata=x', ALL, ''],
  ['bogus=1', ALL, closed('bogus')],
  ['description=d1', ALL, closed('description')],
  ['created_at=gt:2020-01-01', ALL, closed('created_at')],
  ['name~=s', ALL, closed('name~')],
  ['all_tenants=1', ALL, ALL],
  ['all_tenants=1&bogus=1', ALL, closed('bogus')],
  ['limit=2', '43', '43'],
  ['limit=2&offset=1', '32', '32'],
  ['marker=ID_2', '10', '10'],
  ['marker=x', '404 Snapshot x could not be found.', '404 Snapshot x could not be found.'],
  ['sort=id:asc&sort_key=id', EITHER, EITHER],
  ['sort=bogus', NO_KEY, NO_KEY],
  ['sort=availability_zone', NO_KEY, NO_KEY],
  ['sort=name:asc', NO_KEY, '01234'],
  ['sort_key=name', NO_KEY, ALL],
  ['sort=volume_size:asc,display_name:asc', '01234', '01234'],
]

/** Query, what is found at 3.21, and at 3.34. */
const OF_ADMINISTRATORS: readonly (readonly [string, string, string])[] = [
  ['', '', ''],
  ['all_tenants=1', ALL, ALL],
  ['all_tenants=x', '', ''],
  ['all_tenants=1&display_name=s1', '1', '1'],
  ['all_tenants=1&description=d1', '', ''],
  ['all_tenants=1&display_description=d1', '31', '31'],
  ['all_tenants=1&name~=S', '', ALL],
  ['all_tenants=1&display_name~=3', '3', '3'],
  ['all_tenants=1&volume_size=2', '43', '43'],
  ['all_tenants=1&volume_size=x', '', ''],
  ['all_tenants=1&deleted=1', '', ''],
  ['all_tenants=1&host=h1', ALL, ALL],
  ['all_tenants=1&host=elsewhere', '', ''],
  ['all_tenants=1&bogus=1', '', ''],
  ['all_tenants=1&group_snapshot_id=x', '', ''],
  ['all_tenants=1&project_id=x', '', ''],
]

describe.each(LIST_DATABASES)('$name', (backend) => {
  test('filters, as a member', async () => {
    const setup = await setUp(backend)
    for (const [query, before, since] of OF_MEMBERS) {
      const got = [await found(setup, query, '3.21'), await found(setup, query, '3.31')]
      expect([query, ...got]).toEqual([query, before, since])
    }
  })

  test('filters, as an administrator', async () => {
    const setup = await setUp(backend)
    for (const [query, before, since] of OF_ADMINISTRATORS) {
      const asked = (version: string) => found(setup, query, version, 'admin')
      expect([query, await asked('3.21'), await asked('3.34')]).toEqual([query, before, since])
    }
  })

  test('metadata filter from 3.22 on, names sort from 3.30 on', async () => {
    const setup = await setUp(backend)
    expect(await found(setup, "metadata={'k':'1'}", '3.22')).toBe('31')
    expect(await found(setup, 'sort_key=name&sort_dir=asc', '3.29')).toBe(NO_KEY)
    expect(await found(setup, 'sort_key=name&sort_dir=asc', '3.30')).toBe('01234')
  })

  test('pages lead from one to the next', async () => {
    const setup = await setUp(backend)
    let path = '/snapshots/detail?limit=2&sort=name:asc'
    const names: string[] = []
    for (;;) {
      const { body } = await setup.member('GET', path, undefined, '3.70')
      names.push(...body.snapshots.map(({ name }: { name: string }) => name))
      const [link] = body.snapshots_links ?? []
      if (link === undefined) break
      expect(new URL(link.href).pathname).toMatch(/\/snapshots\/detail$/)
      path = `/snapshots/detail${new URL(link.href).search}`
    }
    expect(names).toEqual(['s0', 's1', 's2', 's3', 's4'])
  })

  test('links quote parameters as Python does', async () => {
    const { admin } = await setUp(backend)
    const path = '/snapshots?all_tenants=1&limit=1&name~=s&description~=%25'
    const { body } = await admin('GET', path, undefined, '3.34')
    expect(body.snapshots_links[0].href).toContain('limit=1&name~=s&description~=%25&marker=')
  })

  test('from 3.45 on clients may ask how many there are', async () => {
    const setup = await setUp(backend)
    const counted = async (query: string, version: string) => {
      const { body } = await setup.member('GET', `/snapshots?${query}`, undefined, version)
      return [body.snapshots.length, body.count]
    }
    expect(await counted('with_count=True&limit=1', '3.45')).toEqual([1, 5])
    expect(await counted('with_count=1&volume_id=x', '3.45')).toEqual([0, 0])
    expect(await counted('with_count=False', '3.45')).toEqual([5, undefined])
    expect(await counted('with_count=True', '3.21')).toEqual([5, undefined])
    expect(await found(setup, 'with_count=x', '3.45')).toBe(
      "400 Value 'x' for 'with_count' is not a boolean.",
    )
  })

  test('who may not list snapshots is told so: 403', async () => {
    const setup = await setUp(backend)
    const other = await setup.cloud.user('helper', 'service', 'demo')
    const got = await volumeApi(setup.cloud, other)('GET', '/snapshots')
    expect(refusal(got)).toBe("403 Policy doesn't allow volume:get_all_snapshots to be performed.")
  })
})
