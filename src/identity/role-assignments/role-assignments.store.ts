import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { allOf, type SqlCondition } from '../conditions.store.ts'
import { madeTo } from '../grants/actors.store.ts'
import { anybody, groupIdsOf } from '../groups/belonging.store.ts'
import { closure, type Assigned, type Relations } from './role-assignments.ts'

export interface AssignmentQuery {
  readonly userId?: string | undefined
  readonly groupId?: string | undefined
  readonly roleId?: string | undefined
  readonly system?: boolean | undefined
  readonly domainId?: string | undefined
  /** These projects: one, or one with all below it. */
  readonly projectIds?: readonly string[] | undefined
  /** Undefined: both those that are inherited and those that are not. */
  readonly inherited?: boolean | undefined
  /** Only on this domain and its projects. */
  readonly within?: string | undefined
}

const getBelow = statement(
  (_db, p: { ids: readonly string[] }) => sql<{ id: string; parent_id: string }>`
    with recursive below (id, parent_id) as (
      select id, parent_id from identity_projects where parent_id in ${inList(p.ids)}
      union
      select child.id, child.parent_id from identity_projects child
      join below on child.parent_id = below.id
    )
    select below.id, below.parent_id from below
    join identity_projects project on project.id = below.id order by project.serial`,
)

const getEdges = statement((db) =>
  db
    .selectFrom('identity_implied_roles')
    .select(['prior_role_id as from', 'implied_role_id as to'])
    .orderBy('serial'),
)

/** The id is said too, for the index. */
const ON_THE_SYSTEM: SqlCondition = sql`target_type = 'system' and target_id = 'system'`

/** Not by a parameter: the index is of those that are handed down alone. */
const HANDED_DOWN: SqlCondition = sql`inherited = 1`
const HELD_HERE: SqlCondition = sql`inherited = 0`

/**
 * Made on one of these projects, or handed down to it from above. Where something is handed down
 * to may be one of them as well, so its kind has to be looked at again.
 */
function reaching(projectIds: readonly string[]): SqlCondition {
  const ids = sql.join(projectIds)
  return sql`target_id in (
      with recursive above (id) as (
        select id from identity_projects where id in (${ids})
        union
        select parent_id from identity_projects join above using (id) where parent_id is not null
      ) select id from above)
    and (inherited = 1 or (target_type = 'project' and target_id in (${ids})))`
}

/** Assignments as they were made, in that order. */
export function assignments(tx: Tx, query: AssignmentQuery): Promise<Assigned[]> {
  const where: SqlCondition[] = []
  const { userId, groupId, roleId, domainId, projectIds, inherited, within } = query
  if (userId !== undefined) where.push(sql`actor_type = 'user' and actor_id = ${userId}`)
  if (groupId !== undefined) where.push(sql`actor_type = 'group' and actor_id = ${groupId}`)
  if (roleId !== undefined) where.push(sql`role_id = ${roleId}`)
  if (query.system === true) where.push(ON_THE_SYSTEM)
  if (domainId !== undefined) where.push(sql`target_type = 'domain' and target_id = ${domainId}`)
  if (projectIds !== undefined) {
    where.push(sql`target_type = 'project' and target_id in (${sql.join(projectIds)})`)
  }
  if (inherited !== undefined) where.push(inherited ? HANDED_DOWN : HELD_HERE)
  if (within !== undefined) {
    where.push(sql`(target_id = ${within} or target_id in
      (select id from identity_projects where domain_id = ${within}))`)
  }
  return ordered(tx, where)
}

/**
 * The assignments that may have an effect on what is asked for: those of the user's groups too,
 * and those that are handed down from above.
 */
export function assignmentsBehind(
  tx: Tx,
  query: AssignmentQuery,
  now: number,
): Promise<Assigned[]> {
  const where: SqlCondition[] = []
  const { userId, domainId, projectIds, inherited } = query
  if (userId !== undefined) {
    where.push(madeTo(userId, groupIdsOf(anybody(userId, now))))
  }
  if (query.system === true) where.push(ON_THE_SYSTEM)
  if (domainId !== undefined) {
    where.push(sql`target_type = 'domain' and target_id = ${domainId} and inherited = 0`)
  }
  if (projectIds !== undefined) {
    where.push(reaching(projectIds))
  }
  if (inherited !== undefined) where.push(inherited ? HANDED_DOWN : HELD_HERE)
  return ordered(tx, where)
}

