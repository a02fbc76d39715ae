/** Changes floating IPs. Source: openstack/neutron neutron/db/l3_db.py (_update_floatingip). */
import { floatingIpInUseByForwarding } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { secondsNow } from '../times.ts'
import { associationOf } from './associate.usecase.ts'
import { refuseForwardedPort } from './forwarded-ports.usecase.ts'
import { isForwarding } from './port-forwardings/shown-forwardings.store.ts'
import { completedFloatingIp } from './completed-floatingips.usecase.ts'
import type { FloatingIp, FloatingIpChanges } from './floatingips.ts'
import { floatingIpRows } from './floatingips.store.ts'

/** @throws Fault 400, 404, 409 */
export async function updateFloatingIp(
  call: NetworkCall,
  now: FloatingIp,
  changes: FloatingIpChanges,
): Promise<FloatingIp> {
  const { tx, env } = call
  await requireQosPolicy(call, changes.qos_policy_id, now.qos_policy_id)
  await refuseForwardedPort(call, changes.port_id)
  const association = await associationOf(call, now, changes)
  if (changes.port_id && (await isForwarding(tx, now.id))) {
    throw floatingIpInUseByForwarding(now.id)
  }
  const { port_id: port, description } = changes
  const row = await floatingIpRows.change(
    tx,
    now,
    {
      ...association,
      ...(description !== undefined && { description }),
      ...(changes.qos_policy_id !== undefined && { qos_policy_id: changes.qos_policy_id }),
    },
    secondsNow(env.clock),
    // To say what is so already counts here.
    port !== undefined || description !== undefined,
  )
  return completedFloatingIp(tx, row)
}
