/** Makes security groups. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import type { NetworkCall } from '../operation.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { completed } from './completed.usecase.ts'
import { defaultGroup } from './default-group.usecase.ts'
import { newGroup } from './new-group.usecase.ts'
import type { PostedSecurityGroup, SecurityGroup } from './security-groups.ts'
import { statefulUnlessTold } from '../security-groups-default-statefulness/statefulness.store.ts'

/** @throws Fault 409 OverQuota */
export async function createGroups(
  call: NetworkCall,
  posted: readonly PostedSecurityGroup[],
): Promise<SecurityGroup[]> {
  // The default group is none of those that were asked for.
  await takeQuotas(call, 'security_group', posted)
  const made = []
  for (const { name, description, project_id: owner, stateful } of posted) {
    await defaultGroup(call, owner)
    made.push(
      await newGroup(call, {
        ...{ name, description, project_id: owner, isDefault: false },
        stateful: stateful ?? (await statefulUnlessTold(call.tx, owner)),
      }),
    )
  }
  return completed(call, made)
}
