/** Makes routers. Source: openstack/neutron neutron/db/l3_db.py (create_router). */
import { chosenFlavor } from '../flavors/flavor-of-router.usecase.ts'
import { scheduleRouter } from '../agents/schedule-router.usecase.ts'
import { requireZones } from '../availability-zones/availability-zones.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { secondsNow } from '../times.ts'
import { completedRouter } from './completed-routers.usecase.ts'
import { askedGateway } from './gateways.ts'
import { changeGateway } from './change-gateway.usecase.ts'
import { proxyOfNew } from './ndp-proxy.usecase.ts'
import { routerRows } from './routers.store.ts'
import type { PostedRouter, Router } from './routers.ts'

/** @throws Fault 400, 404, 409 */
export async function createRouter(call: NetworkCall, posted: PostedRouter): Promise<Router> {
  const { tx, env } = call
  const { external_gateway_info: sent, enable_ndp_proxy: proxy, ...given } = posted
  await takeQuotas(call, 'router', [posted])
  const flavorId = await chosenFlavor(tx, posted.flavor_id, posted)
  await requireZones(call, 'router', posted.availability_zone_hints)
  const at = secondsNow(env.clock)
  const gateway = askedGateway(sent)
  const plain = {
    ...given,
    id: env.ids.uuid(),
    status: 'ACTIVE',
    ha: posted.ha ?? false,
    distributed: posted.distributed ?? false,
    flavor_id: flavorId,
    enable_default_route_bfd: posted.enable_default_route_bfd ?? false,
    enable_default_route_ecmp: posted.enable_default_route_ecmp ?? false,
    routes: [],
    tags: [],
    enable_snat: env.options.enableSnatByDefault,
    ndp_proxy: null,
    gw_port_id: null,
    qos_policy_id: null,
    ...{ created_at: at, updated_at: at, revision_number: 1 },
  }
  const row = { ...plain, ndp_proxy: await proxyOfNew(call, plain, proxy, gateway) }
  await routerRows.insert(tx, [row])
  const made = gateway === undefined ? row : await changeGateway(call, row, gateway, { at })
  // Agents are told of a router when there is something to do for them.
  if (gateway !== undefined || row.ha) await scheduleRouter(call, row)
  return completedRouter(tx, made)
}
