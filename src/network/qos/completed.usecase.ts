/** What QoS policies show beside their own rows. */
import type { Tx } from '../../storage/database.ts'
import type { Caller } from '../caller.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import type { QosPolicy } from './policies.ts'
import type { QosPolicyRow } from './policies.store.ts'
import { rulesOfPolicies } from './rules/rules.store.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Caller
}

/** Whether a policy is shared depends on who asks; that it is a project's default the project knows. */
export async function completedQosPolicies(
  { tx, ctx }: Call,
  rows: readonly QosPolicyRow[],
): Promise<QosPolicy[]> {
  const ids = rows.map(({ id }) => id)
  const own = ctx.token.projectId
  const shared = await grantedAmong(tx, ACCESS_SHARED, own, ids)
  const rules = await rulesOfPolicies(tx, ids)
  return rows.map((row) => ({
    ...row,
    shared: shared.has(row.id),
    rules: rules.get(row.id) ?? [],
    is_default: row.is_default && (ctx.isAdmin || row.project_id === own),
  }))
}
