import { describe, expect, test } from 'vitest'
import { backUp, shownBackup } from '../../../test/support/backup-api.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

async function snapshotOf(volume_id: string, api = all.demo): Promise<string> {
  const got = await api('POST', '/snapshots', { snapshot: { volume_id } })
  await all.cloud.settled()
  return got.body.snapshot.id
}

const shownSnapshot = async (id: string) =>
  (await all.admin('GET', `/snapshots/${id}`)).body.snapshot

describe('a backup of a snapshot', () => {
  test('has the time of the snapshot, and leaves the volume in peace', async () => {
    const volume = await all.volume()
    const snapshot = await snapshotOf(volume)
    const id = await backUp(all, volume, { snapshot_id: snapshot })
    const { created_at, status } = await shownSnapshot(snapshot)
    expect(await shownBackup(all, id)).toMatchObject({
      ...{ status: 'available', snapshot_id: snapshot, volume_id: volume },
      data_timestamp: created_at,
    })
    expect(status).toBe('available')
  })

  test('can be made of a volume in use without force', async () => {
    const volume = await all.volume()
    const snapshot = await snapshotOf(volume)
    await all.reset(volume, { status: 'maintenance' })
    const id = await backUp(all, volume, { snapshot_id: snapshot })
    expect((await shownBackup(all, id)).status).toBe('available')
    expect((await all.shown(volume)).status).toBe('maintenance')
  })

  test('builds on a backup that is older than the snapshot, where there is one', async () => {
    const volume = await all.volume()
    const older = await backUp(all, volume)
    const snapshot = await snapshotOf(volume)
    const younger = await backUp(all, volume)
    await backUp(all, volume, { snapshot_id: snapshot, incremental: true })
    expect((await shownBackup(all, older)).has_dependent_backups).toBe(true)
    expect((await shownBackup(all, younger)).has_dependent_backups).toBe(false)
  })

  test('is refused where the snapshot is not there, or of another volume or project', async () => {
    const volume = await all.volume()
    const foreign = await snapshotOf(await all.volume())
    const hidden = await snapshotOf(
      (await all.admin('POST', '/volumes', { volume: { size: 1 } })).body.volume.id,
      all.admin,
    )
    const refused = async (snapshot_id: string) =>
      refusal(await all.demo('POST', '/backups', { backup: { volume_id: volume, snapshot_id } }))
    for (const id of [NONE, hidden]) {
      expect(await refused(id)).toBe(`404 Snapshot ${id} could not be found.`)
    }
    const { volume_id } = await shownSnapshot(foreign)
    expect(await refused(foreign)).toBe(
      `400 Invalid volume: Volume ${volume} does not match with snapshot.volume_id ${volume_id}.`,
    )
  })
})
