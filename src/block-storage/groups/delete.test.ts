/** Deleting groups. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { GROUP_VERSION, groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups

beforeAll(async () => {
  groups = await groupsIn(my)
})

async function used(): Promise<Record<string, number>> {
  const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
  const { groups: count, volumes, gigabytes } = (await my.admin('GET', path)).body.quota_set
  return { groups: count.in_use, volumes: volumes.in_use, gigabytes: gigabytes.in_use }
}

describe('the end', () => {
  test('takes volumes along where that is asked for', async () => {
    const id = await groups.make()
    const before = await used()
    const volume = await groups.volume(id, { size: 3 })
    expect(refusal(await groups.act(id, 'delete', { 'delete-volumes': false }))).toBe(
      `400 Invalid Group: Group ${id} still contains volumes. The delete-volumes flag is required ` +
        'to delete it.',
    )
    const got = await groups.act(id, 'delete', { 'delete-volumes': true })
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect((await my.demo('GET', `/groups/${id}`, undefined, GROUP_VERSION)).status).toBe(404)
    expect((await my.demo('GET', `/volumes/${volume}`)).status).toBe(404)
    expect(await used()).toEqual({ ...before, groups: before['groups']! - 1 })
  })

  test('waits for volumes that are in use, or have snapshots', async () => {
    const id = await groups.make()
    const volume = await groups.volume(id)
    const all = { 'delete-volumes': true }
    await my.cloud.app.database.write((tx) =>
      tx.db
        .updateTable('volumes')
        .set({ attach_status: 'attached' })
        .where('id', '=', volume)
        .execute(),
    )
    expect(refusal(await groups.act(id, 'delete', all))).toBe(
      `400 Invalid Group: Volume in group ${id} is attached. Need to detach first.`,
    )
    await my.reset(volume, { attach_status: 'detached' })
    const snapshot = await my.demo('POST', '/snapshots', { snapshot: { volume_id: volume } })
    expect(snapshot.status).toBe(202)
    expect(refusal(await groups.act(id, 'delete', all))).toBe(
      '400 Invalid Group: Volume in group still has dependent snapshots.',
    )
  })

  test('is for members of the project', async () => {
    const id = await groups.make()
    expect(refusal(await groups.act(id, 'delete', {}, my.reader))).toBe(
      "403 Policy doesn't allow group:delete to be performed.",
    )
    expect((await groups.act(id, 'delete', {}, my.stranger)).status).toBe(404)
    expect(refusal(await groups.act(id, 'delete', { 'delete-volumes': 'x' }))).toMatch(/^400/)
    expect((await groups.act(id, 'delete')).status).toBe(202)
  })

  test('leaves types that are in use', async () => {
    await groups.make()
    expect(
      refusal(
        await my.admin('DELETE', `/group_types/${groups.groupType}`, undefined, GROUP_VERSION),
      ),
    ).toMatch(/^400 Target group type is still in use\./)
  })
})
