/** Volumes that change their type or their backend, and what that does to quotas and pools. */
import { describe, expect, test } from 'vitest'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { updateVolume } from './volumes.store.ts'

const all = useVolumeCloud()

const NOBODY = '00000000-0000-4000-8000-000000000000'
const USE = { host_name: 'h', mountpoint: '/dev/vdb' }
const NOT_RETYPED =
  '400 Invalid volume: Retype needs volume to be in available or in-use state, not be part of an ' +
  'active migration or a consistency group, requested type has to be different that the one from ' +
  'the volume, and for in-use volumes front-end qos specs cannot change.'

async function act(id: string, action: string, how: unknown, api = all.demo, version = '3.0') {
  const got = await api('POST', `/volumes/${id}/action`, { [action]: how }, version)
  await all.cloud.settled()
  return got
}

const retype = (id: string, new_type: string, more: object = {}, api = all.demo) =>
  act(id, 'os-retype', { new_type, ...more }, api)
const migrate = (id: string, how: object, version = '3.0', api = all.admin) =>
  act(id, 'os-migrate_volume', how, api, version)

let types = 0
async function type(extra_specs: object = {}, more: object = {}): Promise<string> {
  const name = `type-${++types}`
  const got = await all.admin('POST', '/types', { volume_type: { name, extra_specs, ...more } })
  expect(got.status, got.text).toBe(200)
  return name
}

const hostOf = async (id: string): Promise<string> => (await all.shown(id))['os-vol-host-attr:host']

async function otherPool(id: string): Promise<string> {
  const host = await hostOf(id)
  const { pools } = (await all.admin('GET', '/scheduler-stats/get_pools')).body
  return pools.map(({ name }: { name: string }) => name).find((name: string) => name !== host)
}

/** GiB allocated in a pool, and what the project uses of a quota. */
async function held(pool: string, ...resources: string[]) {
  const { pools } = (await all.admin('GET', '/scheduler-stats/get_pools?detail=true')).body
  const found = pools.find(({ name }: { name: string }) => name === pool)
  const quotas = await all.demo('GET', `/os-quota-sets/${all.persona.projectId}?usage=True`)
  const used = resources.map((resource) => quotas.body.quota_set[resource].in_use)
  return [found.capabilities.allocated_capacity_gb, ...used]
}

