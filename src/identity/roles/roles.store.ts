import type { Insertable, Selectable, Updateable } from 'kysely'
import { conflict, notFound } from '../../kernel/faults.ts'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { linkStore } from '../../storage/families/links.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityRolesTable } from '../storage/tables.ts'
import { missing } from '../faults.ts'
import { bumpEpoch, type RoleState } from '../tokens/tokens.store.ts'

export type RoleRow = Selectable<IdentityRolesTable>

export const ROLES: ListSource = {
  table: 'identity_roles',
  columns: columns({ name: text(), domain_id: text({ nullable: true }) }),
  made: ['serial'],
}

export function findRole(tx: Tx, id: string): Promise<RoleRow | undefined> {
  return tx.db.selectFrom('identity_roles').selectAll().where('id', '=', id).executeTakeFirst()
}

/** All roles of that name, of whatever domain; the one without a domain first. */
export function rolesNamed(tx: Tx, name: string): Promise<Pick<RoleRow, 'id' | 'domain_id'>[]> {
  return tx.db
    .selectFrom('identity_roles')
    .select(['id', 'domain_id'])
    .where('name', '=', name)
    .orderBy((row) => row.case().when('domain_id', 'is', null).then(0).else(1).end())
    .orderBy('serial')
    .execute()
}

/** Those without a domain, unless `ofDomain`: one is then among the conditions. */
export function listRoles(tx: Tx, request: ListRequest, ofDomain: boolean): Promise<RoleRow[]> {
  const global: Condition = { kind: 'in', column: 'domain_id', values: [null] }
  return rowsAndOneMore(tx, ROLES, '*', ofDomain ? request : among(request, [global]))
}

/** @throws 409 where the name is taken */
export async function insertRole(tx: Tx, row: Insertable<IdentityRolesTable>): Promise<void> {
  try {
    await tx.db.insertInto('identity_roles').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missing('domain', row.domain_id ?? '')
    throw error instanceof UniqueViolation ? nameTaken(row.name) : error
  }
}

/** @throws 409 where the new name is taken */
export async function updateRole(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityRolesTable> & { name: string },
): Promise<void> {
  try {
    await tx.db.updateTable('identity_roles').set(changes).where('id', '=', id).execute()
  } catch (error) {
    throw error instanceof UniqueViolation ? nameTaken(changes.name) : error
  }
  await bumpEpoch(tx)
}

function nameTaken(name: string) {
  return conflict(
    `Conflict occurred attempting to store role - Duplicate entry found with name ${name}.`,
  )
}

/** With the role go its assignments and what it implies. */
export async function deleteRole(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_roles').where('id', '=', id).execute()
  await bumpEpoch(tx)
}

/** Which role brings which with it, directly; of one role or of all. */
export async function impliedRoles(
  tx: Tx,
  priorId?: string,
): Promise<{ prior: RoleState; implied: RoleState }[]> {
  let select = tx.db
    .selectFrom('identity_implied_roles as link')
    .innerJoin('identity_roles as prior', 'prior.id', 'link.prior_role_id')
    .innerJoin('identity_roles as implied', 'implied.id', 'link.implied_role_id')
    .select(['prior.id as prior_id', 'prior.name as prior_name'])
    .select(['implied.id as implied_id', 'implied.name as implied_name'])
    .orderBy('prior.serial')
    .orderBy('link.serial')
  if (priorId !== undefined) select = select.where('prior.id', '=', priorId)
  const rows = await select.execute()
  return rows.map((row) => ({
    prior: { id: row.prior_id, name: row.prior_name },
    implied: { id: row.implied_id, name: row.implied_name },
  }))
}

const IMPLICATIONS = linkStore('identity_implied_roles', 'prior_role_id', 'implied_role_id')

/** To say it twice is the same as once. */
export async function insertImplied(tx: Tx, priorId: string, impliedId: string): Promise<void> {
  await IMPLICATIONS.add(tx, priorId, impliedId)
  await bumpEpoch(tx)
}

/** @throws 404 */
export async function deleteImplied(tx: Tx, priorId: string, impliedId: string): Promise<void> {
  if (!(await IMPLICATIONS.remove(tx, priorId, impliedId))) throw doesNotImply(priorId, impliedId)
  await bumpEpoch(tx)
}

export function doesNotImply(priorId: string, impliedId: string) {
  return notFound(`${priorId} does not imply ${impliedId}.`)
}
