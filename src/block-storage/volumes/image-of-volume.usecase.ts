import type { Tx } from '../../storage/database.ts'
import { replaceImageItems } from '../image-metadata/image-metadata.store.ts'
import { findVolume, updateVolume } from './volumes.store.ts'

/** A volume that an image was written into can be booted, and says what the image said. */
export async function takeOverImage(
  tx: Tx,
  id: string,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const volume = await findVolume(tx, id, 'change')
  if (volume === undefined) return
  await replaceImageItems(tx, volume.serial, metadata)
  await updateVolume(tx, id, { bootable: 1 })
}
