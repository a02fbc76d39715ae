/** Showing, listing and deleting snapshots. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

describe('show', () => {
  test('finds the id in any case', async () => {
    const id = await my.snapshot(await my.volume())
    const got = await my.demo('GET', `/snapshots/${id.toUpperCase()}`)
    expect([got.status, got.body.snapshot.id]).toEqual([200, id])
  })

  test('what is not there, or is of another project, is 404', async () => {
    const id = await my.snapshot(await my.volume())
    const message = (asked: string) => `404 Snapshot ${asked} could not be found.`
    expect(refusal(await my.demo('GET', `/snapshots/${NONE}`))).toBe(message(NONE))
    expect(refusal(await my.demo('GET', '/snapshots/x'))).toBe(message('x'))
    expect(refusal(await my.stranger('GET', `/snapshots/${id}`))).toBe(message(id))
    expect((await my.admin('GET', `/snapshots/${id}`)).status).toBe(200)
    expect((await my.reader('GET', `/snapshots/${id}`)).status).toBe(200)
  })
})

describe('list', () => {
  test('the short one lacks what the detailed one shows', async () => {
    const volumeId = await my.volume()
    const id = await my.snapshot(volumeId, { name: 'a', metadata: { k: 'v' } })
    const listed = async (path: string) => {
      const got = await my.demo('GET', `${path}?volume_id=${volumeId}`, undefined, '3.65')
      expect(got.status).toBe(200)
      return got.body.snapshots
    }
    const detailed = (await my.demo('GET', `/snapshots/${id}`, undefined, '3.65')).body.snapshot
    const short = Object.fromEntries(Object.entries(detailed).slice(0, 9))
    expect(await listed('/snapshots')).toEqual([short])
    expect(await listed('/snapshots/detail')).toEqual([detailed])
  })

  test('newest first, of the own project alone', async () => {
    const volumeId = await my.volume()
    const ids: string[] = []
    for (let i = 0; i < 3; i += 1) ids.unshift(await my.snapshot(volumeId))
    const listed = async (api = my.demo, query = '') => {
      const { snapshots } = (await api('GET', `/snapshots?volume_id=${volumeId}${query}`)).body
      return snapshots.map(({ id }: { id: string }) => id)
    }
    expect(await listed()).toEqual(ids)
    expect(await listed(my.stranger)).toEqual([])
    expect(await listed(my.admin)).toEqual([])
    expect(await listed(my.admin, '&all_tenants=1')).toEqual(ids)
  })
})

describe('delete', () => {
  const NOT_NOW =
    '400 Invalid snapshot: Snapshot status must be available or error and must not be part of a ' +
    'group.'

  test('answers with nothing, and the snapshot goes', async () => {
    const id = await my.snapshot(await my.volume(), { metadata: { k: 'v' } })
    const got = await my.demo('DELETE', `/snapshots/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect(refusal(await my.demo('DELETE', `/snapshots/${id}`))).toBe(
      `404 Snapshot ${id} could not be found.`,
    )
  })

  test('others than its project find none: 404; readers may not: 403', async () => {
    const id = await my.snapshot(await my.volume())
    expect((await my.stranger('DELETE', `/snapshots/${id}`)).status).toBe(404)
    expect(refusal(await my.reader('DELETE', `/snapshots/${id}`))).toBe(
      "403 Policy doesn't allow volume:delete_snapshot to be performed.",
    )
    expect((await my.demo('GET', `/snapshots/${id}`)).body.snapshot.status).toBe('available')
  })

  test('one that is being made stays: 400', async () => {
    const id = await my.snapshot(await my.volume())
    await my.cloud.app.database.write((tx) =>
      tx.db.updateTable('snapshots').set({ status: 'creating' }).where('id', '=', id).execute(),
    )
    expect(refusal(await my.demo('DELETE', `/snapshots/${id}`))).toBe(NOT_NOW)
  })

  test('a volume with snapshots cannot be deleted: 400, not even with force', async () => {
    const volumeId = await my.volume()
    const id = await my.snapshot(volumeId)
    const refused = await my.demo('DELETE', `/volumes/${volumeId}`)
    expect(refusal(refused)).toMatch(/^400 Invalid volume: Volume status must be .*have snapshots/)
    const forced = await my.admin('DELETE', `/volumes/${volumeId}?force=1`, undefined, '3.23')
    expect(refusal(forced)).toMatch(/^400 Invalid volume: Volume {2}must not be .*have snapshots/)
    await my.demo('DELETE', `/snapshots/${id}`)
    await my.cloud.settled()
    expect((await my.demo('DELETE', `/volumes/${volumeId}`)).status).toBe(202)
  })
})
