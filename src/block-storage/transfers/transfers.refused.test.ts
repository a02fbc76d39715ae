/** Offers and acceptances that cannot be. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { offersIn } from '../../../test/support/volume-transfers.ts'

const my = useVolumeCloud()
const { offer, accept, usage } = offersIn(my)

const NONE = '00000000-0000-0000-0000-000000000000'

test('an encrypted volume is offered from 3.70 on, and never without its snapshots', async () => {
  const volume_id = await my.volume()
  await my.cloud.app.database.write((tx) =>
    tx.db
      .updateTable('volumes')
      .set({ encryption_key_id: NONE })
      .where('id', '=', volume_id)
      .execute(),
  )
  const send = (version: string, more: object = {}) =>
    my.demo('POST', '/volume-transfers', { transfer: { volume_id, ...more } }, version)
  expect(refusal(await send('3.69'))).toBe(
    '400 Invalid volume: transferring encrypted volume is not supported',
  )
  expect(refusal(await send('3.70', { no_snapshots: true }))).toBe(
    '400 Invalid volume: transferring an encrypted volume without its snapshots is not supported',
  )
  expect((await send('3.70')).status).toBe(202)
})

describe('an acceptance that cannot be', () => {
  test.each([
    [
      { volumes: 0 },
      "VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota 'volumes'.",
    ],
    // Worded by the handler, which leaves the name of the exception out.
    [
      { gigabytes: 1 },
      'Requested volume or snapshot exceeds allowed gigabytes quota. Requested 2G, quota is 1G and 0G has been consumed.',
    ],
    [
      { per_volume_gigabytes: 1 },
      'VolumeSizeExceedsLimit: Requested volume size 2G is larger than maximum allowed limit 1G.',
    ],
  ])('for the quota %j', async (limit, message) => {
    const api = await my.cloud.user(`poor-${JSON.stringify(limit)}`, 'member', 'poor')
    const poor = (path: string, body: object) =>
      my.cloud.request('block-storage', 'POST', `/v3/${api.projectId}${path}`, {
        token: api.token,
        body,
        version: '3.55',
      })
    await my.admin('DELETE', `/os-quota-sets/${api.projectId}`)
    await my.admin('PUT', `/os-quota-sets/${api.projectId}`, { quota_set: limit })
    const { id, key, volume } = await offer({}, await my.volume({ size: 2 }))
    const before = await usage(my.persona.projectId)
    const got = await poor(`/os-volume-transfer/${id}/accept`, { accept: { auth_key: key } })
    expect(refusal(got)).toBe(`413 ${message}`)
    expect(got.headers.get('retry-after')).toBe('0')
    const byNewPath = await poor(`/volume-transfers/${id}/accept`, { accept: { auth_key: key } })
    expect(refusal(byNewPath)).toBe(`413 ${message}`)
    expect(await usage(my.persona.projectId)).toEqual(before)
    expect(await usage(api.projectId)).toEqual([0, 0])
    expect((await my.shown(volume)).status).toBe('awaiting-transfer')
  })

  test('because the volume is in another state', async () => {
    const { id, key, volume } = await offer()
    await my.reset(volume, { status: 'maintenance' })
    expect(refusal(await accept(id, key))).toBe(
      '400 Invalid volume: The volume cannot accept transfer in maintenance mode.',
    )
    await my.reset(volume, { status: 'error' })
    expect(refusal(await accept(id, key))).toBe(
      `400 Invalid volume: Transfer ${id}: Volume id ${volume} expected in awaiting-transfer state.`,
    )
    // Taking the offer back then leaves that state alone.
    expect((await my.demo('DELETE', `/os-volume-transfer/${id}`)).status).toBe(202)
    expect((await my.shown(volume)).status).toBe('error')
  })

  test('because the volume is part of a consistency group', async () => {
    const { id, key, volume } = await offer()
    await my.cloud.app.database.write((tx) =>
      tx.db
        .updateTable('volumes')
        .set({ consistencygroup_id: 'cg' })
        .where('id', '=', volume)
        .execute(),
    )
    expect(refusal(await accept(id, key))).toBe(
      `400 Invalid volume: Volume ${volume} must not be part of a consistency group.`,
    )
  })
})

describe('snapshots', () => {
  async function withSnapshot(): Promise<readonly [volume: string, snapshot: string]> {
    const volume = await my.volume({ size: 2 })
    const got = await my.demo('POST', '/snapshots', { snapshot: { volume_id: volume } })
    expect(got.status, got.text).toBe(202)
    await my.cloud.settled()
    return [volume, got.body.snapshot.id]
  }

  const setStatus = (id: string, status: 'error' | 'available') =>
    my.cloud.app.database.write((tx) =>
      tx.db.updateTable('snapshots').set({ status }).where('id', '=', id).execute(),
    )

  test('must be whole when they are offered, and when they are taken', async () => {
    const [volume, snapshot] = await withSnapshot()
    await setStatus(snapshot, 'error')
    const transfer = { volume_id: volume }
    expect(refusal(await my.demo('POST', '/os-volume-transfer', { transfer }))).toBe(
      `400 Invalid snapshot: snapshot: ${snapshot} status must be available`,
    )
    await setStatus(snapshot, 'available')
    const { id, key } = await offer({}, volume)
    await setStatus(snapshot, 'error')
    expect(refusal(await accept(id, key))).toBe(
      `400 Invalid snapshot: Transfer ${id}: Snapshot ${snapshot} is not in the expected available ` +
        'state.',
    )
    expect((await my.shown(volume)).status).toBe('awaiting-transfer')
  })
})
