import type { Tx } from '../../storage/database.ts'
import type { ImageLocation } from '../images/image.ts'
import { insertLocation } from '../images/images.store.ts'

/** Gives an image these locations instead of those it has, in this order. */
export async function writeLocations(
  tx: Tx,
  imageId: string,
  locations: readonly ImageLocation[],
): Promise<void> {
  await tx.db.deleteFrom('image_locations').where('image_id', '=', imageId).execute()
  for (const { url, store, metadata } of locations) {
    await insertLocation(tx, {
      ...{ image_id: imageId, url, store, metadata: JSON.stringify(metadata) },
    })
  }
}
