/** Lists of volumes: order, pages, counts. On both databases, since SQL does the work. */
import { describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import {
  LIST_DATABASES,
  listedVolumes,
  names,
  pages,
} from '../../../test/support/listed-volumes.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

describe.each(LIST_DATABASES)('$name', (backend) => {
  test('orders', async () => {
    const { cloud, demo } = await listedVolumes(await backend.url('migrated'))
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
      [`sort=${'size:asc,'.repeat(1500)}name`, ['alpha', 'Beta', 'gamma', null]],
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
      for (const path of ['/volumes', '/volumes/detail']) {
        const got = names(await demo('GET', `${path}?${text}`))
        expect([path, text, ...got]).toEqual([path, text, ...expected])
      }
    }
  })

  test('an item is what showing it answers, byte for byte', async () => {
    const { cloud, demo } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    const list = await demo('GET', '/volumes/detail')
    const shown = await Promise.all(
      list.body.volumes.map(({ id }: { id: string }) => demo('GET', `/volumes/${id}`)),
    )
    const items = shown.map(({ text }) => text.slice('{"volume": '.length, -1))
    expect(items).toHaveLength(4)
    expect(list.text).toBe(`{"volumes": [${items.join(', ')}]}`)
  })

  test('the pages are the list, whatever their size and order', async () => {
    const { cloud, demo } = await listedVolumes(await backend.url('migrated'))
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
    const { cloud, demo } = await listedVolumes(await backend.url('migrated'))
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
      for (const path of ['/volumes', '/volumes/detail']) {
        const got = names(await demo('GET', `${path}?${text}`))
        expect([path, text, ...got]).toEqual([path, text, ...expected])
      }
    }
  })

  test('of a parameter of pages that is sent twice the second is a filter', async () => {
    const { cloud, demo, admin } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    for (const twice of [
      'limit=2&limit=1',
      'offset=2&offset=1',
      'marker=x&marker=y',
      'sort=size:asc&sort=name',
      'sort_key=size&sort_key=name',
      'sort_dir=asc&sort_dir=desc',
    ]) {
      const [first, second] = twice.split('&') as [string, string]
      const [name] = second.split('=')
      const as = async (api: VolumeApi, text: string, version: string) =>
        names(await api('GET', `/volumes?${text}`, undefined, version))
      expect(await as(demo, twice, '3.30')).toEqual(await as(demo, first, '3.30'))
      const refused = `400 Invalid filters ${name} are found in query options.`
      expect(await as(demo, twice, '3.31')).toEqual([refused])
      expect(await as(admin, twice, '3.31')).toEqual([])
    }
  })

  test('a marker of another project is as good as none, but not to administrators', async () => {
    const { cloud, demo, admin } = await listedVolumes(await backend.url('migrated'))
    await using _ = cloud
    const { id } = (await admin('GET', '/volumes?name=own')).body.volumes[0]
    const [newest] = (await demo('GET', '/volumes')).body.volumes
    for (const path of ['/volumes', '/volumes/detail']) {
      const refused = names(await demo('GET', `${path}?marker=${id}`))
      expect(refused).toEqual([`404 Volume ${id} could not be found.`])
      // All that is left of its own project is newer.
      expect(names(await admin('GET', `${path}?marker=${newest.id}`))).toEqual([])
    }
  })

  test('a full page links to the next one, with the same parameters', async () => {
    const { cloud, demo, demoId, url } = await listedVolumes(await backend.url('migrated'))
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
    const { cloud, demo, admin } = await listedVolumes(await backend.url('migrated'))
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
    const { cloud, demo, admin } = await listedVolumes(await backend.url('migrated'))
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
  const { cloud, demo } = await listedVolumes('sqlite::memory:')
  await using _ = cloud
  const [short] = (await demo('GET', '/volumes?limit=1')).body.volumes
  expect(Object.keys(short)).toEqual(['id', 'name', 'links'])
  const [detailed] = (await demo('GET', '/volumes/detail?limit=1')).body.volumes
  const shown = (await demo('GET', `/volumes/${short.id}`)).body.volume
  expect(detailed).toEqual(shown)
})

test('whoever has no role on the project may not list: 403', async () => {
  const { cloud } = await listedVolumes('sqlite::memory:')
  await using _ = cloud
  const service = volumeApi(cloud, await cloud.user('robot', 'service', 'demo'))
  for (const path of ['/volumes', '/volumes/detail', '/volumes/summary']) {
    expect(refusal(await service('GET', path, undefined, '3.12'))).toBe(
      "403 Policy doesn't allow volume:get_all to be performed.",
    )
  }
})
