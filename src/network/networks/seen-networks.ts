import type { Caller } from '../caller.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { ownOr } from '../visibility.ts'

/** The networks that a caller sees: his project's, and those that are shared with it or external. */
export function networksSeenBy(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED, ACCESS_EXTERNAL]))
}
