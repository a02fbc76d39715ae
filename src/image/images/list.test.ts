/** Which images lists find, by whom, and how pages lead from one to the next. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { isoTime, systemClock } from '../../../src/kernel/clock.ts'
import type { Backend } from '../../../test/support/databases.ts'
import { imageApi, refusal, type ImageApi } from '../../../test/support/image-api.ts'
import { imageCloud, type ImageCloud } from '../../../test/support/image-cloud.ts'
import { LIST_DATABASES } from '../../../test/support/listed-volumes.ts'
import { updateImage } from './images.store.ts'

/** The names of what there is, in the order of making; the last ones are of the administrator. */
const DEMOS = ['i0', 'i1', 'i2', 'i3', 'com', 'hid']
const ADMINS = ['pub', 'acom', 'sh', 'pend', 'mine']

interface Setup extends ImageCloud {
  readonly ids: ReadonlyMap<string, string>
}

async function setUp(backend: Backend): Promise<Setup> {
  let now = Date.UTC(2026, 0, 1)
  const clock = { ...systemClock, now: () => now, isoNow: () => isoTime(now) }
  const my = await imageCloud({ database: await backend.url('migrated'), clock })
  onTestFinished(() => my.cloud[Symbol.asyncDispose]())
  const ids = new Map<string, string>()
  const make = async (api: ImageApi, name: string, more: object): Promise<void> => {
    now += 1000
    const got = await api('POST', '/images', { name, ...more })
    ids.set(name, got.body.id)
  }
  for (let k = 0; k < 4; k += 1) {
    await make(my.demo, `i${k}`, {
      disk_format: k % 2 === 0 ? 'raw' : 'qcow2',
      container_format: 'bare',
      min_disk: k,
      protected: k === 3,
      tags: ['all', `t${k % 2}`],
      group: String(k % 2),
      visibility: k === 0 ? 'private' : 'shared',
    })
  }
  await make(my.demo, 'com', { visibility: 'community' })
  await make(my.demo, 'hid', { os_hidden: true })
  await make(my.admin, 'pub', { visibility: 'public' })
  await make(my.admin, 'acom', { visibility: 'community' })
  for (const name of ['sh', 'pend', 'mine']) await make(my.admin, name, {})
  await my.cloud.app.database.write(async (tx) => {
    const [member, created_at] = [my.persona.projectId, isoTime(now)]
    for (const [name, status] of [
      ['sh', 'accepted'],
      ['pend', 'pending'],
    ] as const) {
      const image_id = ids.get(name)!
      const row = { image_id, member, status, created_at, updated_at: created_at }
      await tx.db.insertInto('image_members').values(row).execute()
    }
    for (const [k, size] of [512, 1024, 2048].entries()) {
      await updateImage(tx, ids.get(`i${k}`)!, { size, status: 'active', checksum: `sum${k}` })
    }
  })
  return { ...my, ids }
}

/** What a query finds: names, or the refusal. */
async function found({ ids }: Setup, api: ImageApi, query: string): Promise<string> {
  const named = query.replaceAll(/ID\((\w+)\)/g, (_, name: string) => ids.get(name)!)
  const got = await api('GET', `/images?${named}`)
  if (got.status !== 200) return refusal(got)
  return got.body.images.map(({ name }: { name: string }) => name).join(' ')
}

const NO_OPERATOR = '400 Unable to filter on a unknown operator.'
const NO_KEY =
  '400 Invalid sort key: bogus. It must be one of the following: name, status, container_format, ' +
  'disk_format, size, id, created_at, updated_at.'
const MINE = 'owner=OWN&'

