import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { valuesDuring } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { changeWhere } from '../../storage/states.ts'
import { statement } from '../../storage/statement.ts'
import type { GroupSnapshotsTable } from '../storage/group-tables.ts'
import type { SnapshotsTable } from '../storage/tables.ts'
import {
  GROUP_SNAPSHOT_DELETION,
  type GroupSnapshot,
  type GroupSnapshotCourse,
} from './group-snapshot.ts'
import { GROUP_SNAPSHOT_COLUMNS } from './list.ts'

const SOURCE: ListSource = {
  table: 'group_snapshots',
  columns: GROUP_SNAPSHOT_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  joins: 'left join group_types on group_types.id = group_snapshots.group_type_id',
  made: ['created_at', 'id'],
}

const row = statement((db, p: { id: string }) =>
  db
    .selectFrom('group_snapshots')
    .leftJoin('group_types', 'group_types.id', 'group_snapshots.group_type_id')
    .selectAll('group_snapshots')
    .select('group_types.name as group_type')
    .where('group_snapshots.id', '=', p.id),
)

/** With a lock, nobody else changes or deletes it until the unit ends. */
export async function findGroupSnapshot(
  tx: Tx,
  asked: string,
  lock?: Lock,
): Promise<GroupSnapshot | undefined> {
  const id = asked.toLowerCase()
  await lockRow(tx, 'group_snapshots', { id }, lock)
  return tx.first(row, { id })
}

export function pageOfGroupSnapshots(
  tx: Tx,
  request: ListRequest,
): Promise<readonly GroupSnapshot[]> {
  return listRows(tx, SOURCE, 'group_snapshots.*, group_types.name as group_type', request)
}

/** The snapshots of volumes that it consists of. */
export function snapshotsOf(
  tx: Tx,
  groupSnapshotId: string,
): Promise<readonly Selectable<SnapshotsTable>[]> {
  return tx.db
    .selectFrom('snapshots')
    .selectAll()
    .where('group_snapshot_id', '=', groupSnapshotId)
    .orderBy('serial')
    .execute()
}

export async function insertGroupSnapshot(
  tx: Tx,
  snapshot: Insertable<GroupSnapshotsTable>,
): Promise<void> {
  await tx.db.insertInto('group_snapshots').values(snapshot).execute()
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateGroupSnapshot(
  tx: Tx,
  id: string,
  changes: Updateable<GroupSnapshotsTable>,
): Promise<void> {
  await tx.db.updateTable('group_snapshots').set(changes).where('id', '=', id).execute()
}

/** Ends an action: nothing changes where it is in no state that the action set. */
export async function endGroupSnapshotAction(
  tx: Tx,
  course: GroupSnapshotCourse,
  id: string,
  changes: Updateable<GroupSnapshotsTable>,
): Promise<void> {
  await changeWhere(tx, 'group_snapshots', id, { status: valuesDuring(course, 'status') }, changes)
}

/** Removes one that is being deleted. */
export async function removeGroupSnapshot(tx: Tx, id: string): Promise<void> {
  await tx.db
    .deleteFrom('group_snapshots')
    .where('id', '=', id)
    .where('status', '=', GROUP_SNAPSHOT_DELETION.at.status)
    .execute()
}
