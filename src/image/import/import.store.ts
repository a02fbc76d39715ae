import type { Tx } from '../../storage/database.ts'

/** Forgets where the copies of an image lie that are in these stores. */
export async function dropLocations(
  tx: Tx,
  imageId: string,
  stores: readonly string[],
): Promise<void> {
  if (stores.length === 0) return
  await tx.db
    .deleteFrom('image_locations')
    .where('image_id', '=', imageId)
    .where('store', 'in', stores)
    .execute()
}
