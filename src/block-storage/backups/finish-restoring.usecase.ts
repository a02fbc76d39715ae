import type { Tx } from '../../storage/database.ts'
import { changeMetadata } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { restoredMetadata, restoredTexts, type VolumeTexts } from './backup.ts'
import { endRestoring } from './source-volume.store.ts'

/** A volume that a backup was written into. */
interface Restored {
  readonly backup: { readonly id: string }
  readonly volumeId: string
  readonly volume: { readonly id: string }
  readonly isNew: boolean
  readonly texts: VolumeTexts
}

/** Gives a restored volume name, description and metadata of the one that was backed up. */
export async function finishRestoring(
  tx: Tx,
  { backup, volumeId, volume: { id }, isNew, texts }: Restored,
  providerId: string | null,
  now: string,
): Promise<void> {
  const volume = await findVolume(tx, id, 'change')
  if (volume === undefined) return
  const made = isNew ? { provider_id: providerId, launched_at: now } : {}
  const changes = { ...made, ...restoredTexts(volume, texts), updated_at: now }

  if (!(await endRestoring(tx, id, changes))) return
  const wanted = restoredMetadata(volume, { id: backup.id, volumeId }, texts)
  const change = changeMetadata(await volumeMetadata.itemsOf(tx, volume.serial), wanted, 'replace')
  if (change.removes.length > 0) await volumeMetadata.removeItems(tx, volume.serial, change.removes)
  await volumeMetadata.writeItems(tx, volume, change.writes)
}
