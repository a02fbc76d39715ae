import { readChanges, type Values } from '../kernel/attributes/bodies.ts'
import { authorizeChange, seenByPolicy } from '../kernel/attributes/rules.ts'
import type { AttributeTable } from '../kernel/attributes/table.ts'
import type { RequestContext } from '../kernel/context.ts'
import type { PolicyRule } from '../kernel/policy.ts'

interface Judged {
  readonly table: AttributeTable
  readonly rules: { readonly update: PolicyRule; readonly show: PolicyRule }
  /** What is to be changed, and what rules see of it besides. */
  readonly now: object
  readonly facts?: object
}

/**
 * What a client changes that called another service: read and judged as the body of a `PUT`.
 * @throws Fault 400, 404; PolicyRefusal
 */
export function changesOfClient(ctx: RequestContext, judged: Judged, sent: Values): Values {
  const { table, rules, now, facts } = judged
  const changes = readChanges(table, { bulk: false }, { [table.resource]: sent }, ctx)
  const both = { change: rules.update, show: rules.show }
  authorizeChange(ctx, table, both, seenByPolicy(now, facts), changes)
  return changes
}
