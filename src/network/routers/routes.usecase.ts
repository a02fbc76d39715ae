/** Source: openstack/neutron neutron/db/extraroute_db.py, l3_db.py (_validate_gw_info). */
import type { HostRoute } from '../../kernel/attributes/types.ts'
import type { Tx } from '../../storage/database.ts'
import type { NetworkCall } from '../operation.ts'
import { requireWithinQuota } from '../quotas/take-quota.usecase.ts'
import { checkNexthops, shownRoutes } from './routes.ts'
import { addressesOfRouter, type RouterRow } from './routers.store.ts'

/** The routes as the router keeps them. @throws Fault 400 InvalidRoutes, 409 OverQuota */
export async function checkedRoutes(
  call: NetworkCall,
  router: RouterRow,
  routes: readonly HostRoute[],
): Promise<HostRoute[]> {
  const has = await addressesOfRouter(call.tx, router.id)
  const reach = {
    cidrs: has.map((one) => one.cidr),
    addresses: has.map((one) => one.ip_address),
  }
  checkNexthops(routes, reach)
  const { project_id: projectId } = router
  await requireWithinQuota(call, { projectId, resource: 'router_route', count: routes.length })
  return shownRoutes(routes)
}

/**
 * The routes that a router has hold when it is on these subnets outside, and no longer on others.
 * @throws Fault 400 InvalidRoutes
 */
export async function checkRoutesKept(
  tx: Tx,
  router: RouterRow,
  external: readonly { readonly cidr: string }[],
): Promise<void> {
  if (router.routes.length === 0) return
  const has = await addressesOfRouter(tx, router.id)
  const inside = has.filter((one) => one.port_id !== router.gw_port_id)
  checkNexthops(router.routes, {
    cidrs: [...inside, ...external].map(({ cidr }) => cidr),
    addresses: inside.map((one) => one.ip_address),
  })
}
