/** Block Storage v2, as it was to its end: what v3 has at its first microversion, by the same codes. */
import { beforeAll, expect, test } from 'vitest'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
let v2: VolumeApi
beforeAll(async () => {
  v2 = volumeApi(my.cloud, await my.cloud.admin(), '/v2')
})

type Step = readonly [status: number, method: string, path: string, body?: object]

/** Takes the steps one after another, and gives what the last of them answered. */
async function take(...steps: readonly Step[]) {
  let got: Awaited<ReturnType<VolumeApi>> | undefined
  for (const [status, method, path, body] of steps) {
    got = await v2(method, path, body)
    expect(got.status, `${method} ${path}: ${got.text}`).toBe(status)
    await my.cloud.settled()
  }
  return got!.body
}

async function volume(): Promise<string> {
  return (await take([202, 'POST', '/volumes', { volume: { size: 1 } }])).volume.id
}

const act = (status: number, path: string, action: object): Step => [
  status,
  'POST',
  `${path}/action`,
  action,
]

test('volumes are changed, extended, moved, given up and deleted', async () => {
  const [id, other] = [await volume(), await volume()]
  const path = `/volumes/${id}`
  const changed = await take([200, 'PUT', path, { volume: { name: 'renamed' } }])
  expect(changed.volume).toMatchObject({ id, name: 'renamed' })
  await take(act(202, path, { 'os-extend': { new_size: 2 } }))
  const found = (await take([200, 'GET', '/volumes/detail?name=renamed'])).volumes
  expect(found).toMatchObject([{ id, size: 2, status: 'available' }])
  expect(found[0]).not.toHaveProperty('group_id')
  const pools: string[] = (await take([200, 'GET', '/scheduler-stats/get_pools'])).pools.map(
    ({ name }: { name: string }) => name,
  )
  const host = pools.find((name) => name !== found[0]['os-vol-host-attr:host'])
  await take(act(202, path, { 'os-migrate_volume': { host } }))
  expect((await take([200, 'GET', path])).volume['os-vol-host-attr:host']).toBe(host)
  await take(act(202, path, { 'os-reset_status': { status: 'error', migration_status: 'none' } }))
  await take(act(202, path, { 'os-force_delete': null }), [404, 'GET', path])
  const completion = { 'os-migrate_volume_completion': { new_volume: other, error: false } }
  const third = await volume()
  expect(await take(act(200, `/volumes/${third}`, completion))).toEqual({ save_volume_id: other })
  const use = { instance_uuid: '11111111-2222-4333-8444-555555555555', mountpoint: '/dev/vdb' }
  await take(
    act(202, `/volumes/${third}`, { 'os-attach': use }),
    act(202, `/volumes/${third}`, { 'os-force_detach': {} }),
    [202, 'DELETE', `/volumes/${third}`],
    [404, 'GET', `/volumes/${third}`],
  )
  const { volume: given } = await take([200, 'GET', `/volumes/${other}`])
  await take(act(202, `/volumes/${other}`, { 'os-unmanage': null }))
  const taken = { host: given['os-vol-host-attr:host'], ref: { 'source-name': `volume-${other}` } }
  const managed = await take([202, 'POST', '/os-volume-manage', { volume: taken }])
  expect((await take([200, 'GET', `/volumes/${managed.volume.id}`])).volume).toMatchObject({
    status: 'available',
    size: 1,
  })
})

test('snapshots are listed, changed and deleted, with their metadata', async () => {
  const volume_id = await volume()
  const created = await take([202, 'POST', '/snapshots', { snapshot: { volume_id, name: 's' } }])
  const { id } = created.snapshot
  const path = `/snapshots/${id}`
  expect((await take([200, 'GET', '/snapshots'])).snapshots).toMatchObject([{ id, volume_id }])
  expect((await take([200, 'GET', '/snapshots/detail'])).snapshots).toMatchObject([{ id }])
  const items = await take(
    [200, 'PUT', path, { snapshot: { name: 't' } }],
    [200, 'POST', `${path}/metadata`, { metadata: { a: '1' } }],
    [200, 'PUT', `${path}/metadata`, { metadata: { b: '2' } }],
    [200, 'GET', `${path}/metadata`],
  )
  expect(items).toEqual({ metadata: { b: '2' } })
  await take(act(202, path, { 'os-reset_status': { status: 'error' } }))
  expect((await take([200, 'GET', path])).snapshot).toMatchObject({ name: 't', status: 'error' })
  await take([202, 'DELETE', path], [404, 'GET', path])
})

