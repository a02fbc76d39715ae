/** Lists of transfers: filters, order and pages, which came late. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const volumes: string[] = []
const ids: string[] = []

beforeAll(async () => {
  for (const name of ['b', 'a', 'c']) {
    const volume_id = await my.volume()
    const got = await my.demo('POST', '/os-volume-transfer', { transfer: { volume_id, name } })
    volumes.push(volume_id)
    ids.push(got.body.transfer.id)
  }
})

async function names(
  query: string,
  version = '3.59',
  { api = my.demo, path = '/volume-transfers' }: { api?: VolumeApi; path?: string } = {},
): Promise<string> {
  const got = await api('GET', `${path}${query}`, undefined, version)
  expect(got.status, got.text).toBe(200)
  return got.body.transfers.map((each: { name: string }) => each.name).join('')
}

describe.each(['/volume-transfers', '/volume-transfers/detail'])('%s', (path) => {
  test('the oldest come first until lists have pages, then the newest', async () => {
    expect(await names('', '3.0', { path })).toBe('bac')
    expect(await names('', '3.58', { path })).toBe('bac')
    expect(await names('', '3.59', { path })).toBe('cab')
    expect(await names('?sort=display_name:asc', '3.59', { path })).toBe('abc')
    expect(await names('?sort_key=display_name&sort_dir=desc', '3.59', { path })).toBe('cba')
  })

  test.each(['limit=2', 'limit=0', 'offset=1', 'marker=x', 'sort=name', 'sort_key=id', 'bogus=1'])(
    '%s finds nothing before',
    async (query) => {
      expect(await names(`?${query}`, '3.58', { path })).toBe('')
    },
  )

  test('pages have links to the next one', async () => {
    const got = await my.demo('GET', `${path}?limit=2`, undefined, '3.59')
    expect(got.body.transfers.map((each: { id: string }) => each.id)).toEqual([ids[2], ids[1]])
    const [{ rel, href }] = got.body.transfers_links
    expect(rel).toBe('next')
    expect(href).toContain(`/os-volume-transfer?limit=2&marker=${ids[1]}`)
    expect(await names(`?limit=2&marker=${ids[1]}`, '3.59', { path })).toBe('b')
    expect(await names('?offset=1&limit=1', '3.59', { path })).toBe('a')
  })
})

test('the older root never has pages', async () => {
  const at = { path: '/os-volume-transfer' }
  expect(await names('', '3.70', at)).toBe('bac')
  expect(await names('?limit=1', '3.70', at)).toBe('')
  const got = await my.demo('GET', '/os-volume-transfer/detail?sort=bogus', undefined, '3.70')
  expect(got.body).toEqual({ transfers: [] })
})

test.each([
  ['name=a', 'a'],
  ['display_name=a', 'a'],
  ['name=z', ''],
  ['accepted=False', 'cab'],
  ['accepted=True', ''],
  ['deleted=0', 'cab'],
  ['no_snapshots=false', 'cab'],
  ['no_snapshots=1', ''],
  ['no_snapshots=perhaps', ''],
  ['destination_project_id=x', ''],
  ['source_project_id=x', ''],
  // Only administrators who ask for all projects choose one.
  ['project_id=x', 'cab'],
  ['all_tenants=1', 'cab'],
  ['salt=x', ''],
  ['bogus=1', ''],
])('%s finds %j', async (query, found) => {
  expect(await names(`?${query}`)).toBe(found)
})

test('a volume is found by its id', async () => {
  expect(await names(`?volume_id=${volumes[0]}`)).toBe('b')
})

test('administrators list the transfers of all projects, or of one', async () => {
  const as = { api: my.admin }
  expect(await names('', '3.59', as)).toBe('')
  expect(await names('?all_tenants=x', '3.59', as)).toBe('')
  expect(await names('?all_tenants=1', '3.59', as)).toBe('cab')
  expect(await names(`?all_tenants=1&project_id=${my.persona.projectId}`, '3.59', as)).toBe('cab')
  expect(await names('?all_tenants=1&project_id=x', '3.59', as)).toBe('')
})

test.each([
  ['limit=x', '400 limit param must be an integer'],
  ['offset=-1', '400 offset must be >= 0'],
  ['sort=name', '400 Invalid input received: Invalid sort key'],
  ['marker=x', '404 Transfer x could not be found.'],
])('%s is refused', async (query, expected) => {
  for (const path of ['/volume-transfers', '/volume-transfers/detail']) {
    expect(refusal(await my.demo('GET', `${path}?${query}`, undefined, '3.59'))).toBe(expected)
  }
})

test('no one without a role sees the list', async () => {
  const { token, projectId } = await my.cloud.user('roleless', 'service', 'demo')
  for (const path of ['os-volume-transfer', 'os-volume-transfer/detail', 'volume-transfers/nope']) {
    const url = `/v3/${projectId}/${path}`
    expect((await my.cloud.request('block-storage', 'GET', url, { token })).status).toBe(403)
  }
})
