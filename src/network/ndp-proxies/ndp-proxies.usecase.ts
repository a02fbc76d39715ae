/** Makes NDP proxies. Source: openstack/neutron neutron/services/ndp_proxy/plugin.py. */
import type { Posted } from '../../kernel/attributes/table.ts'
import { routerNotFound } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows } from '../ports/ports.store.ts'
import { portNotFound } from '../ports/ports.ts'
import { foundRouters } from '../routers/found-routers.usecase.ts'
import { addressesOfRouter } from '../routers/routers.store.ts'
import { scopeOfNetwork } from '../subnetpools/subnetpools.store.ts'
import { secondsNow } from '../times.ts'
import { proxyRows } from './ndp-proxies.store.ts'
import type { NdpProxyAttributes } from './ndp-proxies.table.ts'
import {
  addressToProxy,
  type PortAddress,
  portUnreachable,
  proxyNotEnabled,
  proxyTwice,
  scopeConflict,
  type NdpProxy,
} from './ndp-proxies.ts'

/** The router stays as it is until the proxy is there. @throws Fault 400, 404, 409 */
export async function createProxy(
  call: NetworkCall,
  posted: Posted<NdpProxyAttributes>,
): Promise<NdpProxy> {
  const { tx, ctx, env } = call
  const { router_id: routerId, port_id: portId } = posted
  const router = await foundRouters.find(call, routerId, foundRouters.visible(ctx), 'change')
  const port = await portRows.find(tx, portId, visiblePorts(ctx), 'stay')
  if (port === undefined) throw portNotFound(portId)
  const there = (await addressesOfRouter(tx, routerId.toLowerCase())).filter(
    (one) => one.network_id === port.network_id,
  )
  if (there.length === 0) throw portUnreachable(routerId, portId)
  if (router === undefined) throw routerNotFound(routerId)
  if (!router.enable_ndp_proxy) throw proxyNotEnabled(router.id)
  const has = port.fixed_ips as readonly PortAddress[]
  const subnets = there.filter((one) => one.ip_version === 6).map((one) => one.subnet_id)
  const ip = addressToProxy({ ...posted, port_id: port.id }, has, subnets)
  const outside = await scopeOfNetwork(tx, router.external_gateway_info!.network_id, 6)
  const inside = await scopeOfNetwork(tx, port.network_id, 6)
  if (outside !== inside) throw scopeConflict(outside, inside)
  const at = secondsNow(env.clock)
  const row = {
    ...{ ...posted, id: env.ids.uuid(), router_id: router.id, port_id: port.id, ip_address: ip },
    ...{ created_at: at, updated_at: at, revision_number: 0 },
  }
  if (!(await proxyRows.insertUnlessTaken(tx, row))) throw proxyTwice(router.id, ip)
  return row
}