test('backups are made, exported, restored and deleted', async () => {
  const volume_id = await volume()
  const made = await take([202, 'POST', '/backups', { backup: { volume_id, name: 'b' } }])
  const { id } = made.backup
  const path = `/backups/${id}`
  expect((await take([200, 'GET', '/backups'])).backups).toMatchObject([{ id, name: 'b' }])
  expect((await take([200, 'GET', '/backups/detail'])).backups).toMatchObject([
    { id, status: 'available', size: 1 },
  ])
  const restored = await take([202, 'POST', `${path}/restore`, { restore: {} }])
  expect(restored.restore).toMatchObject({ backup_id: id })
  const record = await take([200, 'GET', `${path}/export_record`])
  await take(
    act(202, path, { 'os-reset_status': { status: 'error' } }),
    act(202, path, { 'os-force_delete': {} }),
    [404, 'GET', path],
  )
  const imported = await take([201, 'POST', '/backups/import_record', record])
  expect(imported.backup).toMatchObject({ id })
})

test('volumes are offered and taken', async () => {
  const offer = async () =>
    (await take([202, 'POST', '/os-volume-transfer', { transfer: { volume_id: await volume() } }]))
      .transfer
  const { id, auth_key } = await offer()
  expect((await take([200, 'GET', '/os-volume-transfer'])).transfers).toMatchObject([{ id }])
  expect((await take([200, 'GET', '/os-volume-transfer/detail'])).transfers).toMatchObject([{ id }])
  await take([202, 'POST', `/os-volume-transfer/${id}/accept`, { accept: { auth_key } }])
  const path = `/os-volume-transfer/${(await offer()).id}`
  await take([202, 'DELETE', path], [404, 'GET', path])
})

test('consistency groups and their snapshots are made, changed and deleted', async () => {
  const type = (await take([200, 'GET', '/types/default'])).volume_type
  const group = { name: 'g', volume_types: type.id }
  const created = await take([202, 'POST', '/consistencygroups', { consistencygroup: group }])
  const { id } = created.consistencygroup
  const path = `/consistencygroups/${id}`
  const in_group = { size: 1, volume_type: type.id, consistencygroup_id: id }
  await take([202, 'POST', '/volumes', { volume: in_group }])
  expect((await take([200, 'GET', '/consistencygroups'])).consistencygroups).toEqual([
    { id, name: 'g' },
  ])
  await take([202, 'PUT', `${path}/update`, { consistencygroup: { name: 'h' } }])
  expect((await take([200, 'GET', '/consistencygroups/detail'])).consistencygroups).toMatchObject([
    { id, name: 'h', status: 'available' },
  ])
  const snapshot = (
    await take([202, 'POST', '/cgsnapshots', { cgsnapshot: { consistencygroup_id: id } }])
  ).cgsnapshot
  expect((await take([200, 'GET', '/cgsnapshots'])).cgsnapshots).toMatchObject([
    { id: snapshot.id },
  ])
  expect((await take([200, 'GET', '/cgsnapshots/detail'])).cgsnapshots).toMatchObject([
    { id: snapshot.id, status: 'available' },
  ])
  await take([200, 'GET', `/cgsnapshots/${snapshot.id}`])
  const copy = { 'consistencygroup-from-src': { cgsnapshot_id: snapshot.id } }
  const fromSource = '/consistencygroups/create_from_src'
  const { consistencygroup } = await take([202, 'POST', fromSource, copy])
  await take(
    [202, 'DELETE', `/cgsnapshots/${snapshot.id}`],
    [404, 'GET', `/cgsnapshots/${snapshot.id}`],
    ...[path, `/consistencygroups/${consistencygroup.id}`].flatMap((each): Step[] => [
      [202, 'POST', `${each}/delete`, { consistencygroup: { force: true } }],
      [404, 'GET', each],
    ]),
  )
})

test('types have QoS specs and encryption', async () => {
  const { volume_type } = await take([200, 'POST', '/types', { volume_type: { name: 'v2' } }])
  const specs = { name: 'fast', consumer: 'back-end', iops: '5' }
  const { qos_specs } = await take([200, 'POST', '/qos-specs', { qos_specs: specs }])
  const path = `/qos-specs/${qos_specs.id}`
  const listed = (await take([200, 'GET', '/qos-specs'])).qos_specs
  expect(listed).toMatchObject([{ id: qos_specs.id, specs: { iops: '5' } }])
  expect(await take([200, 'PUT', path, { qos_specs: { iops: '6' } }])).toEqual({
    qos_specs: { iops: '6' },
  })
  const associated: Step = [202, 'GET', `${path}/associate?vol_type_id=${volume_type.id}`]
  await take(associated, [202, 'GET', `${path}/disassociate?vol_type_id=${volume_type.id}`])
  await take(associated, [202, 'GET', `${path}/disassociate_all`])
  expect((await take([200, 'GET', path])).qos_specs.specs).toEqual({ iops: '6' })
  const encryption = { provider: 'luks', control_location: 'front-end', cipher: 'aes' }
  const encrypted = `/types/${volume_type.id}/encryption`
  await take([200, 'POST', encrypted, { encryption }])
  expect(await take([200, 'GET', `${encrypted}/cipher`])).toEqual({ cipher: 'aes' })
})
