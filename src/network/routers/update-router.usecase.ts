/**
 * Changes routers. Source: openstack/neutron neutron/db/l3_db.py (update_router), extraroute_db.py,
 * l3_dvr_db.py, l3_hamode_db.py.
 */
import { scheduleRouter } from '../agents/schedule-router.usecase.ts'
import { ROUTER_INTERFACES } from '../device-owners.ts'
import { requireModeOfFlavor } from '../flavors/flavor-of-router.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { changeGateway } from './change-gateway.usecase.ts'
import { completedRouter } from './completed-routers.usecase.ts'
import { askedGateway } from './gateways.ts'
import { refuseUnsetting } from './gateway-of-proxies.usecase.ts'
import { withProxy } from './ndp-proxy.usecase.ts'
import { changeOwnerOfPorts, routerRows } from './routers.store.ts'
import { checkMode, interfaceOwner, type Router, type RouterChanges } from './routers.ts'
import { checkedRoutes } from './routes.usecase.ts'

/** @throws Fault 400, 404, 409 */
export async function updateRouter(
  call: NetworkCall,
  now: Router,
  changes: RouterChanges,
): Promise<Router> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const {
    external_gateway_info: sent,
    enable_ndp_proxy: proxy,
    routes,
    ha,
    distributed,
    enable_default_route_bfd: bfd,
    enable_default_route_ecmp: ecmp,
    ...columns
  } = changes
  const kept = routes === undefined ? {} : { routes: await checkedRoutes(call, now, routes) }
  await requireModeOfFlavor(tx, now.flavor_id, changes)
  checkMode(now, changes)
  const row = await routerRows.change(
    tx,
    now,
    {
      ...columns,
      ...kept,
      ha: ha ?? now.ha,
      distributed: distributed ?? now.distributed,
      enable_default_route_bfd: bfd ?? now.enable_default_route_bfd,
      enable_default_route_ecmp: ecmp ?? now.enable_default_route_ecmp,
      ndp_proxy: now.ndp_proxy ?? false,
    },
    at,
  )
  const [before, after] = [interfaceOwner(now), interfaceOwner(row)]
  if (before !== after) await changeOwnerOfPorts(tx, now.id, ROUTER_INTERFACES, after)
  await scheduleRouter(call, row)
  if (sent === undefined) return completedRouter(tx, await withProxy(tx, row, proxy))
  const asked = askedGateway(sent)
  if (proxy === true) await refuseUnsetting(tx, row, asked)
  const isChanged = row.revision_number !== now.revision_number
  const reaching = await changeGateway(call, row, asked, { at, isChanged })
  return completedRouter(tx, await withProxy(tx, reaching, proxy))
}
