import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { conflict, type Fault, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type {
  IdentityOwnLimitsTable,
  IdentityRegisteredLimitsTable,
} from '../storage/limits.tables.ts'
import { inList, statement } from '../../storage/statement.ts'
import { notExpected } from '../faults.ts'
import { allOf, conditions, type Condition, type Filters } from '../filters.store.ts'

export type RegisteredLimitRow = Selectable<IdentityRegisteredLimitsTable>

/** A limit, with what its registered limit says of it. */
export interface LimitRow extends Omit<Selectable<IdentityOwnLimitsTable>, 'registered_limit_id'> {
  readonly service_id: string
  readonly region_id: string | null
  readonly resource_name: string
  /** The domain that the project lies in; null for the limit of a domain. */
  readonly project_domain_id: string | null
}

const REGISTERED_FILTERS: Filters = {
  service_id: { column: 'service_id' },
  region_id: { column: 'region_id' },
  resource_name: { column: 'resource_name' },
}

const FILTERS: Filters = {
  service_id: { column: 'registered.service_id' },
  region_id: { column: 'registered.region_id' },
  resource_name: { column: 'registered.resource_name' },
  project_id: { column: 'own.project_id' },
  domain_id: { column: 'own.domain_id' },
}

export function listRegisteredLimits(
  tx: Tx,
  search: URLSearchParams,
): Promise<RegisteredLimitRow[]> {
  return tx.db
    .selectFrom('identity_registered_limits')
    .selectAll()
    .where(allOf(conditions(search, REGISTERED_FILTERS, tx.dialect)))
    .orderBy('id')
    .execute()
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
  asked: { service_id: string; region_id?: string; resource_name: string },
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
  await insert.execute().catch(explain('registered_limit'))
}

/** @throws 409 where there is one for the same resource */
export async function updateRegisteredLimit(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityRegisteredLimitsTable>,
): Promise<void> {
  const update = tx.db.updateTable('identity_registered_limits').set(changes).where('id', '=', id)
  await update.execute().catch(explain('registered_limit'))
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

function joined(tx: Tx) {
  return tx.db
    .selectFrom('identity_limits as own')
    .innerJoin(
      'identity_registered_limits as registered',
      'registered.id',
      'own.registered_limit_id',
    )
    .leftJoin('identity_projects as project', 'project.id', 'own.project_id')
    .select([
      'own.id',
      'own.project_id',
      'own.domain_id',
      'own.resource_limit',
      'own.description',
      'registered.service_id',
      'registered.region_id',
      'registered.resource_name',
      'project.domain_id as project_domain_id',
    ])
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
    .orderBy('own.id'),
)

/** By project; those of domains are not among them. */
export async function limitsOfProjects(tx: Tx, ids: readonly string[]) {
  return Map.groupBy(await tx.all(getOfProjects, { ids }), (limit) => limit.project_id)
}

export function findLimit(tx: Tx, id: string): Promise<LimitRow | undefined> {
  return joined(tx).where('own.id', '=', id).executeTakeFirst()
}

/** Whose limits somebody sees. */
export type Seen =
  | { readonly kind: 'all' }
  | { readonly kind: 'domain' | 'project'; readonly id: string }

export function listLimits(tx: Tx, search: URLSearchParams, seen: Seen): Promise<LimitRow[]> {
  const where: Condition[] = conditions(search, FILTERS, tx.dialect)
  if (seen.kind === 'project') where.push(sql`own.project_id = ${seen.id}`)
  if (seen.kind === 'domain') {
    where.push(sql`(own.domain_id = ${seen.id} or project.domain_id = ${seen.id})`)
  }
  return joined(tx).where(allOf(where)).orderBy('own.id').execute()
}

/** @throws 409 where the project or domain has one already */
export async function insertLimit(tx: Tx, row: Insertable<IdentityOwnLimitsTable>): Promise<void> {
  await tx.db.insertInto('identity_limits').values(row).execute().catch(explain('limit'))
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

/** What it names was there a moment ago, and has been deleted meanwhile. */
function explain(kind: 'registered_limit' | 'limit') {
  return (error: unknown): never => {
    if (error instanceof UniqueViolation) throw duplicate(kind)
    throw error instanceof ForeignKeyViolation ? notExpected('service_id', kind) : error
  }
}

function duplicate(kind: string): Fault {
  return conflict(`Conflict occurred attempting to store ${kind} - Duplicate entry.`)
}
