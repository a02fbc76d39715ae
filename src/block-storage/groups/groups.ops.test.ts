/** Groups of volumes: made, shown, changed, deleted. */
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

const ask = (api: VolumeApi, method: string, path: string, body?: object, version = '3.13') =>
  api(method, `/groups${path}`, body, version)

async function used(): Promise<Record<string, number>> {
  const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
  const { groups: count, volumes, gigabytes } = (await my.admin('GET', path)).body.quota_set
  return { groups: count.in_use, volumes: volumes.in_use, gigabytes: gigabytes.in_use }
}

describe('a new group', () => {
  test('is made of types by name or id', async () => {
    const group = {
      ...{ name: ' g ', description: ' d ', availability_zone: 'nova' },
      ...{ group_type: groups.groupType, volume_types: ['__DEFAULT__'] },
    }
    const got = await ask(my.demo, 'POST', '', { group })
    expect(got.status).toBe(202)
    expect(got.body).toEqual({ group: { id: expect.any(String), name: 'g' } })
    await my.cloud.settled()
    const shown = await ask(my.reader, 'GET', `/${got.body.group.id}`)
    expect(shown.body.group).toEqual({
      ...{ id: got.body.group.id, status: 'available', availability_zone: 'nova' },
      ...{ created_at: expect.any(String), name: 'g', description: 'd' },
      ...{ group_type: groups.groupType, volume_types: [groups.volumeType] },
    })
  })

  test('shows more from version to version', async () => {
    const id = await groups.make()
    const fields = async (version: string, api = my.demo, query = '?list_volume=1') =>
      Object.keys((await ask(api, 'GET', `/${id}${query}`, undefined, version)).body.group).slice(8)
    expect(await fields('3.13')).toEqual([])
    const sources = ['group_snapshot_id', 'source_group_id']
    expect(await fields('3.24')).toEqual(sources)
    expect(await fields('3.25')).toEqual([...sources, 'volumes'])
    expect(await fields('3.25', my.demo, '')).toEqual(sources)
    expect(await fields('3.38')).toEqual([...sources, 'volumes', 'replication_status'])
    expect(await fields('3.58')).toEqual([...sources, 'volumes', 'replication_status'])
    expect((await fields('3.58', my.admin)).at(-1)).toBe('project_id')
    const bad = await ask(my.demo, 'GET', `/${id}?list_volume=x`, undefined, '3.25')
    expect(refusal(bad)).toBe("400 Value 'x' for 'list_volume' is not a boolean.")
  })

  test.each([
    [{ volume_types: ['x'] }, /^400 .*'group_type' is a required property/],
    [{ group_type: 'x', volume_types: [] }, /^400 .*\[\] should be non-empty/],
    [
      { group_type: NONE, volume_types: ['__DEFAULT__'] },
      /^404 Group type 0{8}.* could not be found/,
    ],
    [{ group_type: 'nope', volume_types: ['x'] }, /^404 Group type with name nope could not/],
  ])('is not made of %j', async (group, message) => {
    expect(refusal(await ask(my.demo, 'POST', '', { group }))).toMatch(message)
  })

  test('is not made of what is not there', async () => {
    const send = async (more: object) => {
      const group = { group_type: groups.groupType, volume_types: [groups.volumeType], ...more }
      return refusal(await ask(my.demo, 'POST', '', { group }))
    }
    expect(await send({ volume_types: ['nope'] })).toBe(
      '404 Volume type with name nope could not be found.',
    )
    expect(await send({ availability_zone: 'nope' })).toBe(
      "400 Invalid input received: Availability zone 'nope' is invalid.",
    )
    expect(await send({ group_type: 'default_cgsnapshot_type' })).toMatch(
      /^400 Group_type .* is reserved for migrating CGs to groups\. Migrated group can only/,
    )
  })

  test('is nothing for readers, for strangers, or below 3.13', async () => {
    const group = { group_type: groups.groupType, volume_types: [groups.volumeType] }
    expect(refusal(await ask(my.reader, 'POST', '', { group }))).toBe(
      "403 Policy doesn't allow group:create to be performed.",
    )
    expect((await ask(my.demo, 'POST', '', { group }, '3.12')).status).toBe(404)
    const id = await groups.make()
    expect(refusal(await ask(my.stranger, 'GET', `/${id}`))).toBe(
      `404 Group ${id} could not be found.`,
    )
  })

  test('ends in error where no backend has all its types', async () => {
    const volume_type = { name: 'elsewhere', extra_specs: { volume_backend_name: 'nowhere' } }
    await my.admin('POST', '/types', { volume_type })
    const id = await groups.make({ volume_types: ['__DEFAULT__', 'elsewhere'] })
    expect((await groups.shown(id)).status).toBe('error')
    const before = await used()
    expect((await groups.act(id, 'delete')).status).toBe(202)
    expect((await ask(my.demo, 'GET', `/${id}`)).status).toBe(404)
    expect(await used()).toEqual({ ...before, groups: before['groups']! - 1 })
  })

  test('counts against the quota', async () => {
    const { token, projectId } = await my.cloud.user('poor', 'member', 'poor')
    await my.admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { groups: 0 } })
    const group = { group_type: groups.groupType, volume_types: [groups.volumeType] }
    const got = await my.cloud.request('block-storage', 'POST', `/v3/${projectId}/groups`, {
      ...{ token, version: '3.13', body: { group } },
    })
    expect(refusal(got)).toBe(
      '413 GroupLimitExceeded: Maximum number of groups allowed (0) exceeded',
    )
  })
})

