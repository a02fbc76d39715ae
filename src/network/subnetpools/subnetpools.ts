/** Rules of pools of subnets that `ipam/subnet-pools.ts` leaves to them, and types. */
import type { Caller } from '../caller.ts'
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import type { IpVersion } from '../../kernel/ip/address.ts'
import { cidr, cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { poolBounds, type Bounds, type SubnetPool } from '../ipam/subnet-pools.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { ownOr } from '../visibility.ts'
import type { SubnetpoolAttributes } from './subnetpools.table.ts'

export type Pool = Item<SubnetpoolAttributes>
/** Without what depends on who asks. */
export type PoolRow = Omit<Pool, 'shared'>
export type PostedPool = Posted<SubnetpoolAttributes>
export type PoolChanges = Changes<SubnetpoolAttributes>

/** A caller knows pools of his own, and those that are shared with him. */
export function visiblePools(ctx: Caller): readonly Condition[] {
  return ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
}

/** As the rules of addresses know it. */
export function poolAsIs(row: PoolRow): SubnetPool {
  return {
    id: row.id,
    version: row.ip_version,
    prefixes: row.prefixes.map(cidr),
    bounds: { min: row.min_prefixlen, max: row.max_prefixlen, default: row.default_prefixlen },
    quota: row.default_quota,
  }
}

interface SaidBounds {
  readonly min_prefixlen?: number
  readonly max_prefixlen?: number
  readonly default_prefixlen?: number
}

/** @throws Fault IllegalSubnetPoolPrefixBounds */
export function boundColumns(version: IpVersion, said: SaidBounds): Required<SaidBounds> {
  const given: { -readonly [K in keyof Bounds]?: number } = {}
  if (said.min_prefixlen !== undefined) given.min = said.min_prefixlen
  if (said.max_prefixlen !== undefined) given.max = said.max_prefixlen
  if (said.default_prefixlen !== undefined) given.default = said.default_prefixlen
  const { min, max, default: usual } = poolBounds(version, given)
  return { min_prefixlen: min, max_prefixlen: max, default_prefixlen: usual }
}

export function prefixTexts(prefixes: readonly Cidr[]): string[] {
  return prefixes.map(cidrText)
}
