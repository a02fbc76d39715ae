/**
 * What is done with logs. Nothing is logged: there is nothing that would forward packets. Source:
 * openstack/neutron neutron/services/logapi/logging_plugin.py, common/sg_validate.py.
 */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import {
  groupNotOfPort,
  invalidLogType,
  loggedNotFound,
  loggingNotSupported,
  logTargetNotFound,
} from '../faults/logs.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows, type PortRow } from '../ports/ports.store.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { securityGroupRows } from '../security-groups/security-groups.store.ts'
import { secondsNow } from '../times.ts'
import { ownOr } from '../visibility.ts'
import { logRows } from './logs.store.ts'
import type { LogAttributes } from './logs.table.ts'

type Log = Item<LogAttributes>
type PostedLog = Posted<LogAttributes>

/** What the driver for Open vSwitch logs. */
export const LOGGED_TYPES: readonly string[] = ['security_group']

/** @throws Fault 400, 404, 409 */
export async function createLogs(call: NetworkCall, posted: readonly PostedLog[]): Promise<Log[]> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const rows: Log[] = []
  for (const one of posted) {
    if (!LOGGED_TYPES.includes(one.resource_type)) throw invalidLogType(one.resource_type)
    rows.push({
      ...{ ...one, ...(await logged(call, one)), id: env.ids.uuid() },
      ...{ created_at: at, updated_at: at, revision_number: 0 },
    })
  }
  await logRows.insert(tx, rows)
  return rows
}

/** The ids as they are stored, of a group and a port that stay until the transaction ends. */
async function logged(
  { tx, ctx }: NetworkCall,
  { resource_type: type, resource_id: groupId, target_id: portId }: PostedLog,
) {
  const seen = ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
  const group = groupId ? await securityGroupRows.find(tx, groupId, seen, 'stay') : undefined
  if (groupId && group === undefined) throw loggedNotFound(groupId)
  const port = portId ? await portRows.find(tx, portId, visiblePorts(ctx), 'stay') : undefined
  if (portId && port === undefined) throw logTargetNotFound(portId)
  if (port && !canBeLogged(port)) throw loggingNotSupported(type, port.id)
  if (group && port && !port.security_groups.includes(group.id)) {
    throw groupNotOfPort(group.id, port.id)
  }
  return { resource_id: group?.id ?? null, target_id: port?.id ?? null }
}

/** What is bound by how it is plugged in, other ports by what they will be. */
function canBeLogged(port: PortRow): boolean {
  const { 'binding:vif_type': vif, 'binding:vnic_type': vnic } = port
  if (vif === 'unbound' || vif === 'binding_failed') return vnic === 'normal'
  return vif === 'ovs' || vif === 'vhostuser'
}

export async function updateLog(
  { tx, env }: NetworkCall,
  now: Log,
  changes: Changes<LogAttributes>,
): Promise<Log> {
  return logRows.change(tx, now, changes, secondsNow(env.clock))
}
