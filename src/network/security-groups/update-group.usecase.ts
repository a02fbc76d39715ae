/** Changes security groups. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { completed } from './completed.usecase.ts'
import { isGroupInUse } from './of-ports.store.ts'
import { securityGroupRows, type SecurityGroupRow } from './security-groups.store.ts'
import {
  defaultKeepsName,
  securityGroupInUse,
  type SecurityGroup,
  type SecurityGroupChanges,
} from './security-groups.ts'

/** @throws Fault 409 SecurityGroupInUse, SecurityGroupCannotUpdateDefault */
export async function updateGroup(
  call: NetworkCall,
  now: SecurityGroupRow,
  { name, description, stateful }: SecurityGroupChanges,
): Promise<SecurityGroup> {
  const { tx, env } = call
  const isTurned = stateful !== undefined && stateful !== now.stateful
  if (isTurned && (await isGroupInUse(tx, now.id))) throw securityGroupInUse(now.id)
  if (now.default_of !== null && name !== undefined) throw defaultKeepsName()
  const changes = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(stateful !== undefined && { stateful }),
  }
  const row = await securityGroupRows.change(tx, now, changes, secondsNow(env.clock))
  const [shown] = await completed(call, [row])
  return shown!
}
