import type { Insertable, Selectable, Updateable } from 'kysely'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation } from '../../storage/errors.ts'
import type { IdentityEndpointsTable } from '../storage/tables.ts'
import { notExpected } from '../faults.ts'

export type EndpointRow = Selectable<IdentityEndpointsTable>

export const ENDPOINTS: ListSource = {
  table: 'identity_endpoints',
  columns: columns({ interface: text(), service_id: text(), region_id: text({ nullable: true }) }),
  made: ['serial'],
}

export function findEndpoint(tx: Tx, id: string): Promise<EndpointRow | undefined> {
  return tx.db.selectFrom('identity_endpoints').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listEndpoints(tx: Tx, request: ListRequest): Promise<EndpointRow[]> {
  return rowsAndOneMore(tx, ENDPOINTS, '*', request)
}

export async function insertEndpoint(
  tx: Tx,
  row: Insertable<IdentityEndpointsTable>,
): Promise<void> {
  await tx.db.insertInto('identity_endpoints').values(row).execute().catch(explain)
}

export async function updateEndpoint(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityEndpointsTable>,
): Promise<void> {
  const update = tx.db.updateTable('identity_endpoints').set(changes).where('id', '=', id)
  await update.execute().catch(explain)
}

/** Its service was there a moment ago, and has been deleted meanwhile. */
function explain(error: unknown): never {
  throw error instanceof ForeignKeyViolation ? notInTable('service') : error
}

export function notInTable(table: 'service' | 'region') {
  return notExpected(`endpoint ${table}_id`, `${table} table`)
}

export async function deleteEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_endpoints').where('id', '=', id).execute()
}

/** The region an endpoint names by its old attribute is made where it is missing. */
export async function ensureRegion(tx: Tx, id: string): Promise<void> {
  await tx.db
    .insertInto('identity_regions')
    .values({ id, description: '', parent_region_id: null, extra: '{}' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
