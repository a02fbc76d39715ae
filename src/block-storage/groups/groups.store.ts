import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import type { VolumePlace } from '../../drivers/volume/interface.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { setAtOnce, valuesDuring } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { changeWhere } from '../../storage/states.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { VolumeGroupsTable } from '../storage/group-tables.ts'
import type { VolumesTable } from '../storage/tables.ts'
import type { GroupAction, GroupCourse } from './group-actions.ts'
import type { GroupStatus } from './group-status.ts'
import type { Group } from './group.ts'
import { GROUP_COLUMNS } from './list.ts'

const SOURCE: ListSource = {
  table: 'volume_groups',
  columns: GROUP_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  joins: 'inner join group_types on group_types.id = volume_groups.group_type_id',
  made: ['created_at', 'id'],
}

type Row = Omit<Group, 'volumeTypes'>

const row = statement((db, p: { id: string }) =>
  db
    .selectFrom('volume_groups')
    .innerJoin('group_types', 'group_types.id', 'volume_groups.group_type_id')
    .selectAll('volume_groups')
    .select('group_types.name as group_type')
    .where('volume_groups.id', '=', p.id),
)

const typesOfMany = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('volume_group_types')
    .select(['group_id', 'volume_type_id'])
    .where('group_id', 'in', inList(p.ids))
    .orderBy('volume_type_id'),
)

const volumesOfMany = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('volumes')
    .select(['id', 'group_id'])
    .where('group_id', 'in', inList(p.ids))
    .orderBy('serial'),
)

async function complete(tx: Tx, rows: readonly Row[]): Promise<readonly Group[]> {
  const types = await tx.all(typesOfMany, { ids: rows.map(({ id }) => id) })
  const byGroup = Map.groupBy(types, ({ group_id: id }) => id)
  return rows.map((group) => ({
    ...group,
    volumeTypes: (byGroup.get(group.id) ?? []).map(({ volume_type_id: id }) => id),
  }))
}

/** With a lock, nobody else changes or deletes the group until the unit ends. */
export async function findGroup(tx: Tx, asked: string, lock?: Lock): Promise<Group | undefined> {
  const id = asked.toLowerCase()
  await lockRow(tx, 'volume_groups', { id }, lock)
  const found = await tx.first(row, { id })
  return found && (await complete(tx, [found]))[0]
}

export async function pageOfGroups(tx: Tx, request: ListRequest): Promise<readonly Group[]> {
  const select = 'volume_groups.*, group_types.name as group_type'
  return complete(tx, await listRows<Row>(tx, SOURCE, select, request))
}

/** The ids of the volumes of these groups, by group; who has none is left out. */
export async function volumesOfGroups(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.all(volumesOfMany, { ids })
  const byGroup = Map.groupBy(rows, ({ group_id: id }) => id!)
  return new Map([...byGroup].map(([id, volumes]) => [id, volumes.map((volume) => volume.id)]))
}

/** The volumes of a group; for whoever writes, locked in this order. */
export async function volumesOf(
  tx: Tx,
  groupId: string,
  lock?: Lock,
): Promise<readonly Selectable<VolumesTable>[]> {
  const query = tx.db
    .selectFrom('volumes')
    .selectAll()
    .where('group_id', '=', groupId)
    .orderBy('serial')
  return (lock === undefined || tx.dialect === 'sqlite' ? query : query.forUpdate()).execute()
}

export async function insertGroup(
  tx: Tx,
  group: Insertable<VolumeGroupsTable>,
  volumeTypes: readonly string[],
): Promise<void> {
  await tx.db.insertInto('volume_groups').values(group).execute()
  const types = volumeTypes.map((volume_type_id) => ({ group_id: group.id, volume_type_id }))
  if (types.length > 0) await tx.db.insertInto('volume_group_types').values(types).execute()
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateGroup(
  tx: Tx,
  id: string,
  changes: Updateable<VolumeGroupsTable>,
): Promise<void> {
  await tx.db.updateTable('volume_groups').set(changes).where('id', '=', id).execute()
}

/**
 * Begins an action: sets what its table says, and `changes`, where the group is in a state in which
 * it may begin.
 * @throws the refusal of the action
 */
export async function beginGroupAction(
  tx: Tx,
  action: GroupAction,
  group: Group,
  changes: Updateable<VolumeGroupsTable>,
): Promise<void> {
  const set = { ...setAtOnce(action, group), ...changes }
  if (await changeWhere(tx, 'volume_groups', group.id, action.from, set)) return
  throw action.refusal(group)
}

/** Ends an action: nothing changes where the group is in no state that the action set. */
export async function endGroupAction(
  tx: Tx,
  course: GroupCourse,
  id: string,
  changes: Updateable<VolumeGroupsTable>,
): Promise<void> {
  await changeWhere(tx, 'volume_groups', id, { status: valuesDuring(course, 'status') }, changes)
}

/** Removes a group in one of `states`, and says what it was. Volumes that are left are in no group. */
export async function removeGroupIn(
  tx: Tx,
  id: string,
  states: readonly GroupStatus[],
): Promise<Selectable<VolumeGroupsTable> | undefined> {
  const removed = await tx.db
    .deleteFrom('volume_groups')
    .where('id', '=', id)
    .where('status', 'in', states)
    .returningAll()
    .executeTakeFirst()
  if (removed !== undefined) await leave(tx, id)
  return removed
}

/** @param volumeIds all of the group's, unless told */
export async function leave(tx: Tx, groupId: string, volumeIds?: readonly string[]): Promise<void> {
  if (volumeIds?.length === 0) return
  let query = tx.db
    .updateTable('volumes')
    .set({ group_id: null, consistencygroup_id: null })
    .where('group_id', '=', groupId)
  if (volumeIds !== undefined) query = query.where('id', 'in', volumeIds)
  await query.execute()
}

/** Puts volumes into a group that are in none, and still as they must be for that. */
export async function join(
  tx: Tx,
  group: Pick<VolumesTable, 'group_id' | 'consistencygroup_id'>,
  volumeIds: readonly string[],
): Promise<void> {
  if (volumeIds.length === 0) return
  await tx.db
    .updateTable('volumes')
    .set(group)
    .where('id', 'in', volumeIds)
    .where('group_id', 'is', null)
    .where('status', 'in', ['available', 'in-use'])
    .execute()
}

/** Is another group being made of it, or of a snapshot of it? */
export async function isSource(
  tx: Tx,
  source: { readonly source_group_id: string } | { readonly group_snapshot_id: string },
): Promise<boolean> {
  const [[column, id]] = Object.entries(source) as [[string, string]]
  const found = await tx.db
    .selectFrom('volume_groups')
    .select('id')
    .where(sql.ref(column), '=', id)
    .where('status', '=', 'creating')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export async function hasGroupSnapshots(tx: Tx, groupId: string): Promise<boolean> {
  const found = await tx.db
    .selectFrom('group_snapshots')
    .select('id')
    .where('group_id', '=', groupId)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Where the driver finds a volume; undefined where no backend has ever seen it. */
export function placeOf({ id, size, host }: Selectable<VolumesTable>): VolumePlace | undefined {
  return host === null ? undefined : { id, sizeGib: size, pool: host }
}
