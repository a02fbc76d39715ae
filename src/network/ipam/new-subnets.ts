/** Where a new subnet gets its cidr from, and what the network's others say to it. */
import type { IpVersion } from '../../kernel/ip/address.ts'
import { cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import { overlaps } from '../../kernel/ip/range.ts'
import { badPart, invalidInput } from '../faults.ts'
import { PREFIX_DELEGATION, PROVISIONAL_PREFIX } from './subnets.ts'

export interface SourceRequest {
  readonly cidr: Cidr | undefined
  readonly prefixlen: number | undefined
  readonly ipVersion: IpVersion
  readonly subnetPoolId: string | null | undefined
  readonly useDefaultSubnetPool: boolean | undefined
  /** Whether the client names allocation pools; an empty list counts. */
  readonly namesPools: boolean
}

export type Source =
  | { readonly kind: 'cidr'; readonly cidr: Cidr; readonly delegated: boolean }
  | { readonly kind: 'pool'; readonly id: string }
  | { readonly kind: 'default pool'; readonly version: IpVersion }
  /** Somebody else gives the prefix; until then it is `PROVISIONAL_PREFIX`. */
  | { readonly kind: 'delegated' }

/**
 * The default pool of the version is for whoever calls to find (`noDefaultPool` where there is none).
 * @throws Fault BadRequest (neutron/db/db_base_plugin_v2.py, _create_subnet_precommit)
 */
export function sourceOf(request: SourceRequest): Source {
  const { cidr, prefixlen, ipVersion, useDefaultSubnetPool = false } = request
  const poolId = request.subnetPoolId ?? undefined
  if (cidr !== undefined && prefixlen !== undefined) {
    throw badPart('subnets', 'cidr and prefixlen must not be supplied together')
  }
  if (useDefaultSubnetPool && poolId !== undefined) {
    throw badPart('subnets', 'subnetpool_id and use_default_subnetpool cannot both be specified')
  }
  if (poolId === undefined && !useDefaultSubnetPool) {
    if (cidr !== undefined) return { kind: 'cidr', cidr, delegated: false }
    throw badPart('subnets', 'a subnetpool must be specified in the absence of a cidr')
  }
  if (cidr === undefined && request.namesPools) {
    throw badPart('subnets', 'allocation_pools allowed only for specific subnet requests.')
  }
  if (poolId === PREFIX_DELEGATION) {
    return cidr === undefined ? { kind: 'delegated' } : { kind: 'cidr', cidr, delegated: true }
  }
  if (poolId !== undefined) return { kind: 'pool', id: poolId }
  return { kind: 'default pool', version: cidr?.version ?? ipVersion }
}

export function noDefaultPool(version: IpVersion) {
  return badPart('subnets', `No default subnetpool found for IPv${version}`)
}

/**
 * @param others those of the network's other subnets
 * @throws Fault InvalidInput where the prefix is of no length, or one of them overlaps
 */
export function checkCidrInNetwork(cidr: Cidr, networkId: string, others: readonly Cidr[]): void {
  if (cidr.prefix === 0) throw invalidInput('0 is not allowed as CIDR prefix length')
  const real = others.filter((other) => cidrText(other) !== PROVISIONAL_PREFIX)
  if (!real.some((other) => overlaps(cidr, other))) return
  throw invalidInput(
    `Requested subnet with cidr: ${cidrText(cidr)} for network: ${networkId} overlaps with another ` +
      'subnet',
  )
}