describe('os-retype', () => {
  test('202: a volume that can stay where it is counts for its new type', async () => {
    const [before, after] = [await type(), await type()]
    const id = await all.volume({ size: 2, volume_type: before })
    const pool = await hostOf(id)
    const resources = ['volumes', 'gigabytes', `volumes_${before}`, `gigabytes_${before}`]
    const [allocated, volumes, gigabytes] = await held(pool, ...resources)
    expect((await retype(id, after)).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({
      ...{ status: 'available', volume_type: after, migration_status: null },
      'os-vol-host-attr:host': pool,
    })
    expect(await held(pool, ...resources)).toEqual([allocated, volumes, gigabytes, 0, 0])
    expect(await held(pool, `volumes_${after}`, `gigabytes_${after}`)).toEqual([allocated, 1, 2])
  })

  test('a volume in use stays in use; v2 does it by the id of the type', async () => {
    const id = await all.volume()
    await act(id, 'os-attach', USE)
    const name = await type()
    const found = (await all.admin('GET', '/types')).body.volume_types
    const { id: typeId } = found.find((one: { name: string }) => one.name === name)
    const v2 = volumeApi(all.cloud, all.persona, '/v2')
    expect((await retype(id, typeId, {}, v2)).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({ status: 'in-use', volume_type: name })
  })

  test('a type that no backend has is given to no volume, and its owner learns it', async () => {
    const id = await all.volume({ size: 3 })
    const [from, { volume_type: before }] = [await hostOf(id), await all.shown(id)]
    const name = await type({ volume_backend_name: 'nowhere' })
    const [allocated] = await held(from)
    for (const policy of [{}, { migration_policy: 'never' }, { migration_policy: 'on-demand' }]) {
      expect((await retype(id, name, policy)).status).toBe(202)
      expect(await all.shown(id)).toMatchObject({ status: 'available', volume_type: before })
    }
    expect(await held(from, `volumes_${name}`, `gigabytes_${name}`)).toEqual([allocated, 0, 0])
    const messages = await all.demo('GET', `/messages?resource_uuid=${id}`, undefined, '3.5')
    expect(messages.body.messages[0].event_id).toBe('VOLUME_VOLUME_001_003')
  })

  test('a volume whose backend takes none moves on demand, and only then', async () => {
    const id = await all.volume({ size: 3 })
    const [from, name] = [await hostOf(id), await type()]
    const [allocated] = await held(from)
    const service = { binary: 'cinder-volume', host: from.split('#')[0] }
    await all.admin('PUT', '/os-services/disable', service)
    await retype(id, name)
    const stays = await all.shown(id)
    await retype(id, name, { migration_policy: 'on-demand' })
    await all.admin('PUT', '/os-services/enable', service)
    expect(stays).toMatchObject({ status: 'available', 'os-vol-host-attr:host': from })
    expect(stays.volume_type).not.toBe(name)
    const moved = await all.shown(id)
    expect(moved).toMatchObject({
      ...{ status: 'available', volume_type: name, migration_status: 'success' },
    })
    expect(moved['os-vol-host-attr:host']).not.toBe(from)
    expect(await held(from, `gigabytes_${name}`)).toEqual([allocated - 3, 3])
  })

  test('a multiattach type makes an available volume one for several servers', async () => {
    const id = await all.volume()
    await retype(id, await type({ multiattach: '<is> True' }))
    expect((await all.shown(id)).multiattach).toBe(true)
    await act(id, 'os-attach', USE)
    expect(refusal(await retype(id, await type()))).toBe(
      '400 Invalid input received: Invalid volume_type passed, retypes affecting multiattach are ' +
        'only allowed on available volumes, the specified volume however currently has a status ' +
        'of: in-use.',
    )
  })

  test('400 for the type it has, in a group, on its way, or in no such state', async () => {
    const id = await all.volume()
    const { volume_type: own } = await all.shown(id)
    expect(refusal(await retype(id, own))).toBe(NOT_RETYPED)
    const name = await type()
    for (const states of [
      { status: 'error' },
      { migration_status: 'migrating' },
      { group_id: 'g' },
      { consistencygroup_id: 'g' },
    ] as const) {
      const other = await all.volume()
      await all.cloud.app.database.write((tx) => updateVolume(tx, other, states))
      expect(refusal(await retype(other, name))).toBe(NOT_RETYPED)
    }
  })

  test('400 where a host would heed other limits on a volume in use', async () => {
    const specs = { name: `q-${++types}`, consumer: 'front-end', total_iops_sec: '1' }
    const qos = (await all.admin('POST', '/qos-specs', { qos_specs: specs })).body.qos_specs.id
    const name = await type()
    const found = (await all.admin('GET', '/types')).body.volume_types
    const { id: typeId } = found.find((one: { name: string }) => one.name === name)
    await all.admin('GET', `/qos-specs/${qos}/associate?vol_type_id=${typeId}`)
    const id = await all.volume()
    await act(id, 'os-attach', USE)
    expect(refusal(await retype(id, name))).toBe(NOT_RETYPED)
  })

  test('404 for a type that is not there or not for the project', async () => {
    const id = await all.volume()
    expect(refusal(await retype(id, 'nope'))).toBe(
      '404 Volume type with name nope could not be found.',
    )
    const name = await type({}, { 'os-volume-type-access:is_public': false })
    expect((await retype(id, name)).status).toBe(404)
    expect((await retype(NOBODY, name)).status).toBe(404)
  })

  test('403 for readers; 413 where the type has no quota left', async () => {
    const id = await all.volume()
    const name = await type()
    expect((await retype(id, name, {}, all.reader)).status).toBe(403)
    const quota_set = { [`volumes_${name}`]: 0 }
    await all.admin('PUT', `/os-quota-sets/${all.persona.projectId}`, { quota_set })
    const got = await retype(id, name)
    expect(refusal(got)).toBe(
      `413 VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota ` +
        `'volumes_${name}'.`,
    )
    expect((await all.shown(id)).status).toBe('available')
  })

  test('an encrypted type takes a copy, and gives it a key', async () => {
    const name = await type()
    const found = (await all.admin('GET', '/types')).body.volume_types
    const { id: typeId } = found.find((one: { name: string }) => one.name === name)
    const encryption = {
      provider: 'luks',
      cipher: 'aes-xts-plain64',
      control_location: 'front-end',
    }
    const made = await all.admin('POST', `/types/${typeId}/encryption`, { encryption })
    expect(made.status, made.text).toBe(200)
    const id = await all.volume()
    await retype(id, name)
    expect((await all.shown(id)).encrypted).toBe(false)
    await retype(id, name, { migration_policy: 'on-demand' })
    expect(await all.shown(id)).toMatchObject({ encrypted: true, volume_type: name })
    await retype(id, await type(), { migration_policy: 'on-demand' })
    expect((await all.shown(id)).encrypted).toBe(false)
  })
})

describe('os-migrate_volume', () => {
  test('202, and the volume lies in the other pool', async () => {
    const id = await all.volume({ size: 2 })
    const [from, to] = [await hostOf(id), await otherPool(id)]
    const [atFrom, atTo] = [...(await held(from)), ...(await held(to))]
    expect((await migrate(id, { host: to })).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({
      ...{ status: 'available', migration_status: 'success', 'os-vol-host-attr:host': to },
    })
    expect([...(await held(from)), ...(await held(to))]).toEqual([atFrom - 2, atTo + 2])
    expect((await migrate(id, { host: from.split('#')[0] })).status).toBe(202)
    expect(await hostOf(id)).toBe(from)
  })

  test('where its type cannot lie there it stays, with an error', async () => {
    const id = await all.volume()
    const pool = await otherPool(id)
    const name = await type({ volume_backend_name: 'nowhere' })
    const got = (await all.admin('GET', '/types')).body.volume_types
    const { id: typeId } = got.find((one: { name: string }) => one.name === name)
    await all.cloud.app.database.write((tx) => updateVolume(tx, id, { volume_type_id: typeId }))
    expect((await migrate(id, { host: pool, lock_volume: true })).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({ status: 'available', migration_status: 'error' })
    expect(await hostOf(id)).not.toBe(pool)
  })

  test('400 for a host that does not serve, or is its own, and with snapshots', async () => {
    const id = await all.volume()
    expect(refusal(await migrate(id, { host: 'nope@x#y' }))).toBe(
      "400 Invalid host: No available service named 'nope@x#y'",
    )
    expect(refusal(await migrate(id, { host: '' }))).toBe(
      '400 Invalid input received: Host field is missing.',
    )
    const one = '400 Invalid input received: One and only one of cluster and host must be set.'
    expect(refusal(await migrate(id, {}, '3.16'))).toBe(one)
    expect(refusal(await migrate(id, { host: 'h', cluster: 'c' }, '3.16'))).toBe(one)
    expect(refusal(await migrate(id, { cluster: 'c' }, '3.16'))).toBe(
      "400 Invalid host: No available service named 'c'",
    )
    const refused =
      `400 Invalid volume: Volume ${id} status must be available or in-use, must not be ` +
      'migrating, have snapshots, be replicated, be part of a group and destination host/cluster ' +
      'must be different than the current one'
    expect(refusal(await migrate(id, { host: await hostOf(id) }))).toBe(refused)
    await all.demo('POST', '/snapshots', { snapshot: { volume_id: id } })
    await all.cloud.settled()
    expect(refusal(await migrate(id, { host: await otherPool(id) }))).toBe(refused)
  })

  test('403 for members, 404 where there is no volume', async () => {
    const id = await all.volume()
    expect((await migrate(id, { host: 'h' }, '3.0', all.demo)).status).toBe(403)
    expect((await migrate(NOBODY, { host: 'h' })).status).toBe(404)
  })
})

describe('os-migrate_volume_completion', () => {
  const complete = (id: string, new_volume: string, more: object = {}, api = all.admin) =>
    act(id, 'os-migrate_volume_completion', { new_volume, ...more }, api)

  test('200: where nothing migrates, what uses the one volume uses the other', async () => {
    const [from, to] = [await all.volume(), await all.volume()]
    await act(from, 'os-attach', USE)
    const failed = await complete(from, to, { error: true })
    expect([failed.status, failed.body]).toEqual([200, { save_volume_id: to }])
    expect((await all.shown(from)).status).toBe('in-use')
    expect((await complete(from, to)).body).toEqual({ save_volume_id: to })
    expect(await all.shown(from)).toMatchObject({ status: 'available', attachments: [] })
    expect((await all.shown(to)).attachments).toMatchObject([{ host_name: 'h' }])
  })

  test('400 where only one of them is on its way', async () => {
    const [from, to] = [await all.volume(), await all.volume()]
    await all.reset(to, { migration_status: 'migrating' })
    expect(refusal(await complete(from, to))).toBe(
      '400 Invalid volume: Source volume not mid-migration.',
    )
    expect(refusal(await complete(to, from))).toBe(
      '400 Invalid volume: Destination volume not mid-migration.',
    )
    await all.reset(from, { migration_status: 'migrating' })
    expect(refusal(await complete(from, to))).toBe(
      `400 Invalid volume: Destination has migration_status migrating, expected target:${from}.`,
    )
  })

  test('403 for members, 404 where there is no other volume', async () => {
    const id = await all.volume()
    expect((await complete(id, id, {}, all.demo)).status).toBe(403)
    expect((await complete(id, NOBODY)).status).toBe(404)
  })
})
