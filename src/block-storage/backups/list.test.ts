import { beforeAll, describe, expect, test } from 'vitest'
import { backUp, resetBackup } from '../../../test/support/backup-api.ts'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let volume: string
let full: string
let broken: string

beforeAll(async () => {
  volume = await all.volume({ size: 2 })
  full = await backUp(all, volume, { name: 'full' })
  await backUp(all, volume, { name: 'increment', incremental: true })
  broken = await backUp(all, await all.volume(), { name: 'broken' })
  await resetBackup(all, broken, 'error')
})

const names = async (query: string, version = '3.0', api: VolumeApi = all.demo) => {
  const got = await api('GET', `/backups${query}`, undefined, version)
  if (got.status !== 200) return refusal(got)
  return got.body.backups.map(({ name }: { name: string }) => name)
}

test('the short list has names and links, the newest first, the other one everything', async () => {
  const short = (await all.demo('GET', '/backups')).body.backups
  expect(short.map(({ name }: { name: string }) => name)).toEqual(['broken', 'increment', 'full'])
  expect(Object.keys(short[0])).toEqual(['id', 'name', 'links'])
  const [, , whole] = (await all.demo('GET', '/backups/detail')).body.backups
  expect(whole).toMatchObject({ id: full, size: 2, has_dependent_backups: true })
})

describe('what members filter by', () => {
  test.each([
    ['?name=full', ['full']],
    ['?name=nope', []],
    ['?status=error', ['broken']],
    ['?limit=0', []],
    ['?sort=name:asc', '400 Invalid input received: Invalid sort key'],
    ['?sort=size:asc,created_at:asc', ['broken', 'full', 'increment']],
    ['?sort=bogus', '400 Invalid input received: Invalid sort key'],
    ['?all_tenants=x&bogus=1&size=2&name~=ull', ['broken', 'increment', 'full']],
    [`?marker=${NONE}`, `404 Backup ${NONE} could not be found.`],
    ['?limit=x', '400 limit param must be an integer'],
  ])('%s at 3.0', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  test('the volume', async () => {
    expect(await names(`?volume_id=${volume}`)).toEqual(['increment', 'full'])
    expect(await names('?volume_id=x')).toEqual([])
  })

  test.each([
    ['3.36', '?sort=name:asc', '400 Invalid input received: Invalid sort key'],
    ['3.37', '?sort=name:asc', ['broken', 'full', 'increment']],
    ['3.31', '?all_tenants=x', ['broken', 'increment', 'full']],
    ['3.31', '?size=2', '400 Invalid filters size are found in query options.'],
    ['3.71', '?name~=ull', '400 Invalid filters name~ are found in query options.'],
    ['3.45', '?with_count=x', "400 Value 'x' for 'with_count' is not a boolean."],
  ])('from %s on %s', async (version, query, expected) => {
    expect(await names(query, version)).toEqual(expected)
  })
})

describe('what administrators filter by', () => {
  test.each([
    ['size=2', ['increment', 'full']],
    ['size=x', []],
    ['name~=ull', ['full']],
    ['display_name~=R', ['broken', 'increment']],
    ['num_dependent_backups=1', ['full']],
    ['has_dependent_backups=1', []],
    ['bogus=1', []],
    ['deleted=1', []],
    ['deleted=False', ['broken', 'increment', 'full']],
    ['project_id=x', []],
    ['created_at=gt:2020', []],
    ['metadata={}', []],
  ])('%s', async (filter, expected) => {
    const query = `?all_tenants=1&${encodeURI(filter)}`
    expect(await names(query, '3.71', all.admin)).toEqual(expected)
  })

  test('the parent', async () => {
    const query = `?all_tenants=1&parent_id=${full}`
    expect(await names(query, '3.71', all.admin)).toEqual(['increment'])
  })

  test('without all_tenants they see those of their project; it must be a boolean', async () => {
    expect(await names('', '3.0', all.admin)).toEqual([])
    expect(await names('?all_tenants=x', '3.0', all.admin)).toBe(
      "400 all_tenants must be a boolean, got 'x'.",
    )
  })
})

test('pages are linked, and counted from 3.45 on', async () => {
  const got = await all.demo('GET', '/backups/detail?limit=2&with_count=true', undefined, '3.45')
  expect(got.body.count).toBe(3)
  const { pathname, search } = new URL(got.body.backups_links[0].href)
  expect(pathname).toMatch(/\/backups\/detail$/)
  expect(await names(search)).toEqual(['full'])
  expect((await all.demo('GET', '/backups?with_count=true')).body.count).toBeUndefined()
})

test('other projects see none', async () => {
  expect(await names('', '3.71', all.stranger)).toEqual([])
  expect((await all.reader('GET', '/backups/detail')).body.backups).toHaveLength(3)
})
