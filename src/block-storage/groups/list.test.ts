/** Lists of groups: filters, order and pages. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups
const ids: string[] = []

beforeAll(async () => {
  groups = await groupsIn(my)
  for (const name of ['b', 'a', 'c']) ids.push(await groups.make({ name }))
  await groups.act(ids[2]!, 'reset_status', { status: 'error' }, my.admin)
})

const NONE = '00000000-0000-0000-0000-000000000000'

describe.each(['/groups', '/groups/detail'])('%s', (path) => {
  async function names(query: string, version = '3.29', api: VolumeApi = my.demo) {
    const got = await api('GET', `${path}${query}`, undefined, version)
    expect(got.status, got.text).toBe(200)
    return got.body.groups.map((each: { name: string }) => each.name).join('')
  }

  test('the newest come first', async () => {
    expect(await names('')).toBe('cab')
    expect(await names('?sort=name:asc')).toBe('abc')
    expect(await names('?offset=1')).toBe('ab')
    expect(await names(`?marker=${ids[1]}`)).toBe('b')
    const got = await my.demo('GET', `${path}?limit=1`, undefined, '3.13')
    expect(got.body.group_links).toEqual([
      { rel: 'next', href: expect.stringContaining(`/groups?limit=1&marker=${ids[2]}`) },
    ])
  })

  test.each([
    ['name=a', 'a'],
    ['status=available', 'ab'],
    ['status=x', ''],
    ['name~=a', 'a'],
    ['bogus=1', ''],
    ['group_type=x', ''],
    ['group_type_name=x', ''],
    ['project_id=x', 'cab'],
    ['all_tenants=1', ''],
    ['list_volume=true', 'cab'],
  ])('%s finds %j', async (query, found) => {
    expect(await names(`?${query}`)).toBe(found)
  })

  test('administrators see the groups of all projects', async () => {
    expect(await names('', '3.70', my.admin)).toBe('')
    expect(await names('?all_tenants=0', '3.70', my.admin)).toBe('cab')
    expect(await names('?all_tenants=1&status=error', '3.70', my.admin)).toBe('c')
    expect(await names('?all_tenants=1&host=nowhere', '3.70', my.admin)).toBe('')
    expect(await names(`?all_tenants=1&project_id=${NONE}`, '3.70', my.admin)).toBe('')
  })

  test('from 3.31 on filters that are not open are refused', async () => {
    const got = await my.demo('GET', `${path}?status=error&name=a`, undefined, '3.31')
    expect(refusal(got)).toBe('400 Invalid filters status are found in query options.')
    expect(await names('?name=a', '3.31')).toBe('a')
  })

  test('what is no list is refused', async () => {
    const ask = async (query: string) =>
      refusal(await my.demo('GET', `${path}?${query}`, undefined, '3.13'))
    expect(await ask('limit=x')).toBe('400 limit param must be an integer')
    expect(await ask('sort=bogus')).toBe('400 Invalid input received: Invalid sort key')
    expect(await ask(`marker=${NONE}`)).toBe(`404 Group ${NONE} could not be found.`)
    expect((await my.demo('GET', path, undefined, '3.12')).status).toBe(404)
  })

  test('others see nothing', async () => {
    expect(await names('', '3.13', my.stranger)).toBe('')
    const { token, projectId } = await my.cloud.user(`service-${path.length}`, 'service', 'demo')
    const url = `/v3/${projectId}${path}`
    const got = await my.cloud.request('block-storage', 'GET', url, { token, version: '3.13' })
    expect(got.status).toBe(403)
  })
})

test('only details show volumes', async () => {
  const volume = await groups.volume(ids[0]!)
  const got = await my.demo('GET', '/groups/detail?list_volume=1&name=b', undefined, '3.25')
  expect(got.body.groups[0].volumes).toEqual([volume])
  const bad = await my.demo('GET', '/groups/detail?list_volume=x', undefined, '3.25')
  expect(refusal(bad)).toBe("400 Value 'x' for 'list_volume' is not a boolean.")
  expect((await my.demo('GET', '/groups?list_volume=x', undefined, '3.25')).status).toBe(200)
})

test('a group is shown to nobody without a role for that', async () => {
  const { token, projectId } = await my.cloud.user('roleless', 'service', 'demo')
  const url = `/v3/${projectId}/groups/${ids[0]}`
  const got = await my.cloud.request('block-storage', 'GET', url, { token, version: '3.13' })
  expect(refusal(got)).toBe("403 Policy doesn't allow group:get to be performed.")
})
