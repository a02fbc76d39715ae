/** Deletes security groups. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import { deleteLogsOf } from '../logs/logs.store.ts'
import type { NetworkCall } from '../operation.ts'
import { deleteGrantsOf } from '../rbac/grants.store.ts'
import { deleteRulesNaming } from '../security-group-rules/delete-rules.store.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { secondsNow } from '../times.ts'
import { isGroupInUse } from './of-ports.store.ts'
import { securityGroupRows, type SecurityGroupRow } from './security-groups.store.ts'
import { defaultStays, securityGroupInUse } from './security-groups.ts'

/**
 * With its rules, and those of other groups that name it.
 * @throws Fault 409 SecurityGroupInUse, SecurityGroupCannotRemoveDefault
 */
export async function deleteGroup(
  { tx, ctx, env }: NetworkCall,
  { id, default_of: defaultOf }: SecurityGroupRow,
): Promise<void> {
  if (await isGroupInUse(tx, id)) throw securityGroupInUse(id)
  if (defaultOf !== null && !ctx.isAdmin) throw defaultStays()
  const others = await deleteRulesNaming(tx, id)
  await securityGroupRows.touch(tx, others, secondsNow(env.clock))
  await deleteLogsOf(tx, 'resource_id', [id])
  await deleteGrantsOf(tx, [id])
  await deleteTagsOf(tx, [id])
  await securityGroupRows.remove(tx, [id])
}
