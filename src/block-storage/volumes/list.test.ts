/** Lists of volumes: filters, order, pages, counts. On both databases, since SQL does the work. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'
import { isoTime, systemClock } from '../../kernel/clock.ts'

interface Setup {
  readonly cloud: Cloud
  readonly demo: VolumeApi
  readonly admin: VolumeApi
  readonly demoId: string
  readonly url: string
}

const DAY = 24 * 60 * 60 * 1000

/** Of demo: alpha (1 GiB, day 1), Beta (2, day 2), gamma (3, day 3), no name (4, day 4); of admin: own. */
async function setUp(url: string): Promise<Setup> {
  let now = Date.UTC(2026, 0, 1)
  const clock = { ...systemClock, now: () => now, isoNow: () => isoTime(now) }
  const cloud = await startCloud({ database: url, clock, tokenLifetimeSeconds: 30 * 86_400 })
  const [demoUser, adminUser] = [await cloud.demo(), await cloud.admin()]
  const [demo, admin] = [volumeApi(cloud, demoUser), volumeApi(cloud, adminUser)]
  const volumes = [
    { name: 'alpha', size: 1, description: 'first one', metadata: { k: 'v1', all: 'yes', n: '1' } },
    { name: 'Beta', size: 2, description: 'second', metadata: { k: 'v2', all: 'yes' } },
    { name: 'gamma', size: 3, metadata: { k: 'v1', all: 'yes', deep: '{"a": 1}' } },
    { size: 4, metadata: { all: 'yes' } },
  ]
  for (const volume of volumes) {
    now += DAY
    expect((await demo('POST', '/volumes', { volume })).status).toBe(202)
    await cloud.settled()
  }
  now += DAY
  await admin('POST', '/volumes', { volume: { name: 'own', size: 1 } })
  await cloud.settled()
  return {
    cloud,
    demo,
    admin,
    demoId: demoUser.projectId,
    url: cloud.app.addresses.get('block-storage')!,
  }
}

const names = (got: Got): (string | null)[] =>
  got.status === 200
    ? got.body.volumes.map((volume: { name: string | null }) => volume.name)
    : [refusal(got)]

/** The names on all pages, following the links. */
async function pages(demo: VolumeApi, text: string, limit: number): Promise<(string | null)[]> {
  const seen: (string | null)[] = []
  let next: string | undefined = `/volumes?${text}&limit=${limit}`
  for (let page = 0; next !== undefined && page < 9; page += 1) {
    const got: Got = await demo('GET', next)
    seen.push(...names(got))
    const href: string | undefined = got.body.volumes_links?.[0].href
    next = href?.slice(href.indexOf('/volumes?'))
  }
  return seen
}

/** A query string, its values encoded. */
const query = (parts: Record<string, string>): string => `?${new URLSearchParams(parts).toString()}`

const ALL = [null, 'gamma', 'Beta', 'alpha']

