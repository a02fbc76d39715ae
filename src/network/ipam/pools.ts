/** The ranges of a subnet from which ports get addresses, and the gateway that is kept out of them. */
import {
  address,
  addressText,
  plus,
  WIDTH,
  parseAddress,
  sameAddress,
  type IpAddress,
} from '../../kernel/ip/address.ts'
import { cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import {
  compareRanges,
  firstOf,
  isWithin,
  lastOf,
  overlaps,
  rangeBetween,
  rangeText,
  subtract,
  type IpRange,
} from '../../kernel/ip/range.ts'
import { repr } from '../../kernel/python.ts'
import {
  gatewayConflictWithAllocationPools,
  invalidAllocationPool,
  invalidInput,
  ipamValueInvalid,
  outOfBoundsAllocationPool,
  overlappingAllocationPools,
} from '../faults.ts'

/** A range as bodies have it. */
export interface PoolText {
  readonly start: string
  readonly end: string
}

/**
 * What ports may get: all but the first and the last address in IPv4, down to /30, and all but the
 * first in IPv6. The only address of a subnet may be had (neutron/ipam/utils.py, generate_pools).
 */
function usable({ version, first, last, prefix }: Cidr): IpRange {
  if (first === last || (version === 4 && prefix > 30)) return { version, first, last }
  return { version, first: first + 1n, last: version === 4 ? last - 1n : last }
}

/** The pools of a subnet for which the client names none: all that is usable, around the gateway. */
export function defaultPools(cidr: Cidr, gateway: IpAddress | undefined): IpRange[] {
  // A subnet of one address gives it away, though it be the gateway's.
  const holes = gateway === undefined || cidr.first === cidr.last ? [] : [gateway]
  return subtract([usable(cidr)], holes)
}

/**
 * The pools that the client names, in order of their addresses.
 * @throws Fault InvalidAllocationPool where one runs backwards or is of another version,
 *   OutOfBoundsAllocationPool, OverlappingAllocationPools (neutron/db/ipam_backend_mixin.py)
 */
export function givenPools(given: readonly PoolText[], cidr: Cidr): IpRange[] {
  const pools = given.map(poolOf)
  const bounds = cidr.version === 4 ? usable(cidr) : { ...cidr, first: cidr.first + 1n }
  for (const pool of pools) {
    if (pool.version !== cidr.version) throw invalidAllocationPool(rangeText(pool))
    if (!isWithin(pool, bounds)) throw outOfBoundsAllocationPool(rangeText(pool), cidrText(cidr))
  }
  pools.forEach((pool, i) => {
    const other = pools.slice(i + 1).find((later) => overlaps(pool, later))
    if (other === undefined) return
    throw overlappingAllocationPools(rangeText(pool), rangeText(other), cidrText(cidr))
  })
  return pools.toSorted(compareRanges)
}

function poolOf(given: PoolText): IpRange {
  const [start, end] = [parseAddress(given.start), parseAddress(given.end)]
  const range = start && end && rangeBetween(start, end)
  if (range === undefined) throw invalidAllocationPool(repr(given))
  return range
}

export function poolTexts(pools: readonly IpRange[]): PoolText[] {
  return pools.map((pool) => ({
    start: addressText(firstOf(pool)),
    end: addressText(lastOf(pool)),
  }))
}

/** @throws Fault GatewayConflictWithAllocationPools */
export function checkGatewayOutsidePools(gateway: IpAddress, pools: readonly IpRange[]): void {
  const pool = pools.find((one) => isWithin(gateway, one))
  if (pool === undefined) return
  throw gatewayConflictWithAllocationPools(addressText(gateway), rangeText(pool))
}

export interface Layout {
  readonly gateway: IpAddress | undefined
  /** In order of their addresses. */
  readonly pools: readonly IpRange[]
}

export interface LayoutRequest {
  /** Null: none; undefined: nothing was said. */
  readonly gatewayIp?: string | null | undefined
  /** None, an empty list and null are the same: the default. */
  readonly allocationPools?: readonly PoolText[] | null | undefined
}

/**
 * The gateway and the pools of a new subnet. Without a word from the client the gateway has the first
 * address after that of the network; in IPv6 that of the network itself, unless a pool of subnets has
 * chosen the cidr (neutron/ipam/subnet_alloc.py).
 * @throws Fault as `givenPools`, GatewayConflictWithAllocationPools, IpamValueInvalid where the
 *   gateway would be the network's or the broadcast address, as in a /31
 */
export function layOut(cidr: Cidr, request: LayoutRequest, chosenByPool = false): Layout {
  const gateway = gatewayFor(cidr, request.gatewayIp, chosenByPool)
  const given = request.allocationPools ?? []
  const pools = given.length === 0 ? defaultPools(cidr, gateway) : givenPools(given, cidr)
  if (gateway === undefined) return { gateway, pools }
  checkGatewayOutsidePools(gateway, given.length === 0 ? [] : pools)
  if (isReservedFor(cidr, gateway)) {
    throw ipamValueInvalid(
      `Gateway IP ${addressText(gateway)} cannot be the network or broadcast IP address ` +
        cidrText(cidr),
    )
  }
  return { gateway, pools }
}

function gatewayFor(
  cidr: Cidr,
  given: string | null | undefined,
  chosenByPool: boolean,
): IpAddress | undefined {
  if (given === null) return undefined
  if (given !== undefined) return address(given)
  if (cidr.version === 6 && !chosenByPool) return firstOf(cidr)
  const gateway = plus(firstOf(cidr), 1n)
  if (gateway.value >> BigInt(WIDTH[cidr.version]) === 0n) return gateway
  throw invalidInput('Gateway is not valid on subnet')
}

/**
 * Whether the address is one of the two that no gateway in the subnet can have; outside of the subnet
 * any will do, as it may be on link all the same.
 */
export function isReservedFor(cidr: Cidr, gateway: IpAddress): boolean {
  if (cidr.version !== 4 || gateway.version !== 4) return false
  return sameAddress(gateway, firstOf(cidr)) || sameAddress(gateway, lastOf(cidr))
}
