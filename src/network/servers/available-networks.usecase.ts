/**
 * Which networks a server can be plugged into. Source: openstack/nova nova/network/neutron.py
 * (_get_available_networks).
 */
import type { Condition } from '../../kernel/lists/conditions.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import { completed } from '../networks/completed.usecase.ts'
import { networkRows } from '../networks/networks.store.ts'
import type { Network } from '../networks/networks.ts'
import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { visibleNetworks } from '../visibility.ts'

/** Of these, those that the caller sees. */
export function namedNetworks(call: NetworkCall, ids: readonly string[]): Promise<Network[]> {
  const values = ids.map((id) => id.toLowerCase())
  return listed(call, [{ kind: 'in', column: 'id', values }, ...visibleNetworks(call.ctx)])
}

/**
 * Those of the caller's project, and those that are shared with it.
 * @param own what those of the project fulfil besides
 */
export function availableNetworks(
  call: NetworkCall,
  own: readonly Condition[] = [],
): Promise<Network[]> {
  const ofProject: Condition = { kind: 'in', column: 'project_id', values: [call.ctx.projectId] }
  const isOwn: Condition = { kind: 'all', of: [ofProject, ...own] }
  return listed(call, [{ kind: 'any', of: [isOwn, grantedTo(call.ctx, [ACCESS_SHARED])] }])
}

/** A project may have networks that wait for something to become ready; the automatic one is up. */
export const IS_UP: Condition = { kind: 'in', column: 'admin_state_up', values: [1] }

async function listed(call: NetworkCall, conditions: readonly Condition[]): Promise<Network[]> {
  return completed(call, await networkRows.list(call.tx, { ...EVERYTHING, conditions }))
}
