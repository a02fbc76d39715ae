/**
 * What a pool of subnets may be, and which subnet it gives (neutron/ipam/subnet_alloc.py,
 * neutron/db/db_base_plugin_v2.py). Prefixes are known to be some.
 */
import { address, WIDTH, type IpVersion } from '../../kernel/ip/address.ts'
import {
  cidr as cidrOf,
  cidrAround,
  compact,
  firstOfLength,
  without,
  type Cidr,
} from '../../kernel/ip/cidr.ts'
import { isWithin, overlaps, type IpRange } from '../../kernel/ip/range.ts'
import {
  addressScopePrefixConflict,
  badPart,
  emptySubnetPoolPrefixList,
  illegalSubnetPoolPrefixBounds,
  illegalSubnetPoolPrefixUpdate,
  invalidNetwork,
  maxPrefixSubnetAllocationError,
  minPrefixSubnetAllocationError,
  networkAddressScopeAffinityError,
  networkSubnetPoolAffinityError,
  prefixVersionMismatch,
  subnetAllocationError,
  subnetPoolQuotaExceeded,
} from '../faults.ts'
import { PREFIX_DELEGATION } from './subnets.ts'

/** Lengths of prefixes of the subnets that a pool gives. */
export interface Bounds {
  readonly min: number
  readonly max: number
  readonly default: number
}

const LEAST: Readonly<Record<IpVersion, number>> = { 4: 8, 6: 64 }

const WILDCARD: Readonly<Record<IpVersion, string>> = { 4: '0.0.0.0', 6: '::' }

/** The length of the prefix in whose number a quota is counted. */
const QUOTA_UNIT: Readonly<Record<IpVersion, number>> = { 4: 32, 6: 64 }

/**
 * The prefixes of a pool as they are kept: as few as possible, in order.
 * @throws Fault EmptySubnetPoolPrefixList, PrefixVersionMismatch
 */
export function poolPrefixes(texts: readonly string[]): Cidr[] {
  const prefixes = texts.map(cidrOf)
  if (prefixes.length === 0) throw emptySubnetPoolPrefixList()
  if (prefixes.some(({ version }) => version !== prefixes[0]!.version))
    throw prefixVersionMismatch()
  return compact(prefixes)
}

/**
 * The bounds, those filled in that the client does not say.
 * @throws Fault IllegalSubnetPoolPrefixBounds
 */
export function poolBounds(version: IpVersion, given: Partial<Bounds>): Bounds {
  const { min = LEAST[version], max = WIDTH[version] } = given
  const bounds = { min, max, default: given.default ?? min }
  const [low, high, usual] = [
    `min_prefixlen=${min}`,
    `max_prefixlen=${max}`,
    `default_prefixlen=${bounds.default}`,
  ]
  if (min > max) throw illegalSubnetPoolPrefixBounds(low, high)
  if (max > WIDTH[version]) {
    throw illegalSubnetPoolPrefixBounds(high, `ip_version_max=${WIDTH[version]}`)
  }
  if (bounds.default < min) throw illegalSubnetPoolPrefixBounds(usual, low)
  if (bounds.default > max) throw illegalSubnetPoolPrefixBounds(usual, high)
  return bounds
}

/**
 * The prefixes that a pool has after an update, which must have all that it had.
 * @throws Fault IllegalSubnetPoolPrefixUpdate, and as `poolPrefixes`
 */
export function replacedPrefixes(had: readonly Cidr[], texts: readonly string[]): Cidr[] {
  if (without(had, texts.map(cidrOf)).length > 0) {
    throw illegalSubnetPoolPrefixUpdate('Existing prefixes must be a subset of the new prefixes')
  }
  return poolPrefixes(texts)
}

/** @throws Fault as `poolPrefixes` */
export function addedPrefixes(had: readonly Cidr[], texts: readonly string[]): Cidr[] {
  const all = [...had, ...texts.map(cidrOf)]
  if (all.some(({ version }) => version !== all[0]!.version)) throw prefixVersionMismatch()
  return compact(all)
}

/**
 * The prefixes that are left when some are taken out.
 * @param used the cidrs of the pool's subnets
 * @throws Fault IllegalSubnetPoolPrefixUpdate where one of them is in use
 */
export function removedPrefixes(
  had: readonly Cidr[],
  texts: readonly string[],
  used: readonly IpRange[],
): Cidr[] {
  const gone = texts.map(cidrOf)
  const hits = (ranges: readonly IpRange[]) =>
    ranges.some((range) => gone.some((one) => overlaps(range, one)))
  if (!hits(had)) return [...had]
  if (hits(used)) {
    throw illegalSubnetPoolPrefixUpdate(
      'One or more the prefixes to be removed is in use by a subnet.',
    )
  }
  return without(had, gone)
}