/** What demo finds. */
const FOUND: readonly (readonly [query: string, names: string])[] = [
  ['', 'sh pub com i3 i2 i1 i0'],
  ['limit=3', 'sh pub com'],
  ['limit=0', ''],
  ['limit=-1', '400 limit param must be positive'],
  ['limit=x', '400 limit param must be an integer'],
  ['marker=ID(com)', 'i3 i2 i1 i0'],
  ['marker=ID(pend)', 'sh pub com i3 i2 i1 i0'],
  ['marker=ID(acom)', 'pub com i3 i2 i1 i0'],
  ['marker=ID(hid)&limit=1', 'com'],
  ['marker=x', '400 No image found with ID x'],
  ['marker=ID(mine)', '400 No image found with ID ID(mine)'],
  ['visibility=private', 'i0'],
  ['visibility=public', 'pub'],
  ['visibility=shared', 'sh i3 i2 i1'],
  ['visibility=community', 'acom com'],
  ['visibility=all', 'sh acom pub com i3 i2 i1 i0'],
  ['visibility=x', '400 Invalid visibility value: x'],
  ['member_status=pending', 'pend pub com i3 i2 i1 i0'],
  ['member_status=all', 'pend sh pub com i3 i2 i1 i0'],
  ['member_status=rejected&visibility=shared', 'i3 i2 i1'],
  ['member_status=x', '400 Invalid status: x'],
  ['os_hidden=true', 'hid'],
  ['os_hidden=True', 'hid'],
  [
    'os_hidden=x',
    "400 Invalid value 'x' for 'os_hidden' filter. Valid values are 'true' or 'false'.",
  ],
  ['protected=true', 'i3'],
  [
    'protected=True',
    "400 Invalid value 'True' for 'protected' filter. Valid values are 'true' or 'false'.",
  ],
  ['name=i1', 'i1'],
  ['name=I1', 'i1'],
  ['name=i1&name=i2', 'i2'],
  ['name=in:i1,i3,acom', 'i3 i1'],
  ['name=in:"i1","i3"', 'i3 i1'],
  ['name=in:', ''],
  ['name=in:i1,"x', '400 Invalid filter value i1,"x. The quote is not closed.'],
  [
    'name=in:x"i1"',
    '400 Invalid filter value x"i1". There is no comma before opening quotation mark.',
  ],
  [
    'name=in:"i1"x',
    '400 Invalid filter value "i1"x. There is no comma after closing quotation mark.',
  ],
  ['name=eq:i1', 'i1'],
  ['name=neq:i1', "400 Unable to filter by unknown operator 'neq'."],
  ['id=ID(i2)', 'i2'],
  ['id=ID(mine)', ''],
  ['status=active', 'i2 i1 i0'],
  ['status=in:active,bogus&disk_format=raw', 'i2 i0'],
  ['container_format=bare&disk_format=in:qcow2,iso', 'i3 i1'],
  ['owner=nope', ''],
  [`${MINE}tag=t1`, 'i3 i1'],
  ['tag=t1&tag=all', 'i3 i1'],
  ['tag=t0&tag=t1', ''],
  ['tag=T1', ''],
  ['group=1', 'i3 i1'],
  ['group=1&disk_format=raw', ''],
  ['nosuch=x', ''],
  ['stores=file', ''],
  ['deleted=true', 'sh pub com i3 i2 i1 i0'],
  ['min_disk=2', 'i2'],
  [`${MINE}min_disk=gte:2`, 'com i0'],
  ['min_disk=2abc', 'i2'],
  ['min_disk=2.5', ''],
  ['size=1024', 'i1'],
  ['size_min=1000', 'i2 i1'],
  ['size_min=1000&size_max=1024', 'i1'],
  ['size_max=99999999999999999999', 'i2 i1 i0'],
  ['size_min=x', '400 Unable to filter on a range with a non-numeric value.'],
  ['created_at=gt:2026-01-01T00:00:03Z', 'sh pub com i3'],
  ['created_at=gte:2026-01-01T00:00:03Z&size_min=0', 'i2'],
  ['created_at=lt:2026-01-01T00:00:03Z', 'i1 i0'],
  ['created_at=lte:2026-01-01T00:00:02.5Z', 'i1 i0'],
  ['created_at=2026-01-01T00:00:02Z', 'i1'],
  ['created_at=2026-01-01T01:00:02%2B01:00', 'i1'],
  ['created_at=eq:2026-01-01T00:00:02.5Z', ''],
  ['updated_at=neq:2026-01-01T00:00:02Z', 'sh pub com i3 i2 i0'],
  ['created_at=gt:x', '400 Bad "created_at" query filter format. Use ISO 8601 DateTime notation.'],
  ['created_at=in:2026-01-01T00:00:02Z', NO_OPERATOR],
  ['changes-since=x', '400 The "changes-since" filter is no longer available on v2.'],
  ['checksum=sum1', 'i1'],
  ['os_hash_value=x', ''],
  ['sort=name:asc', 'com i0 i1 i2 i3 pub sh'],
  ['sort=name', 'sh pub i3 i2 i1 i0 com'],
  ['sort=disk_format:desc,name:asc&tag=all', 'i0 i2 i1 i3'],
  ['sort_key=size&sort_dir=asc&status=active', 'i0 i1 i2'],
  ['sort_key=disk_format&sort_key=name&sort_dir=asc&sort_dir=desc&tag=all', 'i3 i1 i2 i0'],
  ['sort_key=disk_format&sort_key=name&sort_dir=asc&tag=all', 'i1 i3 i0 i2'],
  ['sort_dir=asc', 'i0 i1 i2 i3 com pub sh'],
  ['sort=size:asc&limit=4', 'i3 com pub sh'],
  ['sort=size:asc&marker=ID(pub)', 'sh i0 i1 i2'],
  ['sort=bogus:asc', NO_KEY],
  ['sort_key=bogus', NO_KEY],
  ['sort=name:up', '400 Invalid sort direction: up'],
  ['sort=name&sort_key=name', '400 Old and new sorting syntax cannot be combined'],
  [
    'sort_key=name&sort_dir=asc&sort_dir=asc',
    '400 Number of sort dirs does not match the number of sort keys',
  ],
]

