import type { Selectable } from 'kysely'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { IdentityPoliciesTable } from '../storage/catalog.tables.ts'

export type PolicyRow = Selectable<IdentityPoliciesTable>

export const POLICIES: ListSource = {
  table: 'identity_policies',
  columns: columns({ type: text() }),
  made: ['serial'],
}

export function findPolicy(tx: Tx, id: string): Promise<PolicyRow | undefined> {
  return tx.db.selectFrom('identity_policies').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listPolicies(tx: Tx, request: ListRequest): Promise<PolicyRow[]> {
  return rowsAndOneMore(tx, POLICIES, '*', request)
}

export async function insertPolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await tx.db.insertInto('identity_policies').values(row).execute()
}

export async function updatePolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await tx.db.updateTable('identity_policies').set(row).where('id', '=', row.id).execute()
}

/** With a policy goes what it was for. */
export async function deletePolicy(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_policies').where('id', '=', id).execute()
}
