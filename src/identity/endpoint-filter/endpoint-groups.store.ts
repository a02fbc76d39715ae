import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityEndpointGroupsTable } from '../storage/catalog.tables.ts'
import { allOf, conditions, type Filters } from '../filters.store.ts'

export type EndpointGroupRow = Selectable<IdentityEndpointGroupsTable>

const FILTERS: Filters = { name: { column: 'name' } }

export function findEndpointGroup(tx: Tx, id: string): Promise<EndpointGroupRow | undefined> {
  return tx.db
    .selectFrom('identity_endpoint_groups')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listEndpointGroups(tx: Tx, search: URLSearchParams): Promise<EndpointGroupRow[]> {
  return tx.db
    .selectFrom('identity_endpoint_groups')
    .selectAll()
    .where(allOf(conditions(search, FILTERS, tx.dialect)))
    .orderBy('id')
    .execute()
}

export async function insertEndpointGroup(tx: Tx, row: EndpointGroupRow): Promise<void> {
  await tx.db.insertInto('identity_endpoint_groups').values(row).execute()
}

export async function updateEndpointGroup(tx: Tx, row: EndpointGroupRow): Promise<void> {
  await tx.db.updateTable('identity_endpoint_groups').set(row).where('id', '=', row.id).execute()
}

/** No project sees endpoints by it any more. False where there is none. */
export async function deleteEndpointGroup(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('identity_endpoint_groups')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
