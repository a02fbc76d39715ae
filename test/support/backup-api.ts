import type { VolumeCloud } from './volume-cloud.ts'

export type ShownBackup = any

/** Makes a backup of a volume, waits until it is made, and returns its id. */
export async function backUp(
  all: VolumeCloud,
  volumeId: string,
  more: object = {},
  version?: string,
): Promise<string> {
  const backup = { volume_id: volumeId, ...more }
  const got = await all.demo('POST', '/backups', { backup }, version)
  await all.cloud.settled()
  return got.body.backup.id
}

/** A backup as an administrator sees it. */
export async function shownBackup(
  all: VolumeCloud,
  id: string,
  version?: string,
): Promise<ShownBackup> {
  return (await all.admin('GET', `/backups/${id}`, undefined, version)).body.backup
}

/** Writes another state over that of a backup. */
export async function resetBackup(all: VolumeCloud, id: string, status: string): Promise<void> {
  await all.admin('POST', `/backups/${id}/action`, { 'os-reset_status': { status } })
}
