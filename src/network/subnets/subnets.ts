/** Rules of subnets that the rules of addresses (`ipam/`) leave to them, and types. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { address, sameAddress } from '../../kernel/ip/address.ts'
import { cidr, type Cidr } from '../../kernel/ip/cidr.ts'
import type { Source } from '../ipam/new-subnets.ts'
import {
  checkDelegated,
  checkNewSubnet,
  type SubnetAsIs,
  type SubnetLimits,
} from '../ipam/subnet-rules.ts'
import type { SubnetAttributes } from './subnets.table.ts'

export type Subnet = Item<SubnetAttributes> & { readonly network_project_id: string }
export type PostedSubnet = Posted<SubnetAttributes>
export type SubnetChanges = Changes<SubnetAttributes>

/** As the rules of addresses know it. */
export function asIs(subnet: Subnet): SubnetAsIs {
  return {
    id: subnet.id,
    cidr: cidr(subnet.cidr),
    enableDhcp: subnet.enable_dhcp,
    ipv6RaMode: subnet.ipv6_ra_mode,
    ipv6AddressMode: subnet.ipv6_address_mode,
  }
}

/** Whether both are one address, or both none. */
export function isSameGateway(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other
  return sameAddress(address(one), address(other))
}

/**
 * What the request alone tells of a new subnet.
 * @param asked the cidr that the client names
 * @throws Fault 400
 */
export function checkPosted(
  posted: PostedSubnet,
  asked: Cidr | undefined,
  source: Source,
  limits: SubnetLimits,
): void {
  const subnet = {
    ipVersion: posted.ip_version,
    cidr: asked,
    delegated: source.kind === 'cidr' && source.delegated,
    enableDhcp: posted.enable_dhcp,
    gatewayIp: posted.gateway_ip,
    dnsNameservers: posted.dns_nameservers,
    hostRoutes: posted.host_routes,
    ipv6RaMode: posted.ipv6_ra_mode,
    ipv6AddressMode: posted.ipv6_address_mode,
  }
  if (source.kind === 'delegated') checkDelegated(subnet)
  else checkNewSubnet(subnet, limits)
}
