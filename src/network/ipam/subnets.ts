/** What the rules of addresses know of a subnet. */
import type { Cidr } from '../../kernel/ip/cidr.ts'

/** `slaac`, `dhcpv6-stateful`, `dhcpv6-stateless`, or null. */
export interface AddressModes {
  readonly ipv6RaMode?: string | null | undefined
  readonly ipv6AddressMode?: string | null | undefined
}

export interface SubnetOfNetwork extends AddressModes {
  readonly id: string
  readonly cidr: Cidr
  readonly enableDhcp: boolean
  /** Owners of ports that it serves; empty: all. */
  readonly serviceTypes: readonly string[]
  readonly segmentId: string | null
  /** `prefix_delegation` where somebody else gives the prefix. */
  readonly subnetPoolId: string | null
}

/** Stands for a pool where the prefix of a subnet is delegated by somebody else. */
export const PREFIX_DELEGATION = 'prefix_delegation'

/** The prefix of such a subnet until the delegated one is known. */
export const PROVISIONAL_PREFIX = '::/64'

/** Whether machines make their addresses themselves (neutron/common/ipv6_utils.py). */
export function isAutoAddress({ ipv6RaMode, ipv6AddressMode }: AddressModes): boolean {
  return [ipv6RaMode, ipv6AddressMode].some(
    (mode) => mode === 'slaac' || mode === 'dhcpv6-stateless',
  )
}

export function isDelegated({ subnetPoolId }: Pick<SubnetOfNetwork, 'subnetPoolId'>): boolean {
  return subnetPoolId === PREFIX_DELEGATION
}
