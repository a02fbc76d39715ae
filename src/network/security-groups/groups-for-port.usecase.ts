/** The groups that ports are to have. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { securityGroupRows } from './security-groups.store.ts'
import { requireOneStatefulness, securityGroupNotFound } from './security-groups.ts'

/**
 * Are these groups that a port of the project may have: its own, those that are shared with it, and for
 * administrators any? They stay until the unit ends.
 * @returns their ids in the order in which answers show them
 * @throws Fault 404 SecurityGroupNotFound; 409 SecurityGroupConflict
 */
export async function groupsForPort(
  { tx, ctx }: NetworkCall,
  projectId: string,
  groupIds: readonly string[],
): Promise<readonly string[]> {
  const asked = [...new Set(groupIds.map((id) => id.toLowerCase()))].toSorted()
  const shared = await grantedAmong(tx, ACCESS_SHARED, projectId, asked)
  const groups = []
  const missing = []
  for (const id of asked) {
    const group = await securityGroupRows.find(tx, id, [], 'stay')
    const isAllowed = ctx.isAdmin || group?.project_id === projectId || shared.has(id)
    if (group === undefined || !isAllowed) missing.push(id)
    else groups.push(group)
  }
  if (missing.length > 0) throw securityGroupNotFound(missing.join(', '))
  requireOneStatefulness(groups)
  return asked
}
