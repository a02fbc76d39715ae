/**
 * What a subnet may be, as far as the request and the subnet itself tell
 * (neutron/db/db_base_plugin_v2.py, _validate_subnet and what it calls).
 */
import { address, type IpVersion } from '../../kernel/ip/address.ts'
import { cidr as cidrOf, cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import { isLoopback, isMulticast } from '../../kernel/ip/range.ts'
import { badPart, dnsNameServersExhausted, hostRoutesExhausted, invalidInput } from '../faults.ts'
import type { NetworkOptions } from '../options.ts'
import { isReservedFor } from './pools.ts'
import { isAutoAddress, type AddressModes } from './subnets.ts'

export interface HostRoute {
  readonly destination: string
  readonly nexthop: string
}

/** What may be said of a subnet both when it is made and later; addresses are known to be some. */
interface Changeable {
  readonly enableDhcp?: boolean | undefined
  /** Null: none; undefined: nothing was said. */
  readonly gatewayIp?: string | null | undefined
  readonly dnsNameservers?: readonly string[] | undefined
  readonly hostRoutes?: readonly HostRoute[] | undefined
}

export interface NewSubnet extends Changeable, AddressModes {
  readonly ipVersion: IpVersion
  /** Undefined where a pool is to choose it. */
  readonly cidr: Cidr | undefined
  /** Its prefix is delegated by somebody else, so that it may be `::`. */
  readonly delegated?: boolean
}

export interface SubnetAsIs extends AddressModes {
  readonly id: string
  readonly cidr: Cidr
  readonly enableDhcp: boolean
}

export type SubnetLimits = Pick<NetworkOptions, 'maxDnsNameservers' | 'maxSubnetHostRoutes'>

/** @throws Fault mostly InvalidInput, in the order of the real checks */
export function checkNewSubnet(subnet: NewSubnet, limits: SubnetLimits): void {
  const { ipVersion, cidr } = subnet
  if (cidr !== undefined) {
    checkVersion('cidr', cidrText(cidr), cidr.version, ipVersion)
    if (ipVersion === 6 && cidr.first === 0n && subnet.delegated !== true) {
      throw invalidInput("IPv6 subnet '::' is not supported")
    }
    if (subnet.enableDhcp === true) checkDhcp(cidr)
  }
  checkChangeable(subnet, ipVersion, cidr, 'new subnet', limits)
  checkAddressModes(subnet)
}

/**
 * A change of a subnet, but for what the database tells: that a port of a router has the gateway's
 * address, which must then stay (GatewayIpInUse).
 * @throws Fault mostly InvalidInput
 */
export function checkSubnetChange(
  change: Changeable,
  subnet: SubnetAsIs,
  limits: SubnetLimits,
): void {
  if (change.enableDhcp === true && !subnet.enableDhcp) checkDhcp(subnet.cidr)
  checkChangeable(change, subnet.cidr.version, subnet.cidr, subnet.id, limits)
  if (change.enableDhcp === false && hasModes(subnet)) {
    throw invalidInput('Cannot disable enable_dhcp with ipv6 attributes set')
  }
}

function checkVersion(name: string, text: string, version: IpVersion, expected: IpVersion): void {
  if (version === expected) return
  throw invalidInput(`${name} '${text}' does not match the ip_version '${expected}'`)
}

/** Whether dnsmasq could serve it. */
function checkDhcp(cidr: Cidr): void {
  if (cidr.prefix > (cidr.version === 4 ? 30 : 126)) {
    throw invalidInput('Subnet has a prefix length that is incompatible with DHCP service enabled')
  }
  if (isMulticast(cidr)) {
    throw invalidInput('Multicast IP subnet is not supported if enable_dhcp is True')
  }
  if (isLoopback(cidr)) {
    throw invalidInput('Loopback IP subnet is not supported if enable_dhcp is True')
  }
  if (cidr.version === 4 && cidr.first === 0n) {
    throw invalidInput("First IP '0.0.0.0' of network is not supported if enable_dhcp is True.")
  }
}

function checkChangeable(
  { gatewayIp, dnsNameservers = [], hostRoutes = [] }: Changeable,
  version: IpVersion,
  cidr: Cidr | undefined,
  subnet: string,
  limits: SubnetLimits,
): void {
  if (gatewayIp != null) {
    const gateway = address(gatewayIp)
    checkVersion('gateway_ip', gatewayIp, gateway.version, version)
    if (cidr !== undefined && isReservedFor(cidr, gateway)) {
      throw invalidInput('Gateway is not valid on subnet')
    }
  }
  if (dnsNameservers.length > limits.maxDnsNameservers) {
    throw dnsNameServersExhausted(subnet, limits.maxDnsNameservers)
  }
  for (const text of dnsNameservers) {
    checkVersion('dns_nameserver', text, address(text).version, version)
  }
  if (hostRoutes.length > limits.maxSubnetHostRoutes)
    throw hostRoutesExhausted(subnet, limits.maxSubnetHostRoutes)
  for (const { destination, nexthop } of hostRoutes) {
    checkVersion('nexthop', nexthop, address(nexthop).version, version)
    checkVersion('destination', destination, cidrOf(destination).version, version)
  }
}

function hasModes({ ipv6RaMode, ipv6AddressMode }: AddressModes): boolean {
  return ipv6RaMode != null || ipv6AddressMode != null
}

function checkAddressModes(subnet: NewSubnet): void {
  const { ipv6RaMode, ipv6AddressMode, ipVersion, cidr } = subnet
  if (ipVersion === 4) {
    if (ipv6RaMode != null) throw invalidInput('ipv6_ra_mode is not valid when ip_version is 4')
    if (ipv6AddressMode != null) {
      throw invalidInput('ipv6_address_mode is not valid when ip_version is 4')
    }
    return
  }
  if (hasModes(subnet) && subnet.enableDhcp !== true) {
    throw invalidInput(
      'ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False',
    )
  }
  if (ipv6RaMode != null && ipv6AddressMode != null && ipv6RaMode !== ipv6AddressMode) {
    throw invalidInput(
      `ipv6_ra_mode set to '${ipv6RaMode}' with ipv6_address_mode set to '${ipv6AddressMode}' is ` +
        'not valid. If both attributes are set, they must be the same value',
    )
  }
  if (cidr !== undefined && isAutoAddress(subnet) && cidr.prefix !== 64) {
    throw invalidInput(
      `Invalid CIDR ${cidrText(cidr)} for IPv6 address mode. OpenStack uses the EUI-64 address ` +
        'format, which requires the prefix to be /64',
    )
  }
}

/** @throws Fault BadRequest */
export function checkDelegated({ ipVersion, ipv6RaMode, ipv6AddressMode }: NewSubnet): void {
  if (ipVersion !== 6) {
    throw badPart('subnets', 'Prefix Delegation can only be used with IPv6 subnets.')
  }
  const automatic = (mode: string | null | undefined) => isAutoAddress({ ipv6RaMode: mode })
  if (!automatic(ipv6RaMode)) {
    throw badPart('subnets', 'IPv6 RA Mode must be SLAAC or Stateless for Prefix Delegation.')
  }
  if (!automatic(ipv6AddressMode)) {
    throw badPart('subnets', 'IPv6 Address Mode must be SLAAC or Stateless for Prefix Delegation.')
  }
}
