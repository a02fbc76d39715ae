import type { Insertable } from 'kysely'
import { isUuidLike } from '../../kernel/formats.ts'
import { lockName, lockRow, type RowLock } from '../../storage/locks.ts'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { canonicalUuid } from '../parameters.ts'
import type { ServerGroupsTable } from '../storage/server-group-tables.ts'
import type { ServerGroup } from './server-group.ts'

const selectOne = statement((db, p: { id: string }) =>
  db.selectFrom('server_groups').selectAll().where('id', '=', p.id),
)

export async function findServerGroup(
  tx: Tx,
  id: string,
  lock?: RowLock,
): Promise<ServerGroup | undefined> {
  if (!isUuidLike(id)) return undefined
  const key = { id: canonicalUuid(id) }
  await lockRow(tx, 'server_groups', key, lock)
  return tx.first(selectOne, key)
}

export interface Page {
  readonly limit: number
  readonly offset: number
}

/**
 * As they were made.
 * @param projectId all projects, where left out
 */
export async function listServerGroups(
  tx: Tx,
  projectId: string | undefined,
  { limit, offset }: Page,
): Promise<readonly ServerGroup[]> {
  let query = tx.db.selectFrom('server_groups').selectAll().orderBy('serial')
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  return query.limit(limit).offset(offset).execute()
}

const members = statement((db, p: { groups: readonly string[] }) =>
  db
    .selectFrom('servers')
    .select(['id', 'server_group_id'])
    .where('server_group_id', 'in', inList(p.groups))
    .where('deleted', '=', 0)
    .where('vm_state', '!=', 'soft-delete')
    .orderBy('serial'),
)

/** The servers of each group, by the group's id; those that are deleted, be it softly, are none. */
export async function membersOf(
  tx: Tx,
  groups: readonly ServerGroup[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (groups.length === 0) return new Map()
  const found = new Map<string, string[]>()
  for (const { id, server_group_id } of await tx.all(members, {
    groups: groups.map((group) => group.id),
  })) {
    const group = server_group_id!
    found.set(group, [...(found.get(group) ?? []), id])
  }
  return found
}

const countMembers = statement((db, p: { groupId: string; userId: string }) =>
  db
    .selectFrom('servers')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('server_group_id', '=', p.groupId)
    .where('deleted', '=', 0)
    .where('vm_state', '!=', 'soft-delete')
    .where('user_id', '=', p.userId),
)

/** How many servers of a user it has. */
export async function countMembersOf(tx: Tx, groupId: string, userId: string): Promise<number> {
  return (await tx.first(countMembers, { groupId, userId }))!.total
}

const countGroups = statement((db, p: { projectId: string; userId: string }) =>
  db
    .selectFrom('server_groups')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('project'),
      fn.count<number>(eb.case().when('user_id', '=', p.userId).then(1).end()).as('user'),
    ])
    .where('project_id', '=', p.projectId),
)

/** How many a project has, and how many of them a user made. */
export async function countServerGroups(
  tx: Tx,
  { projectId, userId }: { readonly projectId: string; readonly userId: string },
): Promise<{ readonly project: number; readonly user: number }> {
  return (await tx.first(countGroups, { projectId, userId }))!
}

/** Who counts them waits until the end of a unit that makes one. */
export async function lockServerGroups(tx: Tx, projectId: string): Promise<void> {
  await lockName(tx, `compute server groups of ${projectId}`)
}

export async function insertServerGroup(
  tx: Tx,
  group: Insertable<ServerGroupsTable>,
): Promise<void> {
  await tx.db.insertInto('server_groups').values(group).execute()
}

/** Its servers stay, in no group. */
export async function deleteServerGroup(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('servers')
    .set({ server_group_id: null })
    .where('server_group_id', '=', id)
    .execute()
  await tx.db.deleteFrom('server_groups').where('id', '=', id).execute()
}