function ordered(tx: Tx, where: readonly SqlCondition[]): Promise<Assigned[]> {
  return (
    tx.db
      .selectFrom('identity_assignments')
      .selectAll()
      .where(allOf(where))
      // Not by the index on it: without statistics SQLite goes through all of them by that.
      .orderBy(sql`+serial`)
      .execute()
  )
}

/**
 * What is needed to find the effect of `assigned`.
 * @param now milliseconds since 1970
 */
export async function relationsOf(
  tx: Tx,
  assigned: readonly Assigned[],
  now: number,
): Promise<Relations> {
  const groups = assigned.filter((one) => one.actor_type === 'group').map((one) => one.actor_id)
  const members = new Map<string, string[]>()
  if (groups.length > 0) {
    for (const row of await membersOf(tx, [...new Set(groups)], now))
      add(members, row.group_id, row.user_id)
  }
  const children = new Map<string, string[]>()
  if (assigned.some((one) => one.inherited === 1)) {
    const handing = assigned.filter((one) => one.inherited === 1).map((one) => one.target_id)
    for (const row of await tx.all(getBelow, { ids: [...new Set(handing)] })) {
      add(children, row.parent_id, row.id)
    }
  }
  const implied = new Map<string, string[]>()
  for (const { from, to } of await tx.all(getEdges, {})) add(implied, from, to)
  return {
    membersOf: (groupId) => members.get(groupId) ?? [],
    projectsBelow: (placeId) => closure(placeId, children),
    impliedBy: (roleId) => closure(roleId, implied),
  }
}

function membersOf(tx: Tx, groupIds: readonly string[], now: number) {
  const members = tx.db
    .selectFrom('identity_memberships')
    .select(['group_id', 'user_id'])
    .where('group_id', 'in', groupIds)
    .union(
      tx.db
        .selectFrom('identity_expiring_memberships')
        .select(['group_id', 'user_id'])
        .where('group_id', 'in', groupIds)
        .where('expires_at', '>', now),
    )
  return tx.db
    .selectFrom(members.as('member'))
    .innerJoin('identity_users as user', 'user.id', 'member.user_id')
    .select(['member.group_id', 'member.user_id'])
    .orderBy('user.serial')
    .execute()
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

interface Name {
  readonly id: string
  readonly name: string
  readonly domain_id: string | null
}

const getNames = {
  user: statement((db, p: { ids: readonly string[] }) =>
    db
      .selectFrom('identity_users')
      .select(['id', 'name', 'domain_id'])
      .where('id', 'in', inList(p.ids)),
  ),
  group: statement((db, p: { ids: readonly string[] }) =>
    db
      .selectFrom('identity_groups')
      .select(['id', 'name', 'domain_id'])
      .where('id', 'in', inList(p.ids)),
  ),
  role: statement((db, p: { ids: readonly string[] }) =>
    db
      .selectFrom('identity_roles')
      .select(['id', 'name', 'domain_id'])
      .where('id', 'in', inList(p.ids)),
  ),
  /** Projects and domains. */
  place: statement((db, p: { ids: readonly string[] }) =>
    db
      .selectFrom('identity_projects')
      .select(['id', 'name', 'domain_id'])
      .where('id', 'in', inList(p.ids)),
  ),
}

/** Names by id, where they were asked for. */
export interface Names {
  readonly user: ReadonlyMap<string, Name>
  readonly group: ReadonlyMap<string, Name>
  readonly role: ReadonlyMap<string, Name>
  readonly place: ReadonlyMap<string, Name>
}

/** Names by id. */
export async function namesOf(
  tx: Tx,
  kind: keyof typeof getNames,
  ids: readonly string[],
): Promise<Map<string, Name>> {
  const unique = [...new Set(ids)]
  const rows: Name[] =
    unique.length === 0
      ? []
      : await tx.all<{ ids: readonly string[] }, Name>(getNames[kind], { ids: unique })
  return new Map(rows.map((row) => [row.id, row]))
}
