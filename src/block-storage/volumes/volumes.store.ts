import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import type { VolumesTable } from '../storage/tables.ts'
import { setAtOnce, valuesDuring } from '../../kernel/state-table.ts'
import { changeWhere } from '../../storage/states.ts'
import { rememberedStatement, statement } from '../../storage/statement.ts'
import { attachedText, readAttached } from '../attachments/attachments.store.ts'
import { imageItemsText, readImageItems } from '../image-metadata/image-metadata.store.ts'
import { ofExistingType } from '../volume-types/existence.store.ts'
import { toRecord, type MetadataItem } from '../metadata/metadata.ts'
import { readItems, volumeMetadata } from '../metadata/metadata.store.ts'
import type { VolumeAction, VolumeCourse } from './volume-actions.ts'
import type { VolumeStatus } from './volume-status.ts'
import type { Volume, VolumeHead } from './volume.ts'

const HEAD = ['serial', 'id', 'project_id', 'user_id', 'status', 'created_at'] as const

const head = rememberedStatement(
  (db, p: { id: string }, dialect) =>
    db
      .selectFrom('volumes')
      .select([...HEAD, volumeMetadata.itemsText(dialect).as('items')])
      .where('id', '=', p.id),
  (found): HeadWithItems => ({ head: found, items: readItems(found.items) }),
)

/** For PostgreSQL, where others may be about to change the row. */
const headToChange = statement((db, p: { id: string }) =>
  db.selectFrom('volumes').select(HEAD).where('id', '=', p.id).forNoKeyUpdate(),
)

/** A join with the types would cost SQLite more than all the rest of the query. */
const TYPE_NAME = sql<string | null>`(
  select name from volume_types where volume_types.id = volumes.volume_type_id)`.as('volume_type')

const row = rememberedStatement(
  (db, p: { id: string }, dialect) =>
    db
      .selectFrom('volumes')
      .selectAll()
      .select([
        TYPE_NAME,
        volumeMetadata.itemsText(dialect).as('items'),
        attachedText(dialect).as('attached'),
        imageItemsText(dialect).as('image_items'),
      ])
      .where('id', '=', p.id),
  (found) => withRelatives(found, found),
)

/** For PostgreSQL, as above. */
const rowToChange = statement((db, p: { id: string }) =>
  db.selectFrom('volumes').selectAll().select(TYPE_NAME).where('id', '=', p.id).forNoKeyUpdate(),
)

/** Once the row is locked: what others wrote before is there. */
const relatives = statement((db, p: { id: string }, dialect) =>
  db
    .selectFrom('volumes')
    .select([
      volumeMetadata.itemsText(dialect).as('items'),
      attachedText(dialect).as('attached'),
      imageItemsText(dialect).as('image_items'),
    ])
    .where('id', '=', p.id),
)

/** Ids are UUIDs in lower case; like MySQL, on which cinder runs, we find them in any case. */
function stored(id: string): { id: string } {
  return { id: id.toLowerCase() }
}

/** A volume as far as calls on its metadata need it. */
export interface HeadWithItems {
  readonly head: VolumeHead
  /** In the order of their positions. */
  readonly items: readonly MetadataItem[]
}

/**
 * With a lock, nobody else changes the volume or its metadata until the unit ends. SQLite has one
 * writer at a time. PostgreSQL takes two statements: one that had to wait for the lock would see the
 * metadata from before it waited.
 */
export async function findHead(
  tx: Tx,
  id: string,
  lock?: Lock,
): Promise<HeadWithItems | undefined> {
  if (lock === undefined || tx.dialect === 'sqlite') {
    return tx.first(head, stored(id))
  }
  const found = await tx.first(headToChange, stored(id))
  return found && { head: found, items: await volumeMetadata.itemsOf(tx, found.serial) }
}

/** Locked as by `findHead`. */
export async function findVolume(tx: Tx, id: string, lock?: Lock): Promise<Volume | undefined> {
  if (lock === undefined || tx.dialect === 'sqlite') {
    return tx.first(row, stored(id))
  }
  const found = await tx.first(rowToChange, stored(id))
  return found && withRelatives(found, (await tx.first(relatives, stored(id)))!)
}

function withRelatives(
  found: Selectable<VolumesTable> & { volume_type: string | null },
  texts: Record<'items' | 'attached' | 'image_items', string | null>,
): Volume {
  return {
    ...found,
    metadata: toRecord(readItems(texts.items)),
    attachments: readAttached(texts.attached),
    imageMetadata: readImageItems(texts.image_items),
  }
}

