import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityPoliciesTable } from '../storage/catalog.tables.ts'
import { allOf, conditions, type Filters } from '../filters.store.ts'

export type PolicyRow = Selectable<IdentityPoliciesTable>

const FILTERS: Filters = { type: { column: 'type' } }

export function findPolicy(tx: Tx, id: string): Promise<PolicyRow | undefined> {
  return tx.db.selectFrom('identity_policies').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listPolicies(tx: Tx, search: URLSearchParams): Promise<PolicyRow[]> {
  return tx.db
    .selectFrom('identity_policies')
    .selectAll()
    .where(allOf(conditions(search, FILTERS, tx.dialect)))
    .orderBy('id')
    .execute()
}

export async function insertPolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await tx.db.insertInto('identity_policies').values(row).execute()
}

export async function updatePolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await tx.db.updateTable('identity_policies').set(row).where('id', '=', row.id).execute()
}

/** With a policy goes what it was for. False where there is none. */
export async function deletePolicy(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('identity_policies')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
