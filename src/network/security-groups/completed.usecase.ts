/** What security groups show beside their own rows. */
import type { Caller } from '../caller.ts'
import type { Tx } from '../../storage/database.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { rulesOfGroups } from '../security-group-rules/of-groups.store.ts'
import type { SecurityGroupRow } from './security-groups.store.ts'
import type { SecurityGroup } from './security-groups.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Caller
}

/** A group with its own row behind it. */
export type CompleteGroup = SecurityGroup & SecurityGroupRow

/** Whether a group is shared depends on who asks. */
export async function completed(
  { tx, ctx }: Call,
  rows: readonly SecurityGroupRow[],
): Promise<CompleteGroup[]> {
  const ids = rows.map(({ id }) => id)
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  const rules = await rulesOfGroups(tx, ids)
  return rows.map((row) => ({
    ...row,
    shared: shared.has(row.id),
    security_group_rules: rules.get(row.id) ?? [],
  }))
}
