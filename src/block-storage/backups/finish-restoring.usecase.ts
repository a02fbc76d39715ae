import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { removeImageItem, writeImageItems } from '../image-metadata/image-metadata.store.ts'
import { deleteKey } from '../keys/keys.store.ts'
import { copyKey, type KeyParts } from '../keys/keys.usecase.ts'
import { changeMetadata } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { saysOf } from '../volumes/placement.ts'
import type { Volume } from '../volumes/volume.ts'
import { findVolume, updateVolume } from '../volumes/volumes.store.ts'
import { restoredMetadata, restoredTexts, type VolumeTexts } from './backup.ts'
import { findBackup } from './backups.store.ts'
import { endRestoring } from './source-volume.store.ts'

/** A volume that a backup was written into. */
interface Restored {
  readonly backup: { readonly id: string }
  readonly volumeId: string
  readonly volume: { readonly id: string; readonly pool: string }
  readonly isNew: boolean
  readonly texts: VolumeTexts
}

/** Gives a restored volume name, description, metadata and key of the one that was backed up. */
export async function finishRestoring(
  tx: Tx,
  parts: KeyParts & { readonly clock: CloudClock; readonly volumes: VolumeDriver },
  { backup, volumeId, volume: { id, pool }, isNew, texts }: Restored,
  providerId: string | null,
): Promise<void> {
  const volume = await findVolume(tx, id, 'change')
  if (volume === undefined) return
  const now = parts.clock.isoNow()
  const made = isNew
    ? { provider_id: providerId, launched_at: now, ...saysOf(parts.volumes.pools, pool) }
    : {}
  const changes = { ...made, ...restoredTexts(volume, texts), updated_at: now }
  if (!(await endRestoring(tx, id, changes))) return
  await takeKey(tx, parts, backup.id, volume)
  await takeImageMetadata(tx, volume, texts.imageMetadata)
  const wanted = restoredMetadata(volume, { id: backup.id, volumeId }, texts)
  const change = changeMetadata(await volumeMetadata.itemsOf(tx, volume.serial), wanted, 'replace')
  if (change.removes.length > 0) await volumeMetadata.removeItems(tx, volume.serial, change.removes)
  await volumeMetadata.writeItems(tx, volume, change.writes)
}

/** Gives the volume a key of its own for what the backup encrypted. */
async function takeKey(tx: Tx, parts: KeyParts, id: string, volume: Volume): Promise<void> {
  const keyId = (await findBackup(tx, id))?.encryption_key_id ?? null
  if (keyId === null) return
  const copied = await copyKey(tx, parts, { keyId, projectId: volume.project_id })
  if (copied === undefined) return
  await updateVolume(tx, volume.id, { encryption_key_id: copied })
  if (volume.encryption_key_id !== null) await deleteKey(tx, volume.encryption_key_id)
}

/** What the volume that was backed up had from an image, and then the restored one can be booted. */
async function takeImageMetadata(
  tx: Tx,
  { id, serial, imageMetadata }: Volume,
  kept: VolumeTexts['imageMetadata'],
): Promise<void> {
  const items = Object.entries(kept)
  if (items.length === 0) return
  for (const key of Object.keys(imageMetadata ?? {})) {
    if (!Object.hasOwn(kept, key)) await removeImageItem(tx, serial, key)
  }
  await writeImageItems(
    tx,
    serial,
    items.map(([key, value], index) => ({ key, value, position: index + 1 })),
  )
  await updateVolume(tx, id, { bootable: 1 })
}
