/**
 * Which address a router answers for. Source: openstack/neutron neutron/services/ndp_proxy/plugin.py
 * (_check_port), exceptions.py.
 */
import { badPart } from '../../kernel/attributes/refusals.ts'
import type { Item } from '../../kernel/attributes/table.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { address, addressText, sameAddress } from '../../kernel/ip/address.ts'
import type { NdpProxyAttributes } from './ndp-proxies.table.ts'

export type NdpProxy = Item<NdpProxyAttributes>

interface Wanted {
  readonly router_id: string
  readonly port_id: string
  readonly ip_address: string | null
}

export interface PortAddress {
  readonly subnet_id: string
  readonly ip_address: string
}

/**
 * An address of IPv6 that the port has on a subnet that the router is on: the one asked for, or the first.
 * @param subnets those of IPv6 on which the router is
 * @throws Fault 400, 409
 */
export function addressToProxy(
  { router_id: router, port_id: port, ip_address: asked }: Wanted,
  has: readonly PortAddress[],
  subnets: readonly string[],
): string {
  const own = has.filter(({ ip_address: ip }) => address(ip).version === 6)
  if (own.length === 0) {
    throw badPart('ndp_proxy', `Requested port ${port} must allocate one IPv6 address at least`)
  }
  const isReached = ({ subnet_id: subnet }: PortAddress) => subnets.includes(subnet)
  if (asked === null) {
    const first = own.find(isReached)
    if (first === undefined) throw portUnreachable(router, port)
    return first.ip_address
  }
  const found = own.find((one) => sameAddress(address(one.ip_address), address(asked)))
  if (found === undefined)
    throw invalidAddress(asked, `This address not belong to the port ${port}`)
  if (!isReached(found))
    throw invalidAddress(asked, `This address cannot reach the router ${router}`)
  return addressText(address(found.ip_address))
}

export function ndpProxyNotFound(id: string): Fault {
  return notFound(`Ndp proxy ${id} could not be found.`, { type: 'NDPProxyNotFound' })
}

export function portUnreachable(routerId: string, portId: string): Fault {
  return conflict(`The port ${portId} cannot reach the router ${routerId} by IPv6 subnet.`, {
    type: 'PortUnreachableRouter',
  })
}

function invalidAddress(text: string, reason: string): Fault {
  return badRequest(`The address ${text} is invalid, reason: ${reason}.`, {
    type: 'InvalidAddress',
  })
}

export function proxyNotEnabled(routerId: string): Fault {
  return conflict(
    `The enable_ndp_proxy parameter of router ${routerId} must be set as True while create ndp ` +
      'proxy entry on it.',
    { type: 'RouterNDPProxyNotEnable' },
  )
}

/** The scopes are those of addresses, by their ids; null where there is none. */
export function scopeConflict(outside: string | null, inside: string | null): Fault {
  return conflict(
    `The IPv6 address scope ${outside ?? 'None'} of external network conflict with internal ` +
      `network's IPv6 address scope ${inside ?? 'None'}.`,
    { type: 'AddressScopeConflict' },
  )
}

export function proxyTwice(routerId: string, text: string): Fault {
  return conflict(
    "Failed to create a duplicate NDPProxy: for attribute(s) ['router_id', 'ip_address'] with " +
      `value(s) ${routerId}-${text}`,
    { type: 'NeutronDbObjectDuplicateEntry' },
  )
}
