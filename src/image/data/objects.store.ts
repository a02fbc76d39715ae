import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { ImageObjectsTable } from '../storage/object-tables.ts'

export type StoredObjectRow = Selectable<ImageObjectsTable>

/** What is known of an object before its bytes are. */
export type ObjectPlace = Pick<StoredObjectRow, 'name' | 'image_id' | 'store' | 'location'>

export async function insertWriting(tx: Tx, place: ObjectPlace, until: string): Promise<void> {
  await tx.db
    .insertInto('image_objects')
    .values({ ...place, size: null, state: 'writing', until })
    .execute()
}

/** Whoever writes these objects lives. */
export async function keepWriting(tx: Tx, names: readonly string[], until: string): Promise<void> {
  await tx.db
    .updateTable('image_objects')
    .set({ until })
    .where('name', 'in', names)
    .where('state', '=', 'writing')
    .execute()
}

/** Somebody writes an object of this image and lives. */
export async function isBeingWritten(tx: Tx, imageId: string, now: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('image_objects')
    .select('name')
    .where('image_id', '=', imageId)
    .where('state', '=', 'writing')
    .where('until', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

/** The object is somebody else's business now: a location's. False where it was taken away. */
export async function forgetWritten(tx: Tx, name: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('image_objects')
    .where('name', '=', name)
    .where('state', '=', 'writing')
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** False where the object was taken away. */
export async function markStaged(tx: Tx, name: string, size: number): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('image_objects')
    .set({ state: 'staged', size, until: null })
    .where('name', '=', name)
    .where('state', '=', 'writing')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function findStaged(tx: Tx, imageId: string): Promise<StoredObjectRow | undefined> {
  return tx.db
    .selectFrom('image_objects')
    .selectAll()
    .where('image_id', '=', imageId)
    .where('state', '=', 'staged')
    .executeTakeFirst()
}

/** Also where it was taken away already: whoever wrote it did not know, and went on. */
export async function markUnwanted(tx: Tx, place: ObjectPlace): Promise<void> {
  const unwanted = { state: 'unwanted', until: null } as const
  await tx.db
    .insertInto('image_objects')
    .values({ ...place, size: null, ...unwanted })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(unwanted))
    .execute()
}

/** What waits to be imported of an image is not wanted any more. */
export async function dropStaged(tx: Tx, imageId: string): Promise<void> {
  await tx.db
    .updateTable('image_objects')
    .set({ state: 'unwanted' })
    .where('image_id', '=', imageId)
    .where('state', '=', 'staged')
    .execute()
}

/** Nobody wants what the dead have been writing. @param now of those that live it is not yet time */
export async function dropAbandoned(tx: Tx, now: string): Promise<void> {
  await tx.db
    .updateTable('image_objects')
    .set({ state: 'unwanted', until: null })
    .where('state', '=', 'writing')
    .where('until', '<', now)
    .execute()
}

/** Somebody died who was writing. */
export async function hasAbandoned(tx: Tx, now: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('image_objects')
    .select('name')
    .where('state', '=', 'writing')
    .where('until', '<', now)
    .executeTakeFirst()
  return row !== undefined
}

/** @param after the name of the last one that was looked at */
export async function listUnwanted(
  tx: Tx,
  stores: readonly string[],
  after: string,
  limit: number,
): Promise<StoredObjectRow[]> {
  return tx.db
    .selectFrom('image_objects')
    .selectAll()
    .where('state', '=', 'unwanted')
    .where('store', 'in', stores)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute()
}

export async function forgetRemoved(tx: Tx, names: readonly string[]): Promise<void> {
  await tx.db
    .deleteFrom('image_objects')
    .where('name', 'in', names)
    .where('state', '=', 'unwanted')
    .execute()
}
