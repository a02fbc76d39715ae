/** Snapshots of groups, and groups that are made of them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, type VolumeApi } from '../../../test/support/volume-api.ts'
import { updateVolume } from '../volumes/volumes.store.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups

beforeAll(async () => {
  groups = await groupsIn(my)
})

const NONE = '00000000-0000-0000-0000-000000000000'

const IN_ERROR =
  '400 Invalid volume: The snapshot cannot be created when the volume is in error status.'

const ask = (api: VolumeApi, method: string, path: string, body?: object, version = '3.19') =>
  api(method, `/group_snapshots${path}`, body, version)

async function make(group_id: string, more: object = {}): Promise<string> {
  const group_snapshot = { group_id, ...more }
  const got = await ask(my.demo, 'POST', '', { group_snapshot })
  expect(got.status, got.text).toBe(202)
  await my.cloud.settled()
  return got.body.group_snapshot.id
}

async function filled(volumes = 2): Promise<string> {
  const id = await groups.make()
  for (let i = 0; i < volumes; i += 1) await groups.volume(id)
  return id
}

async function snapshotsOf(id: string): Promise<any[]> {
  const got = await my.demo('GET', '/snapshots/detail', undefined, '3.14')
  return got.body.snapshots.filter((each: any) => each.group_snapshot_id === id)
}

async function used(): Promise<number[]> {
  const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
  const quota = (await my.admin('GET', path)).body.quota_set
  return ['groups', 'volumes', 'snapshots', 'gigabytes'].map((key) => quota[key].in_use)
}

const allow = (snapshots: number) =>
  my.admin('PUT', `/os-quota-sets/${my.persona.projectId}`, { quota_set: { snapshots } })

describe('a snapshot of a group', () => {
  test('is one of each of its volumes, which counts and goes with it', async () => {
    const group = await filled()
    const before = await used()
    const group_snapshot = { group_id: group, name: ' gs ', description: 'd' }
    const got = await ask(my.demo, 'POST', '', { group_snapshot })
    expect(got.status).toBe(202)
    const { id } = got.body.group_snapshot
    expect(got.body.group_snapshot).toEqual({ id, name: ' gs ', group_type_id: groups.groupType })
    await my.cloud.settled()
    expect((await ask(my.reader, 'GET', `/${id}`)).body.group_snapshot).toEqual({
      ...{ id, group_id: group, group_type_id: groups.groupType, status: 'available' },
      ...{ created_at: expect.any(String), name: ' gs ', description: 'd' },
    })
    const snapshots = await snapshotsOf(id)
    expect(snapshots.map(({ status, name }) => [status, name])).toEqual([
      ['available', ' gs '],
      ['available', ' gs '],
    ])
    const [g, v, s, gib] = before as [number, number, number, number]
    expect(await used()).toEqual([g, v, s + 2, gib + 2])
    expect(refusal(await my.demo('DELETE', `/snapshots/${snapshots[0].id}`))).toMatch(
      /^400 Invalid snapshot: .*must not be part of a group/,
    )
    expect(refusal(await groups.act(group, 'delete', { 'delete-volumes': true }))).toBe(
      '400 Invalid Group: Group has existing snapshots.',
    )
    const removed = await ask(my.demo, 'DELETE', `/${id}`)
    expect([removed.status, removed.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect((await ask(my.demo, 'GET', `/${id}`)).status).toBe(404)
    expect(await snapshotsOf(id)).toEqual([])
    expect(await used()).toEqual(before)
  })

  test('shows administrators its project from 3.58 on', async () => {
    const id = await make(await filled(1))
    const keys = async (api: VolumeApi, version: string) =>
      Object.keys((await ask(api, 'GET', `/${id}`, undefined, version)).body.group_snapshot)
    expect(await keys(my.admin, '3.57')).not.toContain('project_id')
    expect(await keys(my.demo, '3.58')).not.toContain('project_id')
    expect(await keys(my.admin, '3.58')).toContain('project_id')
  })

  test.each([
    [{ name: 'x' }, /^400 .*'group_id' is a required property/],
    [{ group_id: 'x' }, /^400 .*'x' is not a 'uuid'/],
    [{ group_id: NONE }, /^404 Group 0{8}.* could not be found\./],
    [{ group_id: NONE, x: 1 }, /^400 .*'x' was unexpected/],
  ])('is not made of %j', async (group_snapshot, message) => {
    expect(refusal(await ask(my.demo, 'POST', '', { group_snapshot }))).toMatch(message)
  })

  test('needs volumes that are whole, and somebody who may', async () => {
    const empty = await groups.make()
    const send = (group_id: string, api = my.demo) =>
      ask(api, 'POST', '', { group_snapshot: { group_id } })
    expect(refusal(await send(empty))).toBe(
      "400 Invalid Group: Source group cannot be empty or in 'creating' or 'updating' state. No " +
        'group snapshot will be created.',
    )
    const volume = await groups.volume(empty)
    await my.reset(volume, { status: 'error' })
    expect(refusal(await send(empty))).toBe(IN_ERROR)
    await my.reset(volume, { status: 'maintenance' })
    expect(refusal(await send(empty))).toBe(
      '400 Invalid volume: The snapshot cannot be created when the volume is in maintenance mode.',
    )
    expect((await send(empty, my.stranger)).status).toBe(404)
    expect(refusal(await send(empty, my.reader))).toBe(
      "403 Policy doesn't allow group:create_group_snapshot to be performed.",
    )
  })

  test('counts against the quota, whole or not at all', async () => {
    const group = await filled()
    const before = await used()
    await allow(before[2]! + 1)
    const asked = { group_snapshot: { group_id: group } }
    expect(refusal(await ask(my.demo, 'POST', '', asked))).toMatch(/^413 SnapshotLimitExceeded: /)
    expect(await used()).toEqual(before)
    await allow(-1)
  })

  test.each([0, 1])('judges all volumes before it counts one: volume %i', async (which) => {
    const group = await filled(0)
    const volumes = [await groups.volume(group), await groups.volume(group)]
    await allow((await used())[2]!)
    await my.reset(volumes[which]!, { status: 'error' })
    const asked = { group_snapshot: { group_id: group } }
    expect(refusal(await ask(my.demo, 'POST', '', asked))).toBe(IN_ERROR)
    await allow(-1)
  })

  test('is hidden from strangers, and not deleted by readers', async () => {
    const id = await make(await filled(1))
    for (const method of ['GET', 'DELETE']) {
      const gone = `404 GroupSnapshot ${id} could not be found.`
      expect(refusal(await ask(my.stranger, method, `/${id}`))).toBe(gone)
    }
    expect(refusal(await ask(my.reader, 'DELETE', `/${id}`))).toBe(
      "403 Policy doesn't allow group:delete_group_snapshot to be performed.",
    )
    const { token, projectId } = await my.cloud.user('roleless', 'service', 'demo')
    for (const end of [`/${id}`, '', '/detail']) {
      const url = `/v3/${projectId}/group_snapshots${end}`
      const got = await my.cloud.request('block-storage', 'GET', url, { token, version: '3.14' })
      expect(got.status).toBe(403)
    }
  })

  test('has another state written over its own, and is then not deleted', async () => {
    const id = await make(await filled(1))
    const reset = (status: unknown, api = my.admin) =>
      ask(api, 'POST', `/${id}/action`, { reset_status: { status } })
    expect((await reset('Updating')).status).toBe(202)
    expect((await ask(my.demo, 'GET', `/${id}`)).body.group_snapshot.status).toBe('updating')
    expect(refusal(await ask(my.demo, 'DELETE', `/${id}`))).toBe(
      '400 Invalid GroupSnapshot: GroupSnapshot status must be available or error, and no Group can ' +
        'be currently using it as source for its creation.',
    )
    const list =
      "('error', 'available', 'creating', 'deleting', 'deleted', 'updating', 'error_deleting')"
    expect(refusal(await reset('bogus'))).toBe(
      '400 Invalid GroupSnapshot Status: Group snapshot status: bogus is invalid, valid statuses ' +
        `are: ${list}.`,
    )
    expect(refusal(await reset('error', my.demo))).toBe(
      "403 Policy doesn't allow group:reset_group_snapshot_status to be performed.",
    )
    const early = await ask(my.admin, 'POST', `/${id}/action`, { reset_status: {} }, '3.18')
    expect(early.status).toBe(404)
    const missing = { reset_status: { status: 'error' } }
    expect((await ask(my.admin, 'POST', `/${NONE}/action`, missing)).status).toBe(404)
  })
})

describe('a group made of another', () => {
  const create = (how: object, api = my.demo, version = '3.14') =>
    api('POST', '/groups/action', { 'create-from-src': how }, version)

  test('has a volume for each of its source', async () => {
    const source = await filled()
    const got = await create({ source_group_id: source, name: ' copy ' })
    expect(got.status, got.text).toBe(202)
    const { id, name } = got.body.group
    expect(name).toBe('copy')
    await my.cloud.settled()
    const [old, shown] = [await groups.shown(source), await groups.shown(id)]
    expect(shown).toMatchObject({
      ...{ status: 'available', source_group_id: source, group_snapshot_id: null },
      ...{ volume_types: [groups.volumeType], availability_zone: old.availability_zone },
    })
    const origins = await Promise.all(
      shown.volumes.map(async (each: string) => (await my.shown(each, my.demo)).source_volid),
    )
    expect(origins).toEqual(old.volumes)
  })

  test('is in error where a volume of it cannot be made', async () => {
    const source = await filled()
    const { volumes } = await groups.shown(source)
    await my.cloud.app.database.write((tx) => updateVolume(tx, volumes[0], { size: 1_000_000_000 }))
    const got = await create({ source_group_id: source })
    expect(got.status, got.text).toBe(202)
    await my.cloud.settled()
    const shown = await groups.shown(got.body.group.id)
    expect(shown.status).toBe('error')
    for (const each of shown.volumes) expect((await my.shown(each)).status).toBe('error')
    await my.cloud.app.database.write((tx) => updateVolume(tx, volumes[0], { size: 1 }))
  })

  test('or of a snapshot has a volume of each of its snapshots', async () => {
    const snapshot = await make(await filled())
    const got = await create({ group_snapshot_id: snapshot })
    expect(got.status, got.text).toBe(202)
    await my.cloud.settled()
    const shown = await groups.shown(got.body.group.id)
    expect(shown).toMatchObject({
      ...{ status: 'available', group_snapshot_id: snapshot, source_group_id: null },
    })
    const origins = await Promise.all(
      shown.volumes.map(async (each: string) => (await my.shown(each, my.demo)).snapshot_id),
    )
    const snapshots = (await snapshotsOf(snapshot)).map(({ id }) => id)
    expect(new Set(origins)).toEqual(new Set(snapshots))
  })

  test.each([
    [{}, /^400 .*is not valid under any of the given schemas/],
    [{ source_group_id: NONE, group_snapshot_id: NONE }, /^400 .*is valid under each of/],
    [{ source_group_id: NONE, x: 1 }, /^400 .*'x' was unexpected/],
    [{ source_group_id: NONE }, /^404 Group 0{8}.* could not be found\./],
    [{ group_snapshot_id: NONE }, /^404 GroupSnapshot 0{8}.* could not be found\./],
  ])('is not made of %j', async (how, message) => {
    expect(refusal(await create(how))).toMatch(message)
  })

  test('is not made of nothing, for readers, or beyond the quota', async () => {
    const empty = await groups.make()
    const before = await used()
    expect(refusal(await create({ source_group_id: empty }))).toBe(
      '400 Invalid Group: Source Group is empty. No group will be created.',
    )
    expect(await used()).toEqual(before)
    expect(refusal(await create({ source_group_id: empty }, my.reader))).toBe(
      "403 Policy doesn't allow group:create to be performed.",
    )
    expect((await create({ source_group_id: empty }, my.stranger)).status).toBe(404)
    expect((await create({ source_group_id: empty }, my.demo, '3.13')).status).toBe(404)
    const path = `/os-quota-sets/${my.persona.projectId}`
    await my.admin('PUT', path, { quota_set: { groups: before[0] } })
    expect(refusal(await create({ source_group_id: empty }))).toMatch(/^413 GroupLimitExceeded: /)
    await my.admin('PUT', path, { quota_set: { groups: -1 } })
  })
})
