/** What is done with address scopes. Source: openstack/neutron neutron/db/address_scope_db.py. */
import { addressScopeInUse, addressScopeUpdateError } from '../faults.ts'
import { grantToAll } from '../networks/grant-to-all.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { deleteGrantsOf, grantedAmong } from '../rbac/grants.store.ts'
import { secondsNow } from '../times.ts'
import { hasPools, scopeRows } from './address-scopes.store.ts'
import type { AddressScope, PostedScope, ScopeChanges, ScopeRow } from './address-scopes.ts'

/** Whether a scope is shared depends on who asks. */
export async function completedScopes(
  { tx, ctx }: NetworkCall,
  rows: readonly ScopeRow[],
): Promise<AddressScope[]> {
  const ids = rows.map(({ id }) => id)
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  return rows.map((row) => ({ ...row, shared: shared.has(row.id) }))
}

export async function createScopes(
  call: NetworkCall,
  posted: readonly PostedScope[],
): Promise<AddressScope[]> {
  const rows = posted.map((one) => ({ ...one, id: call.env.ids.uuid() }))
  await scopeRows.insert(call.tx, rows)
  for (const row of rows) {
    if (row.shared) await grantToAll(call, row, ACCESS_SHARED, 'address_scope')
  }
  return completedScopes(call, rows)
}

/** Once shared, it stays so. @throws Fault AddressScopeUpdateError */
export async function updateScope(
  call: NetworkCall,
  now: AddressScope,
  changes: ScopeChanges,
): Promise<AddressScope> {
  if (now.shared && changes.shared === false) {
    throw addressScopeUpdateError(now.id, "Shared address scope can't be unshared")
  }
  const { shared, ...columns } = changes
  const row = await scopeRows.change(call.tx, now, columns, secondsNow(call.env.clock))
  if (shared === true && !now.shared) await grantToAll(call, now, ACCESS_SHARED, 'address_scope')
  return (await completedScopes(call, [row]))[0]!
}

/** @throws Fault AddressScopeInUse */
export async function deleteScope({ tx }: NetworkCall, { id }: AddressScope): Promise<void> {
  if (await hasPools(tx, id)) throw addressScopeInUse(id)
  await deleteGrantsOf(tx, [id])
  await scopeRows.remove(tx, [id])
}
