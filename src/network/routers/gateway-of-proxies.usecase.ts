/**
 * What NDP proxies need of the gateway of their router. Source: openstack/neutron
 * neutron/services/ndp_proxy/plugin.py (_check_delete_router_gw, _check_update_router_gw).
 */
import type { FixedIp } from '../../kernel/attributes/types.ts'
import { address } from '../../kernel/ip/address.ts'
import type { Tx } from '../../storage/database.ts'
import { gatewayInUseByProxy, gatewayOfProxyNeedsIpv6, ndpProxyNotPossible } from '../faults.ts'
import { hasProxies } from '../ndp-proxies/ndp-proxies.store.ts'
import { gatewayPortsOf } from './gateway-ports.store.ts'
import type { SentGateway } from './gateways.ts'
import type { RouterRow } from './routers.store.ts'

/** @throws Fault 409 */
export async function refuseWhileProxied(tx: Tx, router: RouterRow): Promise<void> {
  if (await hasProxies(tx, router.id)) throw gatewayInUseByProxy(router.id)
}

/** Nobody can ask for proxies and take the gateway away at once. @throws Fault 409 */
export async function refuseUnsetting(
  tx: Tx,
  router: RouterRow,
  asked: SentGateway | undefined,
): Promise<void> {
  if (router.gw_port_id === null) return
  const ports = await gatewayPortsOf(tx, router.id)
  const port = ports.find(({ id }) => id === router.gw_port_id)!
  if (port.network_id === asked?.network_id.toLowerCase()) return
  await refuseWhileProxied(tx, router)
  throw ndpProxyNotPossible(router.id, "The router's external gateway will be unset")
}

interface Subnet {
  readonly id: string
  readonly ip_version: number
}

/** @throws Fault 409 where a router that answers for others would have no address of IPv6 */
export function requireIpv6(
  router: RouterRow,
  asked: readonly FixedIp[],
  subnets: readonly Subnet[],
): void {
  if (router.ndp_proxy !== true) return
  const isSix = ({ ip_address: ip, subnet_id: subnet }: FixedIp) =>
    ip === undefined
      ? subnets.some((one) => one.id === subnet && one.ip_version === 6)
      : address(ip).version === 6
  if (!asked.some(isSix)) throw gatewayOfProxyNeedsIpv6(router.id)
}
