/** Lists of snapshots of groups: pages, filters, sorting, and what they refuse. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups

beforeAll(async () => {
  groups = await groupsIn(my)
})

const NONE = '00000000-0000-0000-0000-000000000000'

const ask = (api: VolumeApi, method: string, path: string, body?: object, version = '3.19') =>
  api(method, `/group_snapshots${path}`, body, version)

describe.each(['', '/detail'])('lists at %j', (path) => {
  async function names(query: string, version: string, api = my.demo): Promise<string[]> {
    const got = await ask(api, 'GET', path + query, undefined, version)
    expect(got.status, got.text).toBe(200)
    return got.body.group_snapshots
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name?.startsWith('list'))
  }

  test('have pages and filters from 3.29 on', async () => {
    const group = await groups.make()
    await groups.volume(group)
    for (const name of ['list-b', 'list-a']) {
      const group_snapshot = { group_id: group, name }
      expect((await ask(my.demo, 'POST', '', { group_snapshot })).status).toBe(202)
      await my.cloud.settled()
    }
    const all = ['list-a', 'list-b']
    expect((await names('?name=list-b&limit=1', '3.28')).slice(0, 2)).toEqual(all)
    expect(await names(`?name=list-b&group_id=${group}`, '3.29')).toEqual(['list-b'])
    expect(await names(`?group_id=${group}&sort=name:asc`, '3.29')).toEqual(all)
    expect(await names('?bogus=1', '3.29')).toEqual([])
    expect(await names('?all_tenants=1', '3.29')).toEqual([])
    expect((await names('?all_tenants=1', '3.70', my.admin)).slice(0, 2)).toEqual(all)
    expect(await names('', '3.70', my.admin)).toEqual([])
    const got = await ask(my.demo, 'GET', `${path}?limit=1`, undefined, '3.29')
    expect(got.body.group_snapshot_links[0].href).toContain('/group_snapshots?limit=1&marker=')
  })

  test.each([
    ['limit=x', '3.14', '400 limit param must be an integer'],
    ['sort=bogus', '3.29', '400 Invalid input received: Invalid sort key'],
    [`marker=${NONE}`, '3.29', `404 GroupSnapshot ${NONE} could not be found.`],
    ['bogus=1', '3.31', '400 Invalid filters bogus are found in query options.'],
  ])('refuse %s at %s', async (query, version, expected) => {
    expect(refusal(await ask(my.demo, 'GET', `${path}?${query}`, undefined, version))).toBe(
      expected,
    )
  })
})