/** What an administrator finds. */
const FOUND_BY_ADMIN: readonly (readonly [query: string, names: string])[] = [
  ['', 'mine pend sh acom pub i3 i2 i1 i0'],
  ['visibility=all', 'mine pend sh acom pub com i3 i2 i1 i0'],
  ['visibility=community', 'acom com'],
  ['visibility=private', 'i0'],
  ['os_hidden=true', 'hid'],
  ['name=in:i1,mine', 'mine i1'],
  ['owner=OWN', 'i3 i2 i1 i0'],
]

describe.each(LIST_DATABASES)('$name', (backend) => {
  test('filters, orders and cuts', async () => {
    const setup = await setUp(backend)
    const own = (text: string) =>
      text
        .replaceAll('OWN', setup.persona.projectId)
        .replaceAll(/ID\((\w+)\)/g, (_, name: string) => setup.ids.get(name)!)
    const table = async (api: ImageApi, rows: typeof FOUND) => {
      const got: [string, string][] = []
      for (const [query] of rows) got.push([query, await found(setup, api, own(query))])
      expect(got).toEqual(rows.map(([query, names]) => [query, own(names)]))
    }
    await table(setup.demo, FOUND)
    await table(setup.admin, FOUND_BY_ADMIN)
    expect(setup.ids.size).toBe(DEMOS.length + ADMINS.length)
  })

  test('pages lead from one to the next, in whatever order', async () => {
    const setup = await setUp(backend)
    for (const query of ['limit=2', 'limit=3&sort=name:asc', 'limit=1&sort=size,name:asc']) {
      const whole = await found(setup, setup.demo, query.replace(/limit=\d+/, 'limit=100'))
      const names: string[] = []
      let path: string | undefined = `/v2/images?${query}`
      while (path !== undefined) {
        const { body } = await setup.demo('GET', path.slice('/v2'.length))
        names.push(...body.images.map(({ name }: { name: string }) => name))
        path = body.next
      }
      expect(names.join(' ')).toBe(whole)
    }
  })
})

describe('the body of a list', () => {
  test('says its own first page and its schema, quoted as Python does', async () => {
    const { demo, ids } = await setUp(LIST_DATABASES[0]!)
    const bare = (await demo('GET', '/images')).body
    expect(Object.keys(bare)).toEqual(['images', 'first', 'schema'])
    expect([bare.first, bare.schema]).toEqual(['/v2/images', '/v2/schemas/images'])
    const marker = ids.get('com')!
    const query = `tag=t1&limit=1&marker=${marker}&tag=all&name=in:i1,%22i3%22,~%20*`
    const { body } = await demo('GET', `/images?${query}`)
    const shown = 'tag=all&limit=1&name=in%3Ai1%2C%22i3%22%2C~+%2A'
    expect(body.first).toBe(`/v2/images?${shown}`)
    expect(body.next).toBe(`/v2/images?${shown}&marker=${ids.get('i3')}`)
  })

  test('has images as show has them', async () => {
    const { demo, ids } = await setUp(LIST_DATABASES[0]!)
    const [listed] = (await demo('GET', '/images?name=i1')).body.images
    expect(listed).toEqual((await demo('GET', `/images/${ids.get('i1')}`)).body)
  })

  test('has 25 images unless told, and a thousand at most', async () => {
    const my = await imageCloud({ image: { maxPage: 30 } })
    await using _ = my.cloud
    for (let k = 0; k < 31; k += 1) await my.image()
    const lengths = async (query: string) => {
      const { body } = await my.demo('GET', `/images${query}`)
      return [body.images.length, body.next !== undefined]
    }
    expect(await lengths('')).toEqual([25, true])
    expect(await lengths('?limit=29')).toEqual([29, true])
    expect(await lengths('?limit=1000')).toEqual([30, true])
  })

  test('is refused to whom no role lets list: 403', async () => {
    const { cloud } = await setUp(LIST_DATABASES[0]!)
    const other = imageApi(cloud, await cloud.user('helper', 'service', 'demo'))
    expect(refusal(await other('GET', '/images'))).toBe(
      '403 You are not authorized to complete get_images action.',
    )
  })
})
