/**
 * What addresses a port is to get, from what the client asked for
 * (neutron/db/ipam_pluggable_backend.py, ipam_backend_mixin.py).
 */
import { address, addressText, sameAddress, type IpAddress } from '../../kernel/ip/address.ts'
import { firstOf, isWithin, lastOf } from '../../kernel/ip/range.ts'
import type { Cidr } from '../../kernel/ip/cidr.ts'
import { eui64Address } from '../../kernel/ip/mac.ts'
import {
  DHCP,
  DISTRIBUTED,
  isRouterInterface,
  isRouterInterfaceOrSnat,
  isRouterPort,
} from '../device-owners.ts'
import {
  allocationOnAutoAddressSubnet,
  invalidInput,
  invalidIpForNetwork,
  invalidIpForSubnet,
  ipAddressAlreadyAllocated,
  subnetNotFound,
} from '../faults.ts'
import { isAutoAddress, isDelegated, type SubnetOfNetwork } from './subnets.ts'

/** One of the `fixed_ips` of a request; an address is known to be one. */
export interface FixedIp {
  readonly subnetId?: string | undefined
  readonly ipAddress?: string | undefined
}

/** An address that a port has. */
export interface AddressOfPort {
  readonly subnetId: string
  readonly address: IpAddress
}

export type AddressRequest =
  | { readonly kind: 'specific'; readonly subnetId: string; readonly address: IpAddress }
  /** An address of the first of the subnets that has one left; `next`: its lowest. */
  | { readonly kind: 'any'; readonly subnetIds: readonly string[]; readonly next: boolean }

export interface Port {
  readonly networkId: string
  readonly deviceOwner: string
  /** As `normalMac` writes it. */
  readonly mac: string
}

/**
 * What a new port is to get: one address of IPv4 and one of IPv6 where the client asked for nothing,
 * else what he asked for; and what the port makes itself, in each subnet where ports do.
 * @param subnets those that serve the port (`candidates`)
 * @param fixedIps undefined: the client asked for nothing; an empty list: he wants none
 * @param elsewhere ids among those asked for of subnets that the caller can see in other networks
 * @throws Fault as `requested`; IpAddressAlreadyAllocated where an address is asked for twice, which a
 *   client does who spells out what the port makes itself
 */
export function requestsForNewPort(
  port: Port,
  subnets: readonly SubnetOfNetwork[],
  fixedIps: readonly FixedIp[] | undefined,
  elsewhere: ReadonlySet<string>,
): AddressRequest[] {
  const asked =
    fixedIps === undefined
      ? ofEachVersion(port, subnets)
      : requested(port, subnets, fixedIps, elsewhere)
  return inOrder([...asked, ...automatic(port, subnets, new Set())])
}

function ofEachVersion(port: Port, subnets: readonly SubnetOfNetwork[]): AddressRequest[] {
  const leased = subnets.filter((subnet) => subnet.cidr.version === 4 || !isAutoAddress(subnet))
  return ([4, 6] as const).flatMap((version) => {
    const ids = leased.filter(({ cidr }) => cidr.version === version).map(({ id }) => id)
    return ids.length === 0 ? [] : anyOf(port, ids)
  })
}

function anyOf({ deviceOwner }: Port, subnetIds: readonly string[]): AddressRequest {
  return { kind: 'any', subnetIds, next: deviceOwner === DHCP || deviceOwner === DISTRIBUTED }
}

/**
 * @throws Fault InvalidInput, SubnetNotFound, InvalidIpForSubnet, InvalidIpForNetwork,
 *   AllocationOnAutoAddressSubnet
 */
export function requested(
  port: Port,
  subnets: readonly SubnetOfNetwork[],
  fixedIps: readonly FixedIp[],
  elsewhere: ReadonlySet<string>,
): AddressRequest[] {
  return fixedIps.flatMap(({ subnetId, ipAddress }): AddressRequest[] => {
    const subnet = subnetFor(port, subnets, { subnetId, ipAddress }, elsewhere)
    const automatic = isAutoAddress(subnet)
    if (ipAddress === undefined || isProvisional(subnet)) {
      // In an automatic subnet the port makes its address, asked for or not.
      if (automatic && !isRouterInterfaceOrSnat(port.deviceOwner)) return []
      return [anyOf(port, [subnet.id])]
    }
    const wanted = address(ipAddress)
    if (automatic && !isRouterInterface(port.deviceOwner)) {
      if (!sameAddress(wanted, eui64Address(subnet.cidr, port.mac))) {
        throw allocationOnAutoAddressSubnet(ipAddress, subnet.id)
      }
    }
    return [{ kind: 'specific', subnetId: subnet.id, address: wanted }]
  })
}

