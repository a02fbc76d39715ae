/** Lists of flavors: who sees which, filters, order, pages. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova
let demo: Nova

/** Id, name, and the rest. */
const FLAVORS = [
  { id: 'c', name: 'x26', ram: 64, disk: 10, vcpus: 1, rxtx_factor: 10 },
  { id: 'a', name: 'big', ram: 512, disk: 0, vcpus: 4, rxtx_factor: 9.5 },
  { id: 'b', name: 'X2', ram: 128, disk: 10, vcpus: 2 },
  { id: 'p', name: 'private', ram: 64, disk: 1, vcpus: 1, 'os-flavor-access:is_public': false },
  { id: 'q', name: 'granted', ram: 64, disk: 1, vcpus: 1, 'os-flavor-access:is_public': false },
]

beforeAll(async () => {
  cloud = await startCloud()
  nova = new Nova(cloud, await cloud.admin())
  demo = new Nova(cloud, await cloud.demo())
  for (const flavor of FLAVORS) {
    expect((await nova.send('POST', '/flavors', { flavor })).status).toBe(200)
  }
  const addTenantAccess = { tenant: (await cloud.demo()).projectId }
  await nova.send('POST', '/flavors/q/action', { addTenantAccess })
})
afterAll(() => cloud.app.stop())

/** Ids, in their order; or the refusal. */
async function ids(query: string, version = '2.102', as = nova): Promise<string> {
  const { status, body } = await as.get(`/flavors${query}`, version)
  if (status !== 200) return `${status} ${body.badRequest.message}`
  return body.flavors.map(({ id }: { id: string }) => id).join(' ')
}

const NOT_NUMBERS = ['x', '', '1.5']
const SORT_KEYS =
  "['created_at', 'description', 'disabled', 'ephemeral_gb', 'flavorid', 'id', 'is_public', " +
  "'memory_mb', 'name', 'root_gb', 'swap', 'updated_at', 'vcpu_weight', 'vcpus']"

