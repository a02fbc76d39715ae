/**
 * Whose resources a caller can see at all: lists, targets and markers know no others. Source:
 * neutron_lib/db/utils.py (model_query_scope_is_project), neutron_lib/db/model_query.py.
 */
import type { Caller } from './caller.ts'
import type { Condition } from '../kernel/lists/conditions.ts'
import { SERVICE_API } from './base-rules.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, grantedTo } from './rbac/grants.ts'

/** Administrators and other services see those of all projects. */
export function seesAll(ctx: Caller): boolean {
  return ctx.isAdmin || ctx.allows(SERVICE_API)
}

/** Those of the caller's project, and those that fulfil one of the other conditions. */
export function ownOr(ctx: Caller, ...others: readonly Condition[]): readonly Condition[] {
  if (seesAll(ctx)) return []
  const own: Condition = { kind: 'in', column: 'project_id', values: [ctx.token.projectId ?? ''] }
  return [others.length === 0 ? own : { kind: 'any', of: [own, ...others] }]
}

/** Networks, or subnets, of the caller's project, and those of networks that it may use. */
export function visibleNetworks(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED, ACCESS_EXTERNAL]))
}
