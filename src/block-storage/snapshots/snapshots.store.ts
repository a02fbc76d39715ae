import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { SnapshotPlace } from '../../drivers/volume/interface.ts'
import { setAtOnce, valuesDuring } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { changeWhere } from '../../storage/states.ts'
import { statement } from '../../storage/statement.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { toRecord, type MetadataItem } from '../metadata/metadata.ts'
import { readItems, snapshotMetadata } from '../metadata/metadata.store.ts'
import type { SnapshotsTable } from '../storage/tables.ts'
import type { SnapshotAction, SnapshotCourse } from './snapshot-actions.ts'
import type { SnapshotStatus } from './snapshot-status.ts'
import { snapshotDemand, type Snapshot } from './snapshot.ts'

const row = statement((db, p: { id: string }, dialect) =>
  db
    .selectFrom('snapshots')
    .selectAll()
    .select(snapshotMetadata.itemsText(dialect).as('items'))
    .where('id', '=', p.id),
)

/** For PostgreSQL, where others may be about to change the row. */
const rowToChange = statement((db, p: { id: string }) =>
  db.selectFrom('snapshots').selectAll().where('id', '=', p.id).forNoKeyUpdate(),
)

export interface SnapshotWithItems {
  readonly snapshot: Selectable<SnapshotsTable>
  /** In the order of their positions. */
  readonly items: readonly MetadataItem[]
}

/**
 * With a lock, nobody else changes the snapshot or its metadata until the unit ends; as with volumes
 * that takes PostgreSQL two statements. Ids are found in any case.
 */
export async function findSnapshotWithItems(
  tx: Tx,
  asked: string,
  lock?: Lock,
): Promise<SnapshotWithItems | undefined> {
  const id = asked.toLowerCase()
  if (lock === undefined || tx.dialect === 'sqlite') {
    const found = await tx.first(row, { id })
    return found && { snapshot: found, items: readItems(found.items) }
  }
  const snapshot = await tx.first(rowToChange, { id })
  return snapshot && { snapshot, items: await snapshotMetadata.itemsOf(tx, snapshot.serial) }
}

/** Locked as by `findSnapshotWithItems`. */
export async function findSnapshot(tx: Tx, id: string, lock?: Lock): Promise<Snapshot | undefined> {
  const found = await findSnapshotWithItems(tx, id, lock)
  return found && { ...found.snapshot, metadata: toRecord(found.items) }
}

/** Returns the serial that the row got. */
export async function insertSnapshot(
  tx: Tx,
  snapshot: Insertable<SnapshotsTable>,
): Promise<number> {
  const { serial } = await tx.db
    .insertInto('snapshots')
    .values(snapshot)
    .returning('serial')
    .executeTakeFirstOrThrow()
  return serial
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateSnapshot(
  tx: Tx,
  id: string,
  changes: Updateable<SnapshotsTable>,
): Promise<void> {
  await tx.db.updateTable('snapshots').set(changes).where('id', '=', id).execute()
}

/**
 * Begins an action: sets what its table says, and `changes`, where the snapshot is in a state in
 * which it may begin.
 * @throws the refusal of the action
 */
export async function beginSnapshotAction(
  tx: Tx,
  action: SnapshotAction,
  snapshot: Selectable<SnapshotsTable>,
  changes: Updateable<SnapshotsTable>,
): Promise<void> {
  if (!(await changeSnapshotWhereAllowed(tx, action, snapshot, changes))) {
    throw action.refusal(snapshot)
  }
}

/** The same; false where it may not begin. */
export async function changeSnapshotWhereAllowed(
  tx: Tx,
  action: SnapshotAction,
  snapshot: Selectable<SnapshotsTable>,
  changes: Updateable<SnapshotsTable>,
): Promise<boolean> {
  const set = { ...setAtOnce(action, snapshot), ...changes }
  return changeWhere(tx, 'snapshots', snapshot.id, action.from, set)
}

/** Ends an action: nothing changes where the snapshot is in no state that the action set. */
export async function endSnapshotAction(
  tx: Tx,
  course: SnapshotCourse,
  id: string,
  changes: Updateable<SnapshotsTable>,
): Promise<void> {
  const during = { status: valuesDuring(course, 'status') }
  await changeWhere(tx, 'snapshots', id, during, changes)
}

/**
 * Removes a snapshot in one of `states` with its metadata, and gives back what it counted for. In
 * another state it stays.
 * @returns what it was
 */
export async function dropSnapshotIn(
  tx: Tx,
  id: string,
  states: readonly SnapshotStatus[],
): Promise<Selectable<SnapshotsTable> | undefined> {
  const removed = await tx.db
    .deleteFrom('snapshots')
    .where('id', '=', id)
    .where('status', 'in', states)
    .returningAll()
    .executeTakeFirst()
  if (removed?.use_quota === 1) await release(tx, snapshotDemand(removed))
  return removed
}

const volumePlace = statement((db, p: { id: string }) =>
  db.selectFrom('volumes').select(['id', 'size', 'host']).where('id', '=', p.id),
)

/** Where the driver finds a snapshot: where its volume is, which has a place as long as it has it. */
export async function placeOfSnapshot(
  tx: Tx,
  snapshot: Pick<Snapshot, 'id' | 'size' | 'volume_id'>,
): Promise<SnapshotPlace> {
  const volume = await tx.first(volumePlace, { id: snapshot.volume_id })
  if (!volume?.host) throw new Error(`the volume of snapshot ${snapshot.id} is nowhere`)
  return {
    id: snapshot.id,
    sizeGib: snapshot.size,
    volume: { id: volume.id, sizeGib: volume.size, pool: volume.host },
  }
}

/** Of whatever project, in the order in which they were made. */
export async function snapshotsOfVolume(
  tx: Tx,
  volumeId: string,
): Promise<readonly Selectable<SnapshotsTable>[]> {
  return tx.db
    .selectFrom('snapshots')
    .selectAll()
    .where('volume_id', '=', volumeId)
    .orderBy('created_at')
    .orderBy('serial')
    .execute()
}

/** The same, locked so that nobody changes or deletes them until the unit ends. */
export async function lockedSnapshotsOf(
  tx: Tx,
  volumeId: string,
): Promise<readonly Selectable<SnapshotsTable>[]> {
  await lockRow(tx, 'snapshots', { volume_id: volumeId }, 'change')
  return snapshotsOfVolume(tx, volumeId)
}

/** Makes snapshots those of another project, with their metadata, which repeats whose it is. */
export async function giveSnapshotsTo(
  tx: Tx,
  snapshots: readonly { readonly id: string; readonly serial: number }[],
  owner: { readonly project_id: string; readonly user_id: string; readonly updated_at: string },
): Promise<void> {
  for (const { id, serial } of snapshots) {
    await updateSnapshot(tx, id, owner)
    await tx.db
      .updateTable('snapshot_metadata')
      .set({ project_id: owner.project_id })
      .where('snapshot_serial', '=', serial)
      .execute()
  }
}

const anyOfVolume = statement(
  (_db, p: { volumeId: string }) =>
    sql<{ one: number }>`select 1 as one from snapshots where volume_id = ${p.volumeId} limit 1`,
)

/**
 * Does the volume have snapshots, of whatever project? For callers that hold the volume: whoever
 * makes a snapshot holds it too.
 */
export async function hasSnapshots(tx: Tx, volumeId: string): Promise<boolean> {
  return (await tx.first(anyOfVolume, { volumeId })) !== undefined
}