describe('a list', () => {
  test('is of public flavors and those that the project was given, by id', async () => {
    expect(await ids('')).toBe('a b c')
    expect(await ids('', '2.1', demo)).toBe('a b c q')
  })

  test.each([
    ['None', 'a b c p q'],
    ['none', 'a b c p q'],
    ['true', 'a b c'],
    ['0', 'p q'],
    ['bogus', '400 Invalid is_public filter [bogus]'],
    ['', '400 Invalid is_public filter []'],
  ])(
    'is_public=%s finds %s for administrators, and changes nothing for others',
    async (is, found) => {
      expect(await ids(`?is_public=${is}`)).toBe(found)
      expect(await ids(`?is_public=${is}`, '2.1', demo)).toBe('a b c q')
    },
  )

  test.each([
    ['?minRam=128', 'a b'],
    ['?minRam=-1&minDisk=10', 'b c'],
    ['?minRam=1_2_8', 'a b'],
    ['?minDisk=99999999999999999999', ''],
    ...NOT_NUMBERS.map((text) => [`?minRam=${text}`, `400 Invalid minRam filter [${text}]`]),
    ...NOT_NUMBERS.map((text) => [`?minDisk=${text}`, `400 Invalid minDisk filter [${text}]`]),
  ] as [string, string][])('%s finds %s', async (query, found) => {
    expect(await ids(query)).toBe(found)
  })

  test.each([
    ['x2', 'b c'],
    ['^x2$', 'b'],
    ['x2.', 'c'],
    ['[a-b]', 'a'],
    ['(', ''],
    ['', 'a b c'],
    ['priv', ''],
    ['(a+)+$', ''],
  ])('from 2.102 on, name=%s finds %s', async (name, found) => {
    expect(await ids(`?name=${encodeURIComponent(name)}`)).toBe(found)
  })

  test.each([
    ['?sort_key=name', 'b a c'],
    ['?sort_key=memory_mb&sort_dir=desc', 'a b c'],
    ['?sort_key=root_gb', 'a c b'],
    ['?sort_key=root_gb&sort_dir=desc', 'b c a'],
    ['?sort_key=id', 'c a b'],
    ['?sort_key=disabled', 'c a b'],
    ['?sort_key=updated_at', 'c a b'],
    [
      '?sort_key=ram',
      `400 Invalid input for query parameters sort_key. Value: ram. 'ram' is not one of ${SORT_KEYS}`,
    ],
    [
      '?sort_dir=x',
      "400 Invalid input for query parameters sort_dir. Value: x. 'x' is not one of ['asc', 'desc']",
    ],
  ])('%s is %s', async (query, found) => {
    expect(await ids(query)).toBe(found)
  })

  test('sorts by rxtx_factor as a number, until 2.101', async () => {
    expect(await ids('?sort_key=rxtx_factor', '2.101')).toBe('b a c')
    expect(await ids('?sort_key=rxtx_factor', '2.102')).toMatch(/^400 .*is not one of/)
  })

  test('knows name from 2.102 on, and refuses what it does not know from 2.75 on', async () => {
    expect(await ids('?name=x2', '2.74')).toBe('a b c')
    for (const name of ['name', 'foo']) {
      expectFault(
        await nova.get(`/flavors?${name}=x`, '2.75'),
        400,
        `Additional properties are not allowed ('${name}' was unexpected)`,
      )
    }
  })

  test('comes in pages, in whatever order', async () => {
    for (const path of ['/flavors', '/flavors/detail']) {
      const found: string[] = []
      let next = `${path}?limit=2&sort_key=root_gb&is_public=None`
      for (;;) {
        const { body } = await nova.get(next)
        found.push(...body.flavors.map(({ id }: { id: string }) => id))
        if (body.flavors_links === undefined) break
        next = body.flavors_links[0].href.replace(/^.*\/v2\.1/, '')
        expect(next).toMatch(path)
      }
      expect(found).toEqual(['a', 'p', 'q', 'c', 'b'])
    }
  })

  test('refuses markers that are not there, or not for the caller', async () => {
    expect(await ids('?marker=nope')).toBe('400 marker [nope] not found')
    expect(await ids('?marker=p', '2.1', demo)).toBe('400 marker [p] not found')
    expect(await ids('?marker=a')).toBe('b c')
    expect(await ids('?limit=0')).toBe('')
  })

  test('takes the last of repeated parameters', async () => {
    expect(await ids('?limit=1&limit=2')).toBe('a b')
  })
})

test('details have extra specs from 2.61 on, for who may see them', async () => {
  await nova.send('POST', '/flavors/c/os-extra_specs', { extra_specs: { k: 'v' } })
  const specsAt = async (version: string, as = nova) =>
    (await as.get('/flavors/detail', version)).body.flavors.map(
      ({ extra_specs }: { extra_specs: unknown }) => extra_specs,
    )
  expect(await specsAt('2.60')).toEqual([undefined, undefined, undefined])
  expect(await specsAt('2.61')).toEqual([{}, {}, { k: 'v' }])
  expect(await specsAt('2.61', demo)).toEqual([{}, {}, { k: 'v' }, {}])
})

test('a new cloud has the flavors of DevStack, and a bare one has none', async () => {
  expect(await ids('?limit=1')).toBe('a')
  await using full = await startCloud({ preset: 'devstack' })
  const theirs = new Nova(full, await full.admin())
  const { flavors } = (await theirs.get('/flavors/detail', '2.61')).body
  const names = flavors.map(({ name }: { name: string }) => name)
  expect(names.slice(0, 5)).toEqual(['m1.tiny', 'm1.small', 'm1.medium', 'm1.large', 'm1.xlarge'])
  expect(names.slice(5)).toEqual(['cirros256', 'ds512M', 'ds1G', 'ds2G', 'ds4G'])
  expect(flavors[0]).toMatchObject({ id: '1', extra_specs: { 'hw_rng:allowed': 'True' } })
})
