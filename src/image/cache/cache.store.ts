import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { ImageCacheTable } from '../storage/cache-tables.ts'

export type CacheEntry = Selectable<ImageCacheTable>

/** In the order in which they were asked for. */
export async function entriesOf(tx: Tx, node: string): Promise<CacheEntry[]> {
  return tx.db
    .selectFrom('image_cache')
    .selectAll()
    .where('node', '=', node)
    .orderBy('serial')
    .execute()
}

export async function findEntry(
  tx: Tx,
  node: string,
  imageId: string,
): Promise<CacheEntry | undefined> {
  return tx.db
    .selectFrom('image_cache')
    .selectAll()
    .where('node', '=', node)
    .where('image_id', '=', imageId)
    .executeTakeFirst()
}

/** The nodes that say that they have a copy of an image. */
export async function nodesWith(tx: Tx, imageId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('image_cache')
    .select('node')
    .where('image_id', '=', imageId)
    .where('state', '=', 'cached')
    .orderBy('serial')
    .execute()
  return rows.map(({ node }) => node)
}

/** One that is there stays as it is. */
export async function insertQueued(
  tx: Tx,
  node: string,
  imageId: string,
  at: string,
): Promise<void> {
  await tx.db
    .insertInto('image_cache')
    .values({
      ...{ node, image_id: imageId, state: 'queued', size: null, hits: 0 },
      ...{ cached_at: at, read_at: at },
    })
    .onConflict((conflict) => conflict.columns(['node', 'image_id']).doNothing())
    .execute()
}

/** False where it is not wanted any more. */
export async function markCached(
  tx: Tx,
  serial: number,
  size: number,
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('image_cache')
    .set({ state: 'cached', size, cached_at: at, read_at: at })
    .where('serial', '=', serial)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function countHit(tx: Tx, serial: number, at: string): Promise<void> {
  await tx.db
    .updateTable('image_cache')
    .set((row) => ({ hits: row('hits', '+', 1), read_at: at }))
    .where('serial', '=', serial)
    .execute()
}

export async function removeEntries(tx: Tx, serials: readonly number[]): Promise<void> {
  if (serials.length === 0) return
  await tx.db.deleteFrom('image_cache').where('serial', 'in', serials).execute()
}
