import type { Caller } from '../caller.ts'
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { ownOr } from '../visibility.ts'
import type { AddressScopeAttributes } from './address-scopes.table.ts'

export type AddressScope = Item<AddressScopeAttributes>
/** Without what depends on who asks. */
export type ScopeRow = Omit<AddressScope, 'shared'>
export type PostedScope = Posted<AddressScopeAttributes>
export type ScopeChanges = Changes<AddressScopeAttributes>

/** A caller knows scopes of his own, and those that are shared with him. */
export function visibleScopes(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
}