/** A file holds what memory holds, and takes longer. */
const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('$name', (backend) => {
  test('filters, as a member', async () => {
    const { cloud, demo } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const cases: readonly (readonly [Record<string, string>, (string | null)[], string?])[] = [
      [{}, ALL],
      [{ name: 'alpha' }, ['alpha']],
      [{ name: 'ALPHA' }, []],
      [{ name: '"alpha"' }, []],
      [{ name: '' }, []],
      [{ status: 'available' }, ALL],
      [{ status: "['available', 'error']" }, ALL],
      [{ status: 'error' }, []],
      [{ size: '2' }, ['Beta']],
      [{ size: '[1, 3]' }, ['gamma', 'alpha']],
      [{ size: 'abc' }, []],
      [{ bootable: 'false' }, ALL],
      [{ bootable: 'abc' }, []],
      [{ bootable: 'abc' }, ["400 Invalid input received: 'bootable = abc'"], '3.2'],
      [{ bootable: '0' }, ALL, '3.2'],
      [{ availability_zone: 'nova' }, ALL],
      [{ availability_zone: 'nosuch' }, []],
      [{ migration_status: 'None' }, ALL],
      [{ metadata: "{'k': 'v1'}" }, ['gamma', 'alpha']],
      [{ metadata: '{"k": "v1"}' }, ['gamma', 'alpha']],
      [{ metadata: '{"k": "v1", "n": "1"}' }, ['alpha']],
      [{ metadata: "{'n': 1}" }, ['alpha']],
      [{ metadata: '{"deep": "{\\"a\\": 1}"}' }, ['gamma']],
      [{ metadata: "{'k': 'v1', 'all': 'yes'}", size: '3' }, ['gamma']],
      [{ metadata: "{'k': 'V1'}" }, []],
      [{ metadata: "{'k': None}" }, []],
      [{ metadata: "{'k': '\\x00'}" }, []],
      [{ metadata: '{}' }, ALL],
      [{ metadata: 'abc' }, []],
      [{ metadata: '1' }, []],
      [{ metadata: '{"k": true}' }, []],
      [{ group_id: 'x' }, ALL, '3.9'],
      [{ group_id: 'x' }, [], '3.10'],
      // Before 3.31 what is no filter is passed over, then it is refused.
      [{ foo: 'bar', id: 'x', all_tenants: 'abc', with_count: 'true' }, ALL, '3.30'],
      [{ foo: 'bar' }, ['400 Invalid filters foo are found in query options.'], '3.31'],
      [
        { foo: '1', all_tenants: '1', bar: '2' },
        ['400 Invalid filters foo,bar are found in query options.'],
        '3.31',
      ],
      [{ all_tenants: '1' }, ALL, '3.31'],
      [{ к: '1' }, ['400 Filter keys can only contain ASCII characters.'], '3.31'],
      [{ 'name~': 'a' }, ['400 Invalid filters name~ are found in query options.'], '3.34'],
      [
        { with_count: 'true' },
        ['400 Invalid filters with_count are found in query options.'],
        '3.44',
      ],
      // Times count from 3.60 on, and from 3.31 on for those that say nothing of versions.
      [{ created_at: 'gt:2026-01-03' }, ALL, '3.30'],
      [{ created_at: 'gt:2026-01-03' }, [null, 'gamma'], '3.60'],
      [{ created_at: 'gte:2026-01-03T00:00:00' }, [null, 'gamma', 'Beta'], '3.60'],
      [{ created_at: 'eq:2026-01-03T00:00:00Z' }, ['Beta'], '3.60'],
      [{ created_at: 'eq:2026-01-03T01:00:00+01:00' }, ['Beta'], '3.60'],
      [{ created_at: 'lt:2026-01-03,gt:2026-01-04' }, [null, 'alpha'], '3.60'],
      [{ created_at: 'neq:2026-01-02' }, [null, 'gamma', 'Beta'], '3.60'],
      [{ updated_at: 'lte:2026-01-02' }, ['alpha'], '3.60'],
      [{ created_at: 'foo:2026-01-03' }, ['400 Invalid foo operator'], '3.60'],
      [{ created_at: '' }, ['400 Invalid  operator'], '3.60'],
      [{ created_at: 'gt:abc' }, ['400 Invalid abc value'], '3.60'],
      [{ created_at: 'gt' }, ['400 Invalid gt value'], '3.60'],
      [{ consumes_quota: 'true' }, ALL, '3.65'],
      [{ consumes_quota: 'false' }, [], '3.65'],
      [{ consumes_quota: 'x' }, ["400 Value 'x' for 'use_quota' is not a boolean."], '3.65'],
    ]
    for (const [parts, expected, version] of cases) {
      const label = `${query(parts)} at ${version ?? '3.0'}`
      expect([
        label,
        ...names(await demo('GET', `/volumes${query(parts)}`, undefined, version)),
      ]).toEqual([label, ...expected])
    }
  })

  test('filters, as an administrator', async () => {
    const { cloud, admin, demoId } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const everywhere = ['own', ...ALL]
    const cases: readonly (readonly [Record<string, string>, (string | null)[], string?])[] = [
      [{}, ['own']],
      [{ all_tenants: '0' }, ['own']],
      [{ all_tenants: '1' }, everywhere],
      [{ all_tenants: 'yes', name: 'alpha' }, ['alpha']],
      [{ all_tenants: 'abc' }, ["400 Value 'abc' for 'all_tenants' is not a boolean."]],
      [{ project_id: demoId }, ['own']],
      [{ all_tenants: '1', project_id: demoId }, ALL],
      [{ all_tenants: '1', tenant_id: demoId }, []],
      [{ all_tenants: '1', metadata: "{'k': 'v1'}" }, ['gamma', 'alpha']],
      [{ all_tenants: '1', metadata: "{'k': 'v1', 'n': '1'}" }, ['alpha']],
      [{ all_tenants: '1', display_name: 'alpha' }, ['alpha']],
      [{ all_tenants: '1', 'name~': 'MM' }, ['gamma'], '3.31'],
      [{ all_tenants: '1', 'name~': '_a_' }, ['gamma'], '3.34'],
      [{ all_tenants: '1', 'description~': 'one' }, ['alpha'], '3.34'],
      [{ all_tenants: '1', 'status~': 'avail' }, everywhere, '3.34'],
      [{ all_tenants: '1', 'size~': '2' }, ['Beta'], '3.34'],
      [{ all_tenants: '1', 'foo~': 'x' }, [], '3.34'],
      [{ all_tenants: '1', foo: 'x' }, []],
      [{ all_tenants: '1', foo: 'x' }, [], '3.31'],
      [{ all_tenants: '1', volume_type: '__DEFAULT__' }, []],
      [{ all_tenants: '1', multiattach: 'False' }, everywhere],
      [{ all_tenants: '1', deleted: 'False' }, everywhere],
      [{ all_tenants: '1', deleted: 'True' }, []],
      [{ all_tenants: '1', attach_status: 'detached' }, everywhere],
      [{ all_tenants: '1', host: 'host' }, []],
      [{ all_tenants: '1', glance_metadata: "{'a': 'b'}" }, everywhere, '3.3'],
      [{ all_tenants: '1', glance_metadata: "{'a': 'b'}" }, [], '3.4'],
      [{ all_tenants: '1', glance_metadata: '{}' }, everywhere, '3.4'],
    ]
    for (const [parts, expected, version] of cases) {
      const label = `${query(parts)} at ${version ?? '3.0'}`
      const got = await admin('GET', `/volumes${query(parts)}`, undefined, version)
      expect([label, ...names(got)]).toEqual([label, ...expected])
    }
  })

  test('a host is found by its name, its backend and its pool, and by no other', async () => {
    const { cloud, admin } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const { volumes } = (await admin('GET', '/volumes/detail?all_tenants=1')).body
    const pool: string = volumes[0]['os-vol-host-attr:host']
    const [host, backendName] = [pool.split('@')[0]!, pool.split('#')[0]!]
    const found = async (asked: string) =>
      names(await admin('GET', `/volumes${query({ all_tenants: '1', host: asked })}`)).length
    const there = volumes.filter((v: Record<string, string>) => v['os-vol-host-attr:host'] === pool)
    for (const asked of [host, backendName, pool]) expect(await found(asked)).toBe(there.length)
    for (const asked of [host.toUpperCase(), host.slice(0, -1), `${pool}x`]) {
      expect(await found(asked)).toBe(0)
    }
  })

  test('orders', async () => {
    const { cloud, demo } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const direction = "400 Invalid input received: Unknown sort direction, must be 'desc' or 'asc'."
    const invalid = '400 Invalid input received: Invalid sort key'
    const cases: readonly (readonly [string, (string | null)[]])[] = [
      ['sort=created_at:asc', ['alpha', 'Beta', 'gamma', null]],
      ['sort=name:asc', [null, 'Beta', 'alpha', 'gamma']],
      ['sort=name', ['gamma', 'alpha', 'Beta', null]],
      ['sort=display_name:desc', ['gamma', 'alpha', 'Beta', null]],
      ['sort_key=size&sort_dir=asc', ['alpha', 'Beta', 'gamma', null]],
      ['sort=bootable:asc,size:desc', [null, 'gamma', 'Beta', 'alpha']],
      ['sort=%20size%20:%20asc%20', ['alpha', 'Beta', 'gamma', null]],
      ['sort=name:up', [direction]],
      ['sort=nosuch', [invalid]],
      ['sort=metadata', [invalid]],
      ['sort=', [invalid]],
      [
        'sort=name&sort_key=id',
        [
          "400 The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with " +
            "the 'sort' parameter.",
        ],
      ],
    ]
    for (const [text, expected] of cases) {
      expect([text, ...names(await demo('GET', `/volumes?${text}`))]).toEqual([text, ...expected])
    }
  })

  test('the pages are the list, whatever their size and order', async () => {
    const { cloud, demo } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const lists = [
      '',
      'sort=created_at:asc',
      'sort=name:asc',
      'sort=name:desc,size:asc',
      'sort=bootable:asc,size:desc',
      "metadata={'all':'yes'}",
      "metadata={'all':'yes'}&sort=size:asc",
    ]
    for (const text of lists) {
      const whole = names(await demo('GET', `/volumes?${text}`))
      expect(whole).toHaveLength(4)
      for (const limit of [1, 2, 3]) expect(await pages(demo, text, limit)).toEqual(whole)
    }
  })

  test('limits, offsets and markers', async () => {
    const { cloud, demo } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const cases: readonly (readonly [string, (string | null)[]])[] = [
      ['limit=2', [null, 'gamma']],
      ['limit=0', []],
      ['limit=2&offset=1', ['gamma', 'Beta']],
      ['offset=3', ['alpha']],
      ['limit=abc', ['400 limit param must be an integer']],
      ['limit=', ['400 limit param must be an integer']],
      ['limit=-1', ['400 limit param must be positive']],
      ['offset=abc', ['400 offset must be an integer']],
      ['offset=-1', ['400 offset must be >= 0']],
      ['offset=99999999999', ['400 offset must be <= 2147483647']],
      ['marker=nosuch', ['404 Volume nosuch could not be found.']],
    ]
    for (const [text, expected] of cases) {
      expect([text, ...names(await demo('GET', `/volumes?${text}`))]).toEqual([text, ...expected])
    }
  })

  test('a full page links to the next one, with the same parameters', async () => {
    const { cloud, demo, demoId, url } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const { token } = await cloud.demo()
    const got = (await demo('GET', '/volumes/detail?limit=2&foo=b%20r&marker=')).body
    expect(got).toEqual({ itemNotFound: { code: 404, message: 'Volume  could not be found.' } })
    const { volumes, volumes_links: links } = (
      await demo('GET', '/volumes/detail?limit=2&foo=b%20r&sort=size:asc')
    ).body
    const tail = `volumes/detail?limit=2&foo=b+r&sort=size%3Aasc&marker=${volumes[1].id}`
    expect(links).toEqual([{ rel: 'next', href: `${url}/v3/${demoId}/${tail}` }])
    const bare = await cloud.request('block-storage', 'GET', '/v3/volumes?limit=4', { token })
    expect(bare.body.volumes_links[0].href).toMatch(`${url}/v3/volumes?limit=4&marker=`)
    expect((await demo('GET', '/volumes?limit=5')).body).not.toHaveProperty('volumes_links')
  })

  test('from 3.45 on the list tells how many there are on all pages', async () => {
    const { cloud, demo, admin } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const count = async (api: VolumeApi, text: string) =>
      (await api('GET', `/volumes?with_count=true${text}`, undefined, '3.45')).body
    expect((await count(demo, '')).count).toBe(4)
    const page = await count(demo, '&limit=1&offset=3')
    expect([page.count, names({ status: 200, body: page } as Got)]).toEqual([4, ['alpha']])
    // The real service takes the count for the number of items on the page, so there is a link.
    expect(page.volumes_links).toHaveLength(1)
    expect((await count(demo, "&metadata={'k':'v1'}")).count).toBe(2)
    expect((await count(demo, '&metadata=abc')).count).toBe(0)
    expect((await count(admin, '&all_tenants=1&size=1')).count).toBe(2)
    expect(await count(demo, '&limit=9')).not.toHaveProperty('volumes_links')
    const off = await demo('GET', '/volumes?with_count=false', undefined, '3.45')
    expect(off.body).not.toHaveProperty('count')
    expect(refusal(await demo('GET', '/volumes?with_count=x', undefined, '3.45'))).toBe(
      "400 Value 'x' for 'with_count' is not a boolean.",
    )
  })

  test('the summary counts, and from 3.36 on collects the metadata', async () => {
    const { cloud, demo, admin } = await setUp(await backend.url('migrated'))
    await using _ = cloud
    const summary = async (api: VolumeApi, text: string, version = '3.12') =>
      (await api('GET', `/volumes/summary${text}`, undefined, version)).body['volume-summary']
    expect(await summary(demo, '')).toEqual({ total_count: 4, total_size: 10 })
    expect(await summary(demo, '?all_tenants=1')).toEqual({ total_count: 4, total_size: 10 })
    expect(await summary(admin, '?all_tenants=1')).toEqual({ total_count: 5, total_size: 11 })
    expect((await summary(demo, '', '3.36')).metadata).toEqual({
      all: ['yes'],
      deep: ['{"a": 1}'],
      k: ['v1', 'v2'],
      n: ['1'],
    })
    expect((await summary(admin, '', '3.36')).metadata).toEqual({})
    expect((await demo('GET', '/volumes/summary', undefined, '3.11')).status).toBe(404)
    expect(refusal(await admin('GET', '/volumes/summary?all_tenants=x', undefined, '3.12'))).toBe(
      "400 Value 'x' for 'all_tenants' is not a boolean.",
    )
  })
})

test('details are shown by detail alone', async () => {
  const { cloud, demo } = await setUp('sqlite::memory:')
  await using _ = cloud
  const [short] = (await demo('GET', '/volumes?limit=1')).body.volumes
  expect(Object.keys(short)).toEqual(['id', 'name', 'links'])
  const [detailed] = (await demo('GET', '/volumes/detail?limit=1')).body.volumes
  const shown = (await demo('GET', `/volumes/${short.id}`)).body.volume
  expect(detailed).toEqual(shown)
})

test('whoever has no role on the project may not list: 403', async () => {
  const { cloud } = await setUp('sqlite::memory:')
  await using _ = cloud
  const service = volumeApi(cloud, await cloud.user('robot', 'service', 'demo'))
  for (const path of ['/volumes', '/volumes/detail', '/volumes/summary']) {
    expect(refusal(await service('GET', path, undefined, '3.12'))).toBe(
      "403 Policy doesn't allow volume:get_all to be performed.",
    )
  }
})
