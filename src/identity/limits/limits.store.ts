import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { conflict, type Fault, forbidden } from '../../kernel/faults.ts'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { findRow, rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type {
  IdentityOwnLimitsTable,
  IdentityRegisteredLimitsTable,
} from '../storage/limits.tables.ts'
import { inList, statement } from '../../storage/statement.ts'
import { notExpected } from '../faults.ts'

export type RegisteredLimitRow = Selectable<IdentityRegisteredLimitsTable>

/** A limit, with what its registered limit says of it. */
export interface LimitRow extends Omit<Selectable<IdentityOwnLimitsTable>, 'registered_limit_id'> {
  readonly service_id: string
  readonly region_id: string | null
  readonly resource_name: string
  /** The domain that the project lies in; null for the limit of a domain. */
  readonly project_domain_id: string | null
}

export const REGISTERED_LIMITS: ListSource = {
  table: 'identity_registered_limits',
  columns: columns({
    service_id: text(),
    region_id: text({ nullable: true }),
    resource_name: text(),
  }),
  made: ['serial'],
}

const nullable = true

export const LIMITS: ListSource = {
  table: 'identity_limits',
  alias: 'own',
  joins: `
    join identity_registered_limits as registered on registered.id = own.registered_limit_id
    left join identity_projects as project on project.id = own.project_id`,
  columns: columns({
    service_id: text({ stored: 'registered.service_id' }),
    region_id: text({ stored: 'registered.region_id', nullable }),
    resource_name: text({ stored: 'registered.resource_name' }),
    project_id: text({ nullable }),
    domain_id: text({ nullable }),
    project_domain_id: text({ stored: 'project.domain_id', nullable, filter: false }),
  }),
  made: ['serial'],
}

const LIMIT_COLUMNS = `
  own.id, own.project_id, own.domain_id, own.resource_limit, own.description,
  registered.service_id, registered.region_id, registered.resource_name,
  project.domain_id as project_domain_id`

export function listRegisteredLimits(tx: Tx, request: ListRequest): Promise<RegisteredLimitRow[]> {
  return rowsAndOneMore(tx, REGISTERED_LIMITS, '*', request)
}

export function findRegisteredLimit(tx: Tx, id: string): Promise<RegisteredLimitRow | undefined> {
  return tx.db
    .selectFrom('identity_registered_limits')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The one that a limit would override. */
export async function registeredLimitFor(
  tx: Tx,
  asked: { service_id: string; region_id?: string | null; resource_name: string },
): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('identity_registered_limits')
    .select('id')
    .where('service_id', '=', asked.service_id)
    .where('resource_name', '=', asked.resource_name)
    .where(sql<boolean>`region_id is not distinct from ${asked.region_id ?? null}`)
    .executeTakeFirst()
  return row?.id
}

/** @throws 409 where there is one for the same resource */
export async function insertRegisteredLimit(
  tx: Tx,
  row: Insertable<IdentityRegisteredLimitsTable>,
): Promise<void> {
  const insert = tx.db.insertInto('identity_registered_limits').values(row)
  await insert.execute().catch(refuseDuplicate)
}

/** @throws 409 where there is one for the same resource */
export async function updateRegisteredLimit(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityRegisteredLimitsTable>,
): Promise<void> {
  const update = tx.db.updateTable('identity_registered_limits').set(changes).where('id', '=', id)
  await update.execute().catch(refuseDuplicate)
}

export async function deleteRegisteredLimit(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_registered_limits').where('id', '=', id).execute()
}

/** The registered limit must be locked, so that none is made meanwhile. @throws 403 */
export async function refuseOverridden(tx: Tx, registeredLimitId: string): Promise<void> {
  const row = await tx.db
    .selectFrom('identity_limits')
    .select('id')
    .where('registered_limit_id', '=', registeredLimitId)
    .executeTakeFirst()
  if (row === undefined) return
  throw forbidden(
    `Unable to update or delete registered limit ${registeredLimitId} because there are project ` +
      'limits associated with it.',
  )
}

const getOfProjects = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('identity_limits as own')
    .innerJoin(
      'identity_registered_limits as registered',
      'registered.id',
      'own.registered_limit_id',
    )
    .select(['own.id', 'own.project_id', 'own.domain_id', 'own.resource_limit', 'own.description'])
    .select(['registered.service_id', 'registered.region_id', 'registered.resource_name'])
    .where('own.project_id', 'in', inList(p.ids))
    .orderBy('own.serial'),
)

/** By project; those of domains are not among them. */
export async function limitsOfProjects(tx: Tx, ids: readonly string[]) {
  return Map.groupBy(await tx.all(getOfProjects, { ids }), (limit) => limit.project_id)
}

export function findLimit(tx: Tx, id: string): Promise<LimitRow | undefined> {
  return findRow(tx, LIMITS, LIMIT_COLUMNS, id, [])
}

/** Whose limits somebody sees. */
export type Seen =
  | { readonly kind: 'all' }
  | { readonly kind: 'domain' | 'project'; readonly id: string }

/** As a condition of lists. */
function visibleTo(seen: Seen): Condition[] {
  if (seen.kind === 'all') return []
  const own = (column: string): Condition => ({ kind: 'in', column, values: [seen.id] })
  if (seen.kind === 'project') return [own('project_id')]
  return [{ kind: 'any', of: [own('domain_id'), own('project_domain_id')] }]
}

export function listLimits(tx: Tx, request: ListRequest, seen: Seen): Promise<LimitRow[]> {
  return rowsAndOneMore(tx, LIMITS, LIMIT_COLUMNS, among(request, visibleTo(seen)))
}

/** @throws 400 for a project or domain that is gone, 409 for one that has one already */
export async function insertLimit(tx: Tx, row: Insertable<IdentityOwnLimitsTable>): Promise<void> {
  try {
    await tx.db.insertInto('identity_limits').values(row).execute()
  } catch (error) {
    // It was there a moment ago, and has been deleted meanwhile.
    if (error instanceof ForeignKeyViolation) {
      throw notExpected(row.project_id ? 'project_id' : 'domain_id', 'limit')
    }
    throw error instanceof UniqueViolation ? duplicate('limit') : error
  }
}

export async function updateLimit(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityOwnLimitsTable>,
): Promise<void> {
  await tx.db.updateTable('identity_limits').set(changes).where('id', '=', id).execute()
}

export async function deleteLimit(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_limits').where('id', '=', id).execute()
}

function refuseDuplicate(error: unknown): never {
  throw error instanceof UniqueViolation ? duplicate('registered_limit') : error
}

function duplicate(kind: string): Fault {
  return conflict(`Conflict occurred attempting to store ${kind} - Duplicate entry.`)
}
