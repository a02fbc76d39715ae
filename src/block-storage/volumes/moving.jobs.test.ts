/** What becomes of changes of type and backend that somebody or something comes in the way of. */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import { updateVolume } from './volumes.store.ts'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  async function setUp() {
    const cloud = await startCloud({ database: await backend.url('cloud'), transitions: 'manual' })
    const persona = await cloud.demo()
    const demo = volumeApi(cloud, persona)
    const admin = volumeApi(cloud, await cloud.admin())
    const advance = async () => {
      await cloud.app.jobs.advance()
      await cloud.settled()
    }
    const volume = async (): Promise<string> => {
      const got = await demo('POST', '/volumes', { volume: { size: 2 } })
      await advance()
      return got.body.volume.id
    }
    const act = (id: string, action: string, how: unknown) =>
      admin('POST', `/volumes/${id}/action`, { [action]: how })
    const shown = async (id: string) => (await admin('GET', `/volumes/${id}`)).body.volume
    /** GiB that pools and types of the project hold, as they are counted. */
    const counted = async () => {
      const pools = (await admin('GET', '/scheduler-stats/get_pools?detail=true')).body.pools
      const gib = pools.map(
        (pool: { capabilities: { allocated_capacity_gb: number } }) =>
          pool.capabilities.allocated_capacity_gb,
      )
      const quota = await demo('GET', `/os-quota-sets/${persona.projectId}?usage=True`)
      const used = Object.entries<{ in_use: number }>(quota.body.quota_set)
        .filter(([name, { in_use }]) => name.startsWith('gigabytes') && in_use > 0)
        .map(([name, { in_use }]) => [name, in_use])
      return { gib: gib.sort(), used: Object.fromEntries(used) }
    }
    await admin('POST', '/types', { volume_type: { name: 'other' } })
    const otherPool = async (id: string): Promise<string> => {
      const host = (await shown(id))['os-vol-host-attr:host']
      const { pools } = (await admin('GET', '/scheduler-stats/get_pools')).body
      return pools.find(({ name }: { name: string }) => name !== host).name
    }
    return { cloud, demo, admin, advance, volume, act, shown, counted, otherPool }
  }

  test('a state that is written over a change of type takes it back', async () => {
    const { cloud, advance, volume, act, shown, counted } = await setUp()
    await using _ = cloud
    const id = await volume()
    const before = await counted()
    expect((await act(id, 'os-retype', { new_type: 'other' })).status).toBe(202)
    expect((await shown(id)).status).toBe('retyping')
    expect((await counted()).used).toEqual({ ...before.used, gigabytes_other: 2 })
    await act(id, 'os-reset_status', { status: 'available' })
    await advance()
    expect(await shown(id)).toMatchObject({ status: 'available', volume_type: '__DEFAULT__' })
    expect(await counted()).toEqual(before)
  })

  test('a migration that is taken back leaves the volume where it is', async () => {
    const { cloud, advance, volume, act, shown, counted, otherPool } = await setUp()
    await using _ = cloud
    const id = await volume()
    const [before, host] = [await counted(), (await shown(id))['os-vol-host-attr:host']]
    const how = { host: await otherPool(id), lock_volume: true }
    expect((await act(id, 'os-migrate_volume', how)).status).toBe(202)
    expect(await shown(id)).toMatchObject({ status: 'maintenance', migration_status: 'starting' })
    await act(id, 'os-reset_status', { status: 'available', migration_status: 'none' })
    await advance()
    expect(await shown(id)).toMatchObject({
      ...{ status: 'available', migration_status: null, 'os-vol-host-attr:host': host },
    })
    expect(await counted()).toEqual(before)
  })

  test('a volume that goes meanwhile takes what was held for it along', async () => {
    const { cloud, demo, admin, advance, volume, act, counted } = await setUp()
    await using _ = cloud
    const before = await counted()
    const id = await volume()
    await act(id, 'os-retype', { new_type: 'other' })
    const gone = await admin('DELETE', `/volumes/${id}?force=true`, undefined, '3.23')
    expect(gone.status).toBe(202)
    await advance()
    await advance()
    expect((await demo('GET', `/volumes/${id}`)).status).toBe(404)
    expect(await counted()).toEqual(before)
  })

  test('of those who change the type or the backend at once one does', async () => {
    const { cloud, advance, volume, act, shown, counted, otherPool } = await setUp()
    await using _ = cloud
    const id = await volume()
    const host = await otherPool(id)
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_each, index) =>
        index % 2 === 0
          ? act(id, 'os-retype', { new_type: 'other' })
          : act(id, 'os-migrate_volume', { host }),
      ),
    )
    const accepted = answers.filter(({ status }) => status === 202)
    expect(accepted).toHaveLength(1)
    await advance()
    const after = await shown(id)
    expect(after.status).toBe('available')
    const { used } = await counted()
    const isRetyped = after.volume_type === 'other'
    expect(used).toEqual({
      gigabytes: 2,
      ...(isRetyped ? { gigabytes_other: 2 } : { gigabytes___DEFAULT__: 2 }),
    })
  })

  test('a volume in use that moves is in use after it', async () => {
    const { cloud, advance, volume, act, shown, otherPool } = await setUp()
    await using _ = cloud
    const id = await volume()
    await cloud.app.database.write((tx) => updateVolume(tx, id, { status: 'in-use' }))
    const host = await otherPool(id)
    await act(id, 'os-migrate_volume', { host, lock_volume: true })
    expect((await shown(id)).status).toBe('in-use')
    await advance()
    expect(await shown(id)).toMatchObject({
      ...{ status: 'in-use', migration_status: 'success', 'os-vol-host-attr:host': host },
    })
  })

  test('a volume that is extended while it moves is counted where it lies then', async () => {
    const { cloud, advance, volume, act, shown, counted, otherPool } = await setUp()
    await using _ = cloud
    const id = await volume()
    const to = await otherPool(id)
    expect((await act(id, 'os-migrate_volume', { host: to })).status).toBe(202)
    expect((await act(id, 'os-extend', { new_size: 5 })).status).toBe(202)
    for (let i = 0; i < 2; i += 1) await advance()
    expect(await shown(id)).toMatchObject({
      ...{ size: 5, status: 'available', 'os-vol-host-attr:host': to },
    })
    expect(await counted()).toMatchObject({ gib: [0, 0, 5], used: { gigabytes: 5 } })
  })

  test('one that sets out while it is extended takes all of its room along', async () => {
    const { cloud, advance, volume, act, shown, counted, otherPool } = await setUp()
    await using _ = cloud
    const id = await volume()
    await act(id, 'os-extend', { new_size: 5 })
    await act(id, 'os-reset_status', { status: 'available' })
    expect((await act(id, 'os-migrate_volume', { host: await otherPool(id) })).status).toBe(202)
    for (let i = 0; i < 2; i += 1) await advance()
    expect(await shown(id)).toMatchObject({ size: 5, migration_status: 'success' })
    expect(await counted()).toMatchObject({ gib: [0, 0, 5], used: { gigabytes: 5 } })
  })

  test('of two extensions from one size the first counts', async () => {
    const { cloud, advance, volume, act, shown, counted } = await setUp()
    await using _ = cloud
    const id = await volume()
    await act(id, 'os-extend', { new_size: 5 })
    await act(id, 'os-reset_status', { status: 'available' })
    expect((await act(id, 'os-extend', { new_size: 3 })).status).toBe(202)
    for (let i = 0; i < 2; i += 1) await advance()
    expect(await shown(id)).toMatchObject({ size: 5, status: 'available' })
    expect(await counted()).toMatchObject({ gib: [0, 0, 5], used: { gigabytes: 5 } })
  })

  test('snapshots change their type with their volume, those that there are in the end', async () => {
    const { cloud, demo, admin, advance, volume, act, counted } = await setUp()
    await using _ = cloud
    const id = await volume()
    const snapshots: string[] = []
    for (const api of [demo, demo, admin]) {
      const got = await api('POST', '/snapshots', { snapshot: { volume_id: id } })
      await advance()
      snapshots.push(got.body.snapshot.id)
    }
    expect((await act(id, 'os-retype', { new_type: 'other' })).status).toBe(202)
    expect((await counted()).used).toEqual({
      ...{ gigabytes: 6, gigabytes___DEFAULT__: 6, gigabytes_other: 6 },
    })
    expect((await demo('DELETE', `/snapshots/${snapshots[0]}`)).status).toBe(202)
    for (let i = 0; i < 2; i += 1) await advance()
    expect((await counted()).used).toEqual({ gigabytes: 4, gigabytes_other: 4 })
    for (const snapshot of snapshots.slice(1)) await admin('DELETE', `/snapshots/${snapshot}`)
    await advance()
    expect((await counted()).used).toEqual({ gigabytes: 2, gigabytes_other: 2 })
  })
})
