/**
 * Routes of a router beside those to its own networks. Source: openstack/neutron
 * neutron/db/extraroute_db.py.
 */
import type { HostRoute } from '../../kernel/attributes/types.ts'
import { address, addressText, sameAddress } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { isWithin } from '../../kernel/ip/range.ts'
import { repr } from '../../kernel/python.ts'
import { invalidRoutes } from '../faults.ts'

/** Where a router is: what it reaches by itself, and the addresses that it has there. */
export interface Reach {
  readonly cidrs: readonly string[]
  readonly addresses: readonly string[]
}

/** @throws Fault 400 where a router cannot reach the next hop of a route, or is it itself */
export function checkNexthops(routes: readonly HostRoute[], { cidrs, addresses }: Reach): void {
  for (const { nexthop } of routes) {
    const hop = address(nexthop)
    if (!cidrs.some((one) => isWithin(hop, cidr(one)))) {
      throw invalidRoutes(repr(routes), 'the nexthop is not connected with router')
    }
    if (addresses.some((one) => sameAddress(address(one), hop))) {
      throw invalidRoutes(repr(routes), 'the nexthop is used by router')
    }
  }
}

/** As answers show them, in the order in which the real database has them. */
export function shownRoutes(routes: readonly HostRoute[]): HostRoute[] {
  return routes
    .map(({ destination, nexthop }) => ({ destination, nexthop: addressText(address(nexthop)) }))
    .toSorted((a, b) => compare(a.destination, b.destination) || compare(a.nexthop, b.nexthop))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Both, each once. */
export function withRoutes(old: readonly HostRoute[], added: readonly HostRoute[]): HostRoute[] {
  return [...old, ...added.filter((one) => !old.some((other) => isSameRoute(one, other)))]
}

/** The first without the second; what is not there need not be taken away. */
export function withoutRoutes(
  old: readonly HostRoute[],
  removed: readonly HostRoute[],
): HostRoute[] {
  return old.filter((one) => !removed.some((other) => isSameRoute(one, other)))
}

function isSameRoute(one: HostRoute, other: HostRoute): boolean {
  return one.destination === other.destination && one.nexthop === other.nexthop
}
