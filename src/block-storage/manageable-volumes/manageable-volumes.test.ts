/** What is given up, and had back. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  listed,
  manage,
  POOL,
  HOST,
  setUp,
  unmanaged,
  type Setup,
} from '../../../test/support/manageable.ts'
import { refusal } from '../../../test/support/volume-api.ts'

async function usage({ admin, projectId }: Setup): Promise<[volumes: number, gigabytes: number]> {
  const { body } = await admin('GET', `/os-quota-sets/${projectId}?usage=True`)
  return [body.quota_set.volumes.in_use, body.quota_set.gigabytes.in_use]
}

async function allocated({ admin }: Setup): Promise<number> {
  const { body } = await admin('GET', '/scheduler-stats/get_pools?detail=True')
  const pool = body.pools.find(({ name }: { name: string }) => name === POOL)
  return pool.capabilities.allocated_capacity_gb
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('what is given up lies on its backend, counts no more, and can be had back', async () => {
    const setup = await setUp(await backend.url('cloud'))
    await using cloud = setup.cloud
    const { admin } = setup
    const [name] = await unmanaged(setup, 3)
    expect(await usage(setup)).toEqual([0, 0])
    expect(await allocated(setup)).toBe(0)
    const reference = { 'source-name': name }
    expect(await listed(admin)).toEqual([{ reference, size: 3, safe_to_manage: true }])

    const asked = {
      host: POOL,
      ref: reference,
      name: ' managed ',
      description: 'd',
      metadata: { a: 'b' },
      bootable: 'yes',
      volume_type: '__DEFAULT__',
    }
    const got = await manage(admin, asked)
    expect(got.status, got.text).toBe(202)
    expect(got.body.volume).toMatchObject({
      status: 'creating',
      size: 0,
      availability_zone: 'nova',
      name: 'managed',
      description: 'd',
      volume_type: '__DEFAULT__',
      metadata: { a: 'b' },
      bootable: 'true',
    })
    await cloud.settled()
    const shown = await admin('GET', `/volumes/${got.body.volume.id}`)
    expect(shown.body.volume).toMatchObject({
      status: 'available',
      size: 3,
      name: 'managed',
      'os-vol-host-attr:host': POOL,
    })
    expect(await listed(admin)).toEqual([])
    expect(await usage(setup)).toEqual([1, 3])
    expect(await allocated(setup)).toBe(3)

    const again = await manage(admin, asked)
    await cloud.settled()
    const failed = `/volumes/${again.body.volume.id}`
    expect((await admin('GET', failed)).body.volume).toMatchObject({ status: 'error', size: 0 })
    expect(await usage(setup)).toEqual([2, 3])
    expect((await admin('DELETE', failed)).status).toBe(202)
    await cloud.settled()
    expect(refusal(await admin('GET', failed))).toMatch(/^404/)
    expect(await usage(setup)).toEqual([1, 3])
    expect(await allocated(setup)).toBe(3)
  })

  test('a volume that would take more than the quota stays on its backend', async () => {
    const setup = await setUp(await backend.url('cloud'))
    await using cloud = setup.cloud
    const { admin, projectId } = setup
    const [name] = await unmanaged(setup, 3)
    await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { gigabytes: 2 } })
    const got = await manage(admin, { host: HOST, ref: { 'source-name': name } })
    expect(got.status).toBe(202)
    await cloud.settled()
    const shown = await admin('GET', `/volumes/${got.body.volume.id}`)
    expect(shown.body.volume).toMatchObject({ status: 'error', size: 0 })
    expect(await usage(setup)).toEqual([1, 0])
    expect(await allocated(setup)).toBe(0)
    expect(await listed(admin)).toHaveLength(1)
    await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { volumes: 1 } })
    const volume = { host: HOST, ref: { 'source-name': name } }
    expect(refusal(await manage(admin, volume))).toMatch(/^413 VolumeLimitExceeded: /)
    const byOldPath = await admin('POST', '/os-volume-manage', { volume })
    expect(refusal(byOldPath)).toMatch(/^413 VolumeLimitExceeded: /)
  })
})