/** @throws Fault AddressScopePrefixConflict where another pool of the scope has some of them */
export function checkUniqueInScope(prefixes: readonly Cidr[], others: readonly Cidr[]): void {
  if (!prefixes.some((one) => others.some((other) => overlaps(one, other)))) return
  throw addressScopePrefixConflict()
}

export interface SubnetPool {
  readonly id: string
  readonly version: IpVersion
  readonly prefixes: readonly Cidr[]
  readonly bounds: Bounds
  /** Units that subnets of the owner may take; null or 0: as many as there are. */
  readonly quota: number | null
}

export interface PoolUse {
  /** The cidrs of all subnets of the pool. */
  readonly taken: readonly Cidr[]
  /** Those of subnets that belong to the owner of the pool. */
  readonly ofOwner: readonly Cidr[]
}

/** What a client says of the subnet that he wants; a gateway alone also says where. */
export interface SubnetWish {
  readonly cidr?: Cidr | undefined
  readonly prefixlen?: number | undefined
  readonly gatewayIp?: string | null | undefined
}

/**
 * The cidr of a new subnet from the pool. It is `chosenByPool` (`layOut`) where the client says at most
 * how long its prefix is. Two that ask at once must not get the same: the store locks the pool's row,
 * or changes it conditionally, from reading `use` to inserting the subnet.
 * @throws Fault AddrFormatError, MaxPrefixSubnetAllocationError, MinPrefixSubnetAllocationError,
 *   SubnetPoolQuotaExceeded, SubnetAllocationError
 */
export function cidrFromPool(
  pool: SubnetPool,
  wish: SubnetWish,
  use: PoolUse,
): { readonly cidr: Cidr; readonly chosenByPool: boolean } {
  const length = wish.cidr?.prefix ?? wish.prefixlen ?? pool.bounds.default
  if (length > WIDTH[pool.version]) {
    throw invalidNetwork(`${wish.gatewayIp ?? WILDCARD[pool.version]}/${length}`)
  }
  if (length > pool.bounds.max) throw maxPrefixSubnetAllocationError(length, pool.bounds.max)
  if (length < pool.bounds.min) throw minPrefixSubnetAllocationError(length, pool.bounds.min)
  checkQuota(pool, length, use)
  const specific = wish.cidr ?? aroundGateway(wish.gatewayIp, length)
  const free = without(pool.prefixes, use.taken)
  if (specific !== undefined) {
    if (free.some((one) => isWithin(specific, one))) return { cidr: specific, chosenByPool: false }
    throw subnetAllocationError(
      'Cannot allocate requested subnet from the available set of prefixes',
    )
  }
  const cidr = firstOfLength(free, length)
  if (cidr !== undefined) return { cidr, chosenByPool: true }
  throw subnetAllocationError(`Insufficient prefix space to allocate subnet size /${length}`)
}

function aroundGateway(gatewayIp: string | null | undefined, length: number): Cidr | undefined {
  return gatewayIp == null ? undefined : cidrAround(address(gatewayIp), length)
}

function checkQuota({ version, quota }: SubnetPool, length: number, { ofOwner }: PoolUse): void {
  if (quota === null || quota === 0) return
  const units = (prefix: number) => 2 ** (QUOTA_UNIT[version] - prefix)
  const used = ofOwner.reduce((sum, { prefix }) => sum + units(prefix), 0)
  if (used + units(length) > quota) throw subnetPoolQuotaExceeded()
}

/** @throws Fault BadRequest */
export function checkPoolVersion(pool: Pick<SubnetPool, 'version'>, version: IpVersion): void {
  if (version === pool.version) return
  throw badPart(
    'subnets',
    `Cannot allocate IPv${version} subnet from IPv${pool.version} subnet pool`,
  )
}

/**
 * All subnets of a network and a version must come from the same pool, or from none; within a scope
 * of addresses, from pools of that scope.
 * @param pool undefined: the new subnet comes from none; `prefix_delegation`: from somebody else
 * @param scopeId the scope that the network's subnets of this version are in; null: none
 * @throws Fault NetworkAddressScopeAffinityError, NetworkSubnetPoolAffinityError
 */
export function checkPoolAffinity(
  version: IpVersion,
  pool: { readonly id: string; readonly addressScopeId: string | null } | undefined,
  scopeId: string | null,
  others: readonly { readonly subnetPoolId: string | null; readonly cidr: Cidr }[],
): void {
  if (scopeId !== null && pool !== undefined && pool.addressScopeId !== scopeId) {
    throw networkAddressScopeAffinityError()
  }
  const alike = others.filter(({ cidr }) => cidr.version === version)
  const withinScope = scopeId !== null && pool !== undefined && pool.id !== PREFIX_DELEGATION
  if (withinScope || alike.every(({ subnetPoolId }) => subnetPoolId === (pool?.id ?? null))) return
  throw networkSubnetPoolAffinityError()
}
