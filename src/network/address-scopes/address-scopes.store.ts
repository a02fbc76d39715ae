import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows } from '../rows/rows.store.ts'
import { ADDRESS_SCOPES } from './address-scopes.table.ts'
import type { ScopeRow } from './address-scopes.ts'

export const scopeRows = new Rows(ADDRESS_SCOPES, {
  table: 'address_scopes',
  elsewhere: ['shared'],
  members: { policies: policiesOf('id') },
})

/** The scope, which no other pool joins, and nobody deletes, before the transaction ends. */
export async function scopeToJoin(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
): Promise<ScopeRow | undefined> {
  await lockRow(tx, 'address_scopes', { id: id.toLowerCase() }, 'turn')
  return scopeRows.find(tx, id, visible)
}

/** Is a pool in the scope? */
export async function hasPools(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('subnetpools')
    .select('id')
    .where('address_scope_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
