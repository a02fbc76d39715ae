/** Deletes routers. Source: openstack/neutron neutron/db/l3_db.py (delete_router). */
import { BY_L3, unbindAll } from '../agents/agents.store.ts'
import { ROUTER_GATEWAY } from '../device-owners.ts'
import { routerInUse } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { deleteHelpersOf } from './conntrack-helpers/conntrack-helpers.store.ts'
import { updateGateways } from './external-gateways.usecase.ts'
import { routerPorts, routerRows, type RouterRow } from './routers.store.ts'

/** Its gateways go with it; its interfaces keep it. @throws Fault 409 */
export async function deleteRouter(call: NetworkCall, now: RouterRow): Promise<void> {
  const { tx } = call
  const inside = (await routerPorts(tx, now.id)).filter((one) => one.port_type !== ROUTER_GATEWAY)
  if (inside.length > 0) {
    throw routerInUse(
      now.id,
      inside.map((one) => one.port_id),
    )
  }
  await updateGateways(call, { ...now, routes: [] }, [])
  await deleteHelpersOf(tx, now.id)
  await deleteTagsOf(tx, [now.id])
  await unbindAll(tx, BY_L3, now.id)
  await routerRows.remove(tx, [now.id])
}
