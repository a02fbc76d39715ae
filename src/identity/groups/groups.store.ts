import type { Insertable, Selectable, Updateable } from 'kysely'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { linkStore } from '../../storage/families/links.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { SqlPart } from '../../storage/lists/sql-text.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityGroupsTable } from '../storage/tables.ts'
import { missing } from '../faults.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import { groupIdsOf, groupIdsPart, type Belonging } from './belonging.store.ts'
import { nameTaken } from '../users/users.ts'

export type GroupRow = Selectable<IdentityGroupsTable>

export const GROUPS: ListSource = {
  table: 'identity_groups',
  columns: columns({ name: text(), domain_id: text() }),
  made: ['id'],
}

const GROUPS_OF_USER: ListSource = { ...GROUPS, made: ['serial'] }

export function findGroup(tx: Tx, id: string): Promise<GroupRow | undefined> {
  return tx.db.selectFrom('identity_groups').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function groupIdByName(
  tx: Tx,
  name: string,
  domainId: string,
): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('identity_groups')
    .select('id')
    .where('name', '=', name)
    .where('domain_id', '=', domainId)
    .executeTakeFirst()
  return row?.id
}

/** By id. @param within only groups of this domain */
export function listGroups(
  tx: Tx,
  request: ListRequest,
  within: string | undefined,
): Promise<GroupRow[]> {
  return select(tx, GROUPS, request, within, [])
}

/** In the order in which they were made. */
export function groupsOfUser(
  tx: Tx,
  who: Belonging,
  request: ListRequest,
  within: string | undefined,
): Promise<GroupRow[]> {
  const { text: ids, values } = groupIdsPart(who)
  return select(tx, GROUPS_OF_USER, request, within, [{ text: `id in ${ids}`, values }])
}

function select(
  tx: Tx,
  source: ListSource,
  request: ListRequest,
  within: string | undefined,
  more: readonly SqlPart[],
): Promise<GroupRow[]> {
  const inside: Condition[] =
    within === undefined ? [] : [{ kind: 'in', column: 'domain_id', values: [within] }]
  return rowsAndOneMore(tx, source, '*', among(request, inside), more)
}

/** By group that the user belongs to for a time only: until when, in milliseconds since 1970. */
export async function expiriesOf(tx: Tx, { userId, now }: Belonging): Promise<Map<string, number>> {
  const rows = await tx.db
    .selectFrom('identity_expiring_memberships as expiring')
    .select(['group_id', 'expires_at'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('identity_memberships as lasting')
            .select('lasting.group_id')
            .whereRef('lasting.group_id', '=', 'expiring.group_id')
            .whereRef('lasting.user_id', '=', 'expiring.user_id'),
        ),
      ),
    )
    .orderBy('expires_at')
    .execute()
  return new Map(rows.map((row) => [row.group_id, row.expires_at]))
}

/** @throws 404 for a domain that is gone, 409 where the name is taken */
export async function insertGroup(tx: Tx, row: Insertable<IdentityGroupsTable>): Promise<void> {
  try {
    await tx.db.insertInto('identity_groups').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missing('domain', row.domain_id)
    throw error instanceof UniqueViolation ? nameTaken('group', row.name, row.domain_id) : error
  }
}

/** @throws 409 where the new name is taken */
export async function updateGroup(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityGroupsTable> & { name: string },
): Promise<void> {
  try {
    await tx.db.updateTable('identity_groups').set(changes).where('id', '=', id).execute()
  } catch (error) {
    throw error instanceof UniqueViolation ? nameTaken('group', changes.name) : error
  }
}

export async function deleteGroup(tx: Tx, id: string): Promise<void> {
  // The group first: whoever is giving a role to it holds it, and is waited for.
  await tx.db.deleteFrom('identity_groups').where('id', '=', id).execute()
  await tx.db.deleteFrom('identity_assignments').where('actor_id', '=', id).execute()
  await bumpEpoch(tx)
}

export async function isMember(tx: Tx, groupId: string, who: Belonging): Promise<boolean> {
  const row = await tx.db
    .selectFrom('identity_groups')
    .select('id')
    .where('id', '=', groupId)
    .where('id', 'in', groupIdsOf(who))
    .executeTakeFirst()
  return row !== undefined
}

const MEMBERSHIPS = linkStore('identity_memberships', 'group_id', 'user_id')

/** To join twice is the same as once. */
export async function insertMembership(tx: Tx, groupId: string, userId: string): Promise<void> {
  await MEMBERSHIPS.add(tx, groupId, userId)
  await bumpEpoch(tx)
}

/** False where the user was no member. */
export async function deleteMembership(tx: Tx, groupId: string, userId: string): Promise<boolean> {
  if (!(await MEMBERSHIPS.remove(tx, groupId, userId))) return false
  await bumpEpoch(tx)
  return true
}
