import type { Selectable } from 'kysely'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { IdentityEndpointGroupsTable } from '../storage/catalog.tables.ts'

export type EndpointGroupRow = Selectable<IdentityEndpointGroupsTable>

export const ENDPOINT_GROUPS: ListSource = {
  table: 'identity_endpoint_groups',
  columns: columns({ name: text() }),
  made: ['serial'],
}

export function findEndpointGroup(tx: Tx, id: string): Promise<EndpointGroupRow | undefined> {
  return tx.db
    .selectFrom('identity_endpoint_groups')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listEndpointGroups(tx: Tx, request: ListRequest): Promise<EndpointGroupRow[]> {
  return rowsAndOneMore(tx, ENDPOINT_GROUPS, '*', request)
}

export async function insertEndpointGroup(tx: Tx, row: EndpointGroupRow): Promise<void> {
  await tx.db.insertInto('identity_endpoint_groups').values(row).execute()
}

export async function updateEndpointGroup(tx: Tx, row: EndpointGroupRow): Promise<void> {
  await tx.db.updateTable('identity_endpoint_groups').set(row).where('id', '=', row.id).execute()
}

/** No project sees endpoints by it any more. */
export async function deleteEndpointGroup(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_endpoint_groups').where('id', '=', id).execute()
}
