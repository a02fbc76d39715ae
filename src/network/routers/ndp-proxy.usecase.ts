/**
 * Whether a router answers for neighbours outside. That takes a gateway with an address of IPv6, on a
 * network that is of an address scope. Source: openstack/neutron neutron/services/ndp_proxy/plugin.py.
 */
import { address } from '../../kernel/ip/address.ts'
import type { Tx } from '../../storage/database.ts'
import { ndpProxyNotPossible } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { scopeOfNetwork } from '../subnetpools/subnetpools.store.ts'
import { checkedSubnets } from './change-gateway.usecase.ts'
import { gatewayPortsOf } from './gateway-ports.store.ts'
import type { SentGateway } from './gateways.ts'
import { setProxy, type RouterRow } from './routers.store.ts'

type Asked = boolean | null | undefined

/** Null: it is decided by the first change. @throws Fault 400, 404, 409 where it is asked for in vain */
export async function proxyOfNew(
  call: NetworkCall,
  router: RouterRow,
  asked: Asked,
  gateway: SentGateway | undefined,
): Promise<boolean | null> {
  if (asked !== true) return gateway !== undefined && asked !== false ? false : null
  if (gateway === undefined) {
    const reason = 'The request body not contain external gateway information'
    throw ndpProxyNotPossible(router.id, reason)
  }
  await checkedSubnets(call, router, gateway)
  if (await supportsProxies(call.tx, gateway.network_id)) return true
  throw ndpProxyNotPossible(
    router.id,
    `The external network ${gateway.network_id} don't support IPv6 ndp proxy, the network has no ` +
      'IPv6 subnets or has no IPv6 address scope',
  )
}

/**
 * A change that says nothing of it lets the router answer wherever it can. No revision is counted.
 * @throws Fault 409 where it is asked for in vain
 */
export async function withProxy(tx: Tx, router: RouterRow, asked: Asked): Promise<RouterRow> {
  const isPossible = asked !== false && (await isPossibleFor(tx, router))
  if (asked !== true || isPossible) {
    if (router.ndp_proxy !== isPossible) await setProxy(tx, router.id, isPossible)
    return { ...router, ndp_proxy: isPossible }
  }
  throw ndpProxyNotPossible(
    router.id,
    'The router has no external gateway or the external gateway port has no IPv6 address or IPv6 ' +
      'address scope',
  )
}

async function isPossibleFor(tx: Tx, router: RouterRow): Promise<boolean> {
  if (router.gw_port_id === null) return false
  const ports = await gatewayPortsOf(tx, router.id)
  const port = ports.find(({ id }) => id === router.gw_port_id)!
  const isSix = port.fixed_ips.some(({ ip_address: ip }) => address(ip).version === 6)
  return isSix && supportsProxies(tx, port.network_id)
}

async function supportsProxies(tx: Tx, networkId: string): Promise<boolean> {
  // The scope is that of a subnet, so there is one.
  return (await scopeOfNetwork(tx, networkId.toLowerCase(), 6)) !== null
}