function isProvisional(subnet: SubnetOfNetwork): boolean {
  return isDelegated(subnet) && subnet.cidr.first === 0n
}

function subnetFor(
  port: Port,
  subnets: readonly SubnetOfNetwork[],
  { subnetId, ipAddress }: FixedIp,
  elsewhere: ReadonlySet<string>,
): SubnetOfNetwork {
  if (subnets.length === 0) throw invalidInput('IP allocation requires subnets for network')
  if (subnetId !== undefined) {
    const subnet = subnets.find(({ id }) => id === subnetId)
    if (subnet === undefined) throw notAmong(port.networkId, subnetId, elsewhere)
    if (ipAddress !== undefined && !isAssignable(subnet.cidr, ipAddress, port.deviceOwner)) {
      throw invalidIpForSubnet(ipAddress)
    }
    return subnet
  }
  if (ipAddress === undefined) {
    throw invalidInput('IP allocation requires subnet_id or ip_address')
  }
  const subnet = subnets.find(({ cidr }) => isAssignable(cidr, ipAddress, port.deviceOwner))
  if (subnet === undefined) throw invalidIpForNetwork(ipAddress)
  return subnet
}

function notAmong(networkId: string, subnetId: string, elsewhere: ReadonlySet<string>) {
  if (!elsewhere.has(subnetId)) return subnetNotFound(subnetId)
  return invalidInput(
    `Failed to create port on network ${networkId}, because fixed_ips included invalid subnet ` +
      subnetId,
  )
}

/**
 * Whether a port may have the address: it is in the subnet, and neither that of the network nor the
 * broadcast address; in IPv6 that of the network is for routers, and for ports of nobody
 * (neutron/ipam/utils.py, check_subnet_ip).
 */
export function isAssignable(cidr: Cidr, text: string, deviceOwner: string): boolean {
  const wanted = address(text)
  if (!isWithin(wanted, cidr)) return false
  const isNetwork = sameAddress(wanted, firstOf(cidr))
  if (cidr.version === 6) return !isNetwork || deviceOwner === '' || isRouterPort(deviceOwner)
  // A /31 has no broadcast address; that of its network, and the only one of a /32, are refused.
  return !isNetwork && (cidr.prefix > 30 || !sameAddress(wanted, lastOf(cidr)))
}

/**
 * The addresses that ports make themselves of their hardware address, in every subnet where they do.
 * @param handled ids of subnets that are left out
 */
export function automatic(
  port: Port,
  subnets: readonly SubnetOfNetwork[],
  handled: ReadonlySet<string>,
): AddressRequest[] {
  if (isRouterInterfaceOrSnat(port.deviceOwner)) return []
  return subnets
    .filter((subnet) => subnet.cidr.version === 6 && isAutoAddress(subnet))
    .filter(({ id }) => !handled.has(id))
    .map(({ id, cidr }) => ({
      kind: 'specific',
      subnetId: id,
      address: eui64Address(cidr, port.mac),
    }))
}

/**
 * Those for certain addresses first, lest the others take them.
 * @throws Fault IpAddressAlreadyAllocated where two are for the same
 */
export function inOrder(requests: readonly AddressRequest[]): AddressRequest[] {
  const specific = requests.filter((request) => request.kind === 'specific')
  const seen = new Set<string>()
  for (const { subnetId, address } of specific) {
    const text = addressText(address)
    if (seen.has(`${subnetId} ${text}`)) throw ipAddressAlreadyAllocated(text, subnetId)
    seen.add(`${subnetId} ${text}`)
  }
  return [...specific, ...requests.filter((request) => request.kind === 'any')]
}
