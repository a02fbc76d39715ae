/** Finds ports. */
import type { Caller } from '../caller.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Lock } from '../../kernel/target.ts'
import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { ownOr } from '../visibility.ts'
import { completed } from './completed.usecase.ts'
import { portRows } from './ports.store.ts'
import type { FoundPort } from './ports.ts'

/** What rules see of a port beside its attributes. */
export function factsOfPort({ network_project_id: owner, is_on_shared: shared }: FoundPort) {
  return { 'network:project_id': owner, shared }
}

/** One's own, and whatever is on one's own networks. */
export function visiblePorts(ctx: Caller): readonly Condition[] {
  const owner = ctx.token.projectId ?? ''
  return ownOr(ctx, { kind: 'in', column: 'network_project_id', values: [owner] })
}

export async function findPort(
  call: NetworkCall,
  id: string,
  visible: readonly Condition[],
  lock: Lock | undefined,
): Promise<FoundPort | undefined> {
  const { tx, ctx } = call
  const row = await portRows.find(tx, id, visible, lock)
  if (row === undefined) return undefined
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, [row.network_id])
  const [port] = await completed(call, [row])
  return { ...row, ...port!, is_on_shared: shared.has(row.network_id) }
}
