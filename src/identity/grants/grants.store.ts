import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityAssignmentsTable } from '../storage/tables.ts'
import { statement } from '../../storage/statement.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { groupIdsOf, type Belonging } from '../groups/belonging.store.ts'
import type { RoleRow } from '../roles/roles.store.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import { madeTo } from './actors.store.ts'

export type Assignment = Selectable<IdentityAssignmentsTable>
/** Who has a role where. */
export type Grant = Omit<Assignment, 'role_id'>

/** Projects with a role of the user or a group of hers, on themselves or passed down from above. */
const getProjectsOfUser = statement(
  (_db, p: Belonging) => sql<ProjectRow>`
    with recursive
    granted (target_id, target_type, inherited) as (
      select target_id, target_type, inherited from identity_assignments
      where ${madeTo(p.userId, groupIdsOf(p))}
    ),
    below (id) as (
      select id from identity_projects
      where parent_id in (select target_id from granted where inherited = 1)
      union
      select child.id from identity_projects child join below on child.parent_id = below.id
    )
    select * from identity_projects
    where is_domain = 0 and (id in (select id from below) or id in
      (select target_id from granted where inherited = 0 and target_type = 'project'))
    order by serial`,
)

const getDomainsOfUser = statement(
  (_db, p: Belonging) => sql<ProjectRow>`
    select * from identity_projects
    where is_domain = 1 and id in (
      select target_id from identity_assignments
      where inherited = 0 and target_type = 'domain' and ${madeTo(p.userId, groupIdsOf(p))})
    order by serial`,
)

/** Where a user has a role, be it through a group or from above. */
export function placesOfUser(
  tx: Tx,
  kind: 'project' | 'domain',
  who: Belonging,
): Promise<ProjectRow[]> {
  return tx.all(kind === 'project' ? getProjectsOfUser : getDomainsOfUser, who)
}

/** The roles given to this actor on this target, in that order; not what they imply. */
export function rolesGranted(tx: Tx, grant: Grant): Promise<RoleRow[]> {
  return tx.db
    .selectFrom('identity_assignments as assignment')
    .innerJoin('identity_roles as role', 'role.id', 'assignment.role_id')
    .selectAll('role')
    .where('actor_type', '=', grant.actor_type)
    .where('actor_id', '=', grant.actor_id)
    .where('target_type', '=', grant.target_type)
    .where('target_id', '=', grant.target_id)
    .where('inherited', '=', grant.inherited)
    .orderBy('assignment.serial')
    .execute()
}

/** Gives a role; to give it twice is the same as once. */
export async function insertGrant(tx: Tx, assignment: Assignment): Promise<void> {
  await tx.db
    .insertInto('identity_assignments')
    .values(assignment)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await bumpEpoch(tx)
}

/** False where there was nothing to take away. */
export async function deleteGrant(tx: Tx, assignment: Assignment): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('identity_assignments')
    .where('actor_type', '=', assignment.actor_type)
    .where('actor_id', '=', assignment.actor_id)
    .where('target_type', '=', assignment.target_type)
    .where('target_id', '=', assignment.target_id)
    .where('role_id', '=', assignment.role_id)
    .where('inherited', '=', assignment.inherited)
    .executeTakeFirst()
  if (numDeletedRows === 0n) return false
  await bumpEpoch(tx)
  return true
}