describe('a volume in a group', () => {
  test('says so, and is not deleted alone', async () => {
    const id = await groups.make()
    const volume = await groups.volume(id)
    expect(await my.shown(volume, my.demo, '3.13')).toMatchObject({
      ...{ group_id: id, consistencygroup_id: null },
    })
    expect((await groups.shown(id)).volumes).toEqual([volume])
    expect(refusal(await my.demo('DELETE', `/volumes/${volume}`))).toMatch(
      /^400 Invalid volume: .*belong to a group/,
    )
  })

  test('needs a type that the group has', async () => {
    const id = await groups.make()
    await my.admin('POST', '/types', { volume_type: { name: 'plain' } })
    const send = async (more: object) => {
      const volume = { size: 1, group_id: id, ...more }
      return refusal(await my.demo('POST', '/volumes', { volume }, '3.13'))
    }
    expect(await send({})).toBe(
      '400 Invalid input received: volume_type must be provided when creating a volume in a group.',
    )
    expect(await send({ volume_type: 'plain' })).toMatch(
      /^400 .*\(requested type must be supported by this group\)\.$/,
    )
    expect(await send({ group_id: NONE })).toBe(`404 Group ${NONE} could not be found.`)
  })
})

describe('a change', () => {
  test('of texts is made at once', async () => {
    const id = await groups.make({ name: 'old' })
    const got = await groups.put(id, { name: 'new', description: 'd' })
    expect([got.status, got.text]).toEqual([202, ''])
    expect(await groups.shown(id)).toMatchObject({ name: 'new', description: 'd' })
    const nothing =
      `400 Invalid Group: Cannot update group ${id} because no valid name, description, ` +
      'add_volumes, or remove_volumes were provided.'
    expect(refusal(await groups.put(id, { name: 'new' }))).toBe(nothing)
    expect(refusal(await groups.put(id, { add_volumes: '' }))).toBe(nothing)
    expect(refusal(await groups.put(id, {}))).toMatch(/^400 .*not valid under any of the given/)
  })

  test('lets volumes join and leave', async () => {
    const id = await groups.make()
    // Made in the group, so that they lie where it does.
    const [one, two] = [await groups.volume(id), await groups.volume(id)]
    expect((await groups.put(id, { remove_volumes: `${one},${two}` })).status).toBe(202)
    await my.cloud.settled()
    expect((await groups.shown(id)).volumes).toEqual([])
    expect((await groups.put(id, { add_volumes: `${one},${two},` })).status).toBe(202)
    await my.cloud.settled()
    expect((await groups.shown(id)).volumes).toEqual([one, two])
    expect((await groups.put(id, { remove_volumes: one })).status).toBe(202)
    await my.cloud.settled()
    expect((await groups.shown(id)).volumes).toEqual([two])
    expect(await my.shown(one, my.demo, '3.13')).toMatchObject({ group_id: null })
    expect(refusal(await groups.put(id, { remove_volumes: one }))).toBe(
      `400 Invalid volume: Cannot remove volume ${one} from group ${id} because it is not in the ` +
        'group.',
    )
    expect(refusal(await groups.put(id, { add_volumes: one, remove_volumes: one }))).toBe(
      `400 Invalid volume: UUIDs ['${one}'] are in both add and remove volume list.`,
    )
    expect((await groups.put(id, { add_volumes: two, name: 'x' })).status).toBe(202)
  })

  test('refuses volumes that cannot join', async () => {
    const [id, other] = [await groups.make(), await groups.make()]
    const refused = async (volume: string) =>
      refusal(await groups.put(id, { add_volumes: volume })).replace(
        `400 Invalid volume: Cannot add volume ${volume} to group ${id} `,
        '',
      )
    expect(await refused(NONE)).toBe('because volume cannot be found.')
    expect(await refused(await groups.volume(other))).toBe(
      `because it is already in group ${other}.`,
    )
    await my.admin('POST', '/types', { volume_type: { name: 'odd' } })
    expect(await refused(await my.volume({ volume_type: 'odd' }))).toMatch(
      /^because volume type .* is not supported by the group\.$/,
    )
    const broken = await my.volume()
    await my.reset(broken, { status: 'error' })
    expect(await refused(broken)).toBe(
      "because volume is in an invalid state: error. Valid states are: ('available', 'in-use').",
    )
  })

  test('is for members of the project', async () => {
    const id = await groups.make()
    expect(refusal(await groups.put(id, { name: 'x' }, my.reader))).toBe(
      "403 Policy doesn't allow group:update to be performed.",
    )
    expect((await groups.put(id, { name: 'x' }, my.stranger)).status).toBe(404)
    expect((await groups.put(NONE, { name: 'x' })).status).toBe(404)
  })
})

test('administrators write another state over that of a group', async () => {
  const id = await groups.make()
  const reset = (status: unknown, api = my.admin) =>
    groups.act(id, 'reset_status', status === undefined ? {} : { status }, api)
  expect((await reset('Error')).status).toBe(202)
  expect((await groups.shown(id)).status).toBe('error')
  const list =
    "('error', 'available', 'creating', 'deleting', 'deleted', 'updating', 'in-use', 'error_deleting')"
  expect(refusal(await reset('bogus'))).toBe(
    `400 Invalid Group Status: Group status: bogus is invalid, valid status are: ${list}.`,
  )
  expect(refusal(await reset(' '))).toBe("400 Invalid Group Status: The 'status' can not be empty.")
  expect(refusal(await reset(undefined))).toMatch(/^400 .*'status' is a required property/)
  expect(refusal(await reset('error', my.demo))).toBe(
    "403 Policy doesn't allow group:reset_status to be performed.",
  )
  const missing = await my.admin(
    'POST',
    `/groups/${NONE}/action`,
    { reset_status: { status: 'error' } },
    '3.20',
  )
  expect(missing.status).toBe(404)
})
