/** Groups under the name that they had before they had types, on v3 and v2. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { GROUP_VERSION, groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups
let roleless: VolumeApi

beforeAll(async () => {
  groups = await groupsIn(my)
  roleless = volumeApi(my.cloud, await my.cloud.user('roleless', 'service', 'demo'))
})

const NONE = '00000000-0000-0000-0000-000000000000'

async function make(more: object = {}, api = my.demo): Promise<string> {
  const consistencygroup = { volume_types: '__DEFAULT__', ...more }
  const got = await api('POST', '/consistencygroups', { consistencygroup })
  expect(got.status, got.text).toBe(202)
  await my.cloud.settled()
  return got.body.consistencygroup.id
}

const shown = async (id: string) =>
  (await my.demo('GET', `/consistencygroups/${id}`)).body.consistencygroup

describe.each(['/v3', '/v2'])('%s', (prefix) => {
  test('a consistency group lives from its creation to its end', async () => {
    const api = volumeApi(my.cloud, my.persona, prefix)
    const asked = { name: ' cg ', description: 'd', volume_types: '__DEFAULT__,' }
    const got = await api('POST', '/consistencygroups', { consistencygroup: asked })
    expect(got.status, got.text).toBe(202)
    const { id } = got.body.consistencygroup
    expect(got.body.consistencygroup).toEqual({ id, name: 'cg' })
    await my.cloud.settled()
    expect((await api('GET', `/consistencygroups/${id}`)).body.consistencygroup).toEqual({
      ...{ id, status: 'available', availability_zone: 'nova', created_at: expect.any(String) },
      ...{ name: 'cg', description: 'd', volume_types: [groups.volumeType] },
    })
    const volume = { size: 1, volume_type: '__DEFAULT__', consistencygroup_id: id }
    const member = (await api('POST', '/volumes', { volume })).body.volume
    await my.cloud.settled()
    expect(member.consistencygroup_id).toBe(id)
    const changed = await api('PUT', `/consistencygroups/${id}/update`, {
      consistencygroup: { remove_volumes: member.id },
    })
    expect(changed.status).toBe(202)
    await my.cloud.settled()
    expect((await my.shown(member.id)).consistencygroup_id).toBeNull()
    const removed = await api('POST', `/consistencygroups/${id}/delete`, {
      consistencygroup: { force: true },
    })
    expect([removed.status, removed.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect((await api('GET', `/consistencygroups/${id}`)).status).toBe(404)
  })
})

describe('a creation', () => {
  const send = (consistencygroup: object, api = my.demo) =>
    api('POST', '/consistencygroups', { consistencygroup })

  test.each([
    [{ name: 'x' }, /^400 .*'volume_types' is a required property/],
    [{ name: 'x', volume_types: '' }, /^400 volume_types must be provided .* group x\.$/],
    [{ volume_types: 'nope' }, /^404 Volume type with name nope could not be found\.$/],
  ])('of %j is refused', async (asked, message) => {
    expect(refusal(await send(asked))).toMatch(message)
  })

  test('is for members, within the quota', async () => {
    expect(refusal(await send({ volume_types: 'x' }, my.reader))).toBe(
      "403 Policy doesn't allow group:create to be performed.",
    )
    const poor = await my.cloud.user('poor', 'member', 'poor')
    await my.admin('PUT', `/os-quota-sets/${poor.projectId}`, { quota_set: { groups: 0 } })
    expect(refusal(await send({ volume_types: '__DEFAULT__' }, volumeApi(my.cloud, poor)))).toMatch(
      /^413 GroupLimitExceeded/,
    )
  })
})

test('only its own calls touch a consistency group, and they touch every group', async () => {
  const [cg, group] = [await make({ name: 'cg' }), await groups.make({ name: 'plain' })]
  for (const got of [
    await my.demo('GET', `/groups/${cg}`, undefined, GROUP_VERSION),
    await groups.put(cg, { name: 'x' }),
    await groups.act(cg, 'delete'),
    await my.demo('POST', '/group_snapshots', { group_snapshot: { group_id: cg } }, GROUP_VERSION),
  ]) {
    expect(refusal(got)).toMatch(
      /^400 Group_type .* Migrated group can only be operated by CG APIs/,
    )
  }
  for (const path of ['/consistencygroups', '/consistencygroups/detail']) {
    const { consistencygroups } = (await my.demo('GET', path)).body
    const names = consistencygroups.map(({ name }: { name: string }) => name)
    expect(names.slice(0, 2)).toEqual(['plain', 'cg'])
    const found = await my.demo('GET', `${path}?name=plain`)
    expect(found.body.consistencygroups).toHaveLength(1)
  }
  expect((await my.demo('GET', '/groups?name=cg', undefined, '3.13')).body.groups).toEqual([])
  expect((await shown(group)).name).toBe('plain')
})

test.each(['/consistencygroups', '/consistencygroups/detail'])('%s has pages', async (path) => {
  await make()
  const got = await my.demo('GET', `${path}?limit=1`)
  expect(got.body.consistencygroup_links[0].href).toContain('/consistencygroups?limit=1&marker=')
  expect(refusal(await my.demo('GET', `${path}?sort=bogus`))).toMatch(/^400 /)
  expect(refusal(await my.demo('GET', `${path}?marker=${NONE}`))).toMatch(/^404 Group /)
  expect((await roleless('GET', path)).status).toBe(403)
})

describe('a change', () => {
  const put = (id: string, consistencygroup: object, version?: string, api = my.demo) =>
    api('PUT', `/consistencygroups/${id}/update`, { consistencygroup }, version)

  test('must be one', async () => {
    const id = await make({ name: 'old' })
    expect(refusal(await put(id, { name: '' }))).toBe(
      '400 Name, description, add_volumes, and remove_volumes can not be all empty in the request ' +
        'body.',
    )
    expect(refusal(await put(id, {}, '3.6'))).toBe(
      '400 Must specify one or more of the following keys to update: name, description, ' +
        'add_volumes, remove_volumes.',
    )
    expect((await put(id, { name: '' }, '3.6')).status).toBe(202)
    expect((await shown(id)).name).toBe('')
    expect((await put(id, { name: 'x' }, undefined, my.reader)).status).toBe(403)
    expect((await put(NONE, { name: 'x' })).status).toBe(404)
  })
})

describe('a deletion', () => {
  const remove = (id: string, body?: object, api = my.demo) =>
    api('POST', `/consistencygroups/${id}/delete`, body)

  test('needs no body, but force where there are volumes', async () => {
    const id = await make()
    await groups.volume(id)
    expect(refusal(await remove(id))).toMatch(/^400 Invalid Group: .*still contains volumes/)
    expect(refusal(await remove(id, { consistencygroup: { force: 'x' } }))).toMatch(
      /^400 .*is not valid under any of the given schemas/,
    )
    expect((await remove(id, {}, my.reader)).status).toBe(403)
    expect((await remove(NONE, {})).status).toBe(404)
    expect((await remove(id, { consistencygroup: { force: 'true' } })).status).toBe(202)
  })
})

describe('a consistency group of another', () => {
  const create = (how: object, api = my.demo) =>
    api('POST', '/consistencygroups/create_from_src', { 'consistencygroup-from-src': how })

  test('or of a snapshot of one', async () => {
    const source = await make()
    await groups.volume(source)
    const copied = await create({ source_cgid: source, name: 'copy' })
    expect(copied.status, copied.text).toBe(202)
    const cgsnapshot = { consistencygroup_id: source }
    const { id } = (await my.demo('POST', '/cgsnapshots', { cgsnapshot })).body.cgsnapshot
    await my.cloud.settled()
    const restored = await create({ cgsnapshot_id: id })
    expect(restored.status, restored.text).toBe(202)
    await my.cloud.settled()
    for (const { body } of [copied, restored]) {
      expect(await shown(body.consistencygroup.id)).toMatchObject({ status: 'available' })
    }
  })

  test('is refused without exactly one source', async () => {
    expect(refusal(await create({}))).toBe(
      "400 Either 'cgsnapshot_id' or 'source_cgid' must be provided to create consistency group " +
        'None from source.',
    )
    expect(refusal(await create({ cgsnapshot_id: NONE, source_cgid: NONE }))).toBe(
      "400 Cannot provide both 'cgsnapshot_id' and 'source_cgid' to create consistency group None " +
        'from source.',
    )
    expect(refusal(await create({ source_cgid: NONE }))).toMatch(/^404 Group /)
    expect((await create({ source_cgid: NONE }, my.reader)).status).toBe(403)
    const source = await make()
    await groups.volume(source)
    const path = `/os-quota-sets/${my.persona.projectId}`
    const { in_use } = (await my.admin('GET', `${path}?usage=True`)).body.quota_set.groups
    await my.admin('PUT', path, { quota_set: { groups: in_use } })
    expect((await create({ source_cgid: source })).status).toBe(413)
    await my.admin('PUT', path, { quota_set: { groups: -1 } })
  })
})

test('nobody without a role is shown a consistency group', async () => {
  expect((await roleless('GET', `/consistencygroups/${await make()}`)).status).toBe(403)
})

describe('a snapshot of a consistency group', () => {
  const create = (cgsnapshot: object, api = my.demo) => api('POST', '/cgsnapshots', { cgsnapshot })

  test('lives from its creation to its end', async () => {
    const group = await make()
    await groups.volume(group)
    const got = await create({ consistencygroup_id: group, name: ' s ', description: 'd' })
    expect(got.status, got.text).toBe(202)
    const { id } = got.body.cgsnapshot
    expect(got.body.cgsnapshot).toEqual({ id, name: 's' })
    await my.cloud.settled()
    const item = {
      ...{ id, consistencygroup_id: group, status: 'available', created_at: expect.any(String) },
      ...{ name: 's', description: 'd' },
    }
    expect((await my.demo('GET', `/cgsnapshots/${id}`)).body.cgsnapshot).toEqual(item)
    expect((await my.demo('GET', '/cgsnapshots?limit=1')).body).toEqual({
      cgsnapshots: [{ id, name: 's' }],
    })
    expect((await my.demo('GET', '/cgsnapshots/detail?limit=1')).body).toEqual({
      cgsnapshots: [item],
    })
    for (const method of ['GET', 'DELETE']) {
      const early = await my.demo(method, `/group_snapshots/${id}`, undefined, '3.14')
      expect(refusal(early)).toMatch(/^400 .* can only be operated by CG snapshot APIs/)
    }
    const removed = await my.demo('DELETE', `/cgsnapshots/${id}`)
    expect([removed.status, removed.text]).toEqual([202, ''])
    expect(refusal(await my.demo('DELETE', `/cgsnapshots/${id}`))).toMatch(/^404 GroupSnapshot /)
  })

  test('is refused to whom it is not for, and of what is not there', async () => {
    const group = await make()
    expect(refusal(await create({ consistencygroup_id: NONE }))).toMatch(/^404 Group /)
    expect(refusal(await create({ name: 'x' }))).toMatch(
      /^400 .*'consistencygroup_id' is a required property/,
    )
    expect((await create({ consistencygroup_id: group }, my.reader)).status).toBe(403)
    await groups.volume(group)
    const path = `/os-quota-sets/${my.persona.projectId}`
    const { in_use } = (await my.admin('GET', `${path}?usage=True`)).body.quota_set.snapshots
    await my.admin('PUT', path, { quota_set: { snapshots: in_use } })
    expect((await create({ consistencygroup_id: group })).status).toBe(413)
    await my.admin('PUT', path, { quota_set: { snapshots: -1 } })
    const { id } = (await create({ consistencygroup_id: group })).body.cgsnapshot
    await my.cloud.settled()
    const reset = { reset_status: { status: 'creating' } }
    await my.admin('POST', `/group_snapshots/${id}/action`, reset, '3.19')
    expect(refusal(await my.demo('DELETE', `/cgsnapshots/${id}`))).toMatch(
      /^400 Invalid GroupSnapshot: /,
    )
    expect((await my.reader('DELETE', `/cgsnapshots/${id}`)).status).toBe(403)
    for (const end of ['', '/detail', `/${id}`]) {
      expect((await roleless('GET', `/cgsnapshots${end}`)).status).toBe(403)
      expect((await my.demo('GET', `/cgsnapshots${end}?limit=x`)).status).toBe(
        end.length > 9 ? 200 : 400,
      )
    }
    expect((await my.stranger('GET', `/cgsnapshots/${id}`)).status).toBe(404)
  })
})
