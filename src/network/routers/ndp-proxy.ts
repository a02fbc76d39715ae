/**
 * Whether a router answers for neighbours outside. That takes a gateway on a network that is of an
 * address scope of IPv6, of which there are none yet. Source: openstack/neutron
 * neutron/services/ndp_proxy/plugin.py.
 */
import { ndpProxyNotPossible } from '../faults.ts'
import type { SentGateway } from './gateways.ts'

/** @throws Fault 409 where it is asked for */
export function refuseProxyOfNew(
  routerId: string,
  asked: boolean | null | undefined,
  gateway: SentGateway | undefined,
): void {
  if (asked !== true) return
  const reason =
    gateway === undefined
      ? 'The request body not contain external gateway information'
      : `The external network ${gateway.network_id} don't support IPv6 ndp proxy, the network has ` +
        'no IPv6 subnets or has no IPv6 address scope'
  throw ndpProxyNotPossible(routerId, reason)
}

/** @throws Fault 409 where it is asked for */
export function refuseProxy(routerId: string, asked: boolean | null | undefined): void {
  if (asked !== true) return
  const reason =
    'The router has no external gateway or the external gateway port has no IPv6 address or IPv6 ' +
    'address scope'
  throw ndpProxyNotPossible(routerId, reason)
}
