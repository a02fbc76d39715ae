/**
 * Several gateways of one router. Source: openstack/neutron neutron/db/l3_extra_gws_db.py
 * (_match_requested_gateway_ports).
 */
import type { FixedIp } from '../../kernel/attributes/types.ts'
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { address, sameAddress } from '../../kernel/ip/address.ts'
import { repr } from '../../kernel/python.ts'
import type { ExternalIp, SentGateway } from './gateways.ts'

interface Port {
  readonly id: string
  readonly network_id: string
  readonly fixed_ips: readonly ExternalIp[]
}

export interface Matched<P> {
  /** Gateways that the router has, and what was said of each last. */
  readonly found: ReadonlyMap<P, SentGateway>
  /** What none of them is meant by. */
  readonly missing: readonly SentGateway[]
}

/**
 * Gateways are named by their network, and by one of their addresses where the router has several
 * there.
 * @throws Fault 400 where it is not clear which is meant
 */
export function matchGateways<P extends Port>(
  routerId: string,
  has: readonly P[],
  asked: readonly SentGateway[],
): Matched<P> {
  const found = new Map<P, SentGateway>()
  const missing: SentGateway[] = []
  for (const one of asked) {
    const { external_fixed_ips: ips = [] } = one
    const there = has.filter((port) => port.network_id === one.network_id.toLowerCase())
    if (ips.length === 0 && there.length > 1) {
      throw unableToMatch(
        routerId,
        `multiple gateway ports are attached to the same network ${one.network_id} but ` +
          'external_fixed_ips parameter is not specified in the request',
      )
    }
    const port = ips.length === 0 ? there[0] : there.find((it) => isAmong(ips, it.fixed_ips))
    if (port === undefined) missing.push(one)
    else found.set(port, one)
  }
  return { found, missing }
}

function isAmong(asked: readonly FixedIp[], has: readonly ExternalIp[]): boolean {
  return asked.some(({ ip_address: ip, subnet_id: subnet }) =>
    has.some((one) =>
      ip === undefined
        ? one.subnet_id === subnet
        : sameAddress(address(one.ip_address), address(ip)),
    ),
  )
}

/** The gateways to be taken away must all be there. @throws Fault 400 */
export function requireFound<P extends Port>(
  routerId: string,
  has: readonly P[],
  { missing }: Matched<P>,
): void {
  const first = missing.find(({ network_id: id }) => has.some((one) => one.network_id === id))
  if (first !== undefined) {
    throw unableToMatch(
      routerId,
      `could not match a gateway port attached to network ${first.network_id} based on the ` +
        `specified fixed IPs ${repr(first.external_fixed_ips)}`,
    )
  }
  if (missing.length === 0) return
  const networks = missing.map(({ network_id: id }) => id).join(', ')
  throw unableToMatch(
    routerId,
    `could not match gateway port IDs for gateway info with networks ${networks}`,
  )
}

export function unableToRemove(routerId: string, reason: string): Fault {
  return badRequest(`Unable to remove extra gateways from a router ${routerId}: ${reason}.`, {
    type: 'UnableToRemoveGateways',
  })
}

function unableToMatch(routerId: string, reason: string): Fault {
  return badRequest(
    'Unable to match a requested gateway port to existing gateway ports for router ' +
      `${routerId}: ${reason}.`,
    { type: 'UnableToMatchGateways' },
  )
}