/** Returns the serial that the row got. */
export async function insertVolume(tx: Tx, volume: Insertable<VolumesTable>): Promise<number> {
  const { serial } = await ofExistingType(volume.volume_type_id, () =>
    tx.db.insertInto('volumes').values(volume).returning('serial').executeTakeFirstOrThrow(),
  )
  return serial
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateVolume(
  tx: Tx,
  id: string,
  changes: Updateable<VolumesTable>,
): Promise<void> {
  await tx.db.updateTable('volumes').set(changes).where('id', '=', id).execute()
}

/**
 * Begins an action: sets what its table says, and `changes`, where the volume is in a state in which
 * it may begin.
 * @throws the refusal of the action
 */
export async function beginAction(
  tx: Tx,
  action: VolumeAction,
  volume: Volume,
  changes: Updateable<VolumesTable>,
): Promise<void> {
  if (!(await changeWhereAllowed(tx, action, volume, changes))) throw action.refusal(volume)
}

/** The same of an action that is never refused; false where it does nothing. */
export async function changeWhereAllowed(
  tx: Tx,
  action: Omit<VolumeAction, 'refusal'>,
  volume: Volume,
  changes: Updateable<VolumesTable>,
): Promise<boolean> {
  const set = { ...setAtOnce(action, volume), ...changes }
  return changeWhere(tx, 'volumes', volume.id, action.from, set)
}

/**
 * Ends an action: nothing changes where the volume is in no state that the action set.
 * @returns whose volume it is; undefined where nothing has changed
 */
export async function endAction(
  tx: Tx,
  course: VolumeCourse,
  id: string,
  changes: Updateable<VolumesTable>,
): Promise<Pick<Volume, 'project_id'> | undefined> {
  return tx.db
    .updateTable('volumes')
    .set(changes)
    .where('id', '=', id)
    .where('status', 'in', valuesDuring(course, 'status'))
    .returning('project_id')
    .executeTakeFirst()
}

/** Gives a volume another owner, for callers that hold the row. */
export async function giveVolumeTo(
  tx: Tx,
  { id, serial }: Pick<Volume, 'id' | 'serial'>,
  owner: Updateable<VolumesTable> & { readonly project_id: string },
): Promise<void> {
  await updateVolume(tx, id, owner)
  await tx.db
    .updateTable('volume_metadata')
    .set({ project_id: owner.project_id })
    .where('volume_serial', '=', serial)
    .execute()
}

/**
 * Gives an extended volume its size, and the state it had before unless somebody wrote another one
 * over it. Undefined where the volume is gone or has another size than it was extended from.
 * @returns where it lies
 */
export async function finishExtending(
  tx: Tx,
  { id, sizeGib }: { readonly id: string; readonly sizeGib: number },
  to: { size: number; updated_at: string },
): Promise<Pick<Volume, 'host'> | undefined> {
  return tx.db
    .updateTable('volumes')
    .set({
      ...to,
      status: sql<VolumeStatus>`case when status = 'extending' then previous_status else status end`,
      // Another action may have begun from a state that was written over this one.
      previous_status: sql<VolumeStatus | null>`
        case when status = 'extending' then null else previous_status end`,
    })
    .where('id', '=', id)
    .where('size', '=', sizeGib)
    .returning('host')
    .executeTakeFirst()
}

/** Ends an extension that did not come about: back to the state before, or to an error. */
export async function endExtending(
  tx: Tx,
  id: string,
  error: VolumeStatus | undefined,
  now: string,
): Promise<Pick<Volume, 'project_id'> | undefined> {
  return tx.db
    .updateTable('volumes')
    .set({
      status: error ?? sql<VolumeStatus>`previous_status`,
      previous_status: null,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('status', '=', 'extending')
    .returning('project_id')
    .executeTakeFirst()
}

/**
 * Ends the way of a volume that an image was written over: back to the state before, or to an error.
 * False where somebody wrote another state over it.
 */
export async function endReimaging(
  tx: Tx,
  id: string,
  error: VolumeStatus | undefined,
  now: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('volumes')
    .set({
      status: error ?? sql<VolumeStatus>`coalesce(previous_status, 'available')`,
      previous_status: null,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('status', '=', 'downloading')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Removes a volume in one of `states` with its metadata, and says what it was. */
export async function removeVolumeIn(
  tx: Tx,
  id: string,
  states: readonly VolumeStatus[],
): Promise<Selectable<VolumesTable> | undefined> {
  return tx.db
    .deleteFrom('volumes')
    .where('id', '=', id)
    .where('status', 'in', states)
    .returningAll()
    .executeTakeFirst()
}
