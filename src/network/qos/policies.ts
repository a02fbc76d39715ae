import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Caller } from '../caller.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { ownOr } from '../visibility.ts'
import type { QosPolicyAttributes } from './policies.table.ts'

export type QosPolicy = Item<QosPolicyAttributes>
export type PostedQosPolicy = Posted<QosPolicyAttributes>
export type QosPolicyChanges = Changes<QosPolicyAttributes>

/** A caller knows policies of his own, and those that are shared with him. */
export function visibleQosPolicies(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
}

interface Limited {
  readonly qos_policy_id?: string | null | undefined
}

/** Is the policy named that is in force? Upstream binds it anew, and counts a revision. */
export function isSetAgain(now: Limited, changes: Limited): boolean {
  return typeof changes.qos_policy_id === 'string' && changes.qos_policy_id === now.qos_policy_id
}
