/** Rules of port forwardings. Source: neutron/services/portforwarding/pf_plugin.py. */
import { badPart, invalidRequest } from '../../../kernel/attributes/refusals.ts'
import { parseAddress } from '../../../kernel/ip/address.ts'
import { repr } from '../../../kernel/python.ts'
import type { Inside } from '../floatingips.ts'
import type { Forwarding, StoredForwarding } from './forwarding.ts'

interface SentPorts {
  readonly external_port?: number | null
  readonly external_port_range?: string | null
  readonly internal_port?: number | null
  readonly internal_port_range?: string | null
}

type Ports = Pick<
  Forwarding,
  'external_port' | 'external_port_range' | 'internal_port' | 'internal_port_range'
>

/**
 * Ports as they will be. Where a port and a range are sent, the port counts; what is not sent stays.
 * @throws Fault 400 where there are none, or they do not fit together
 */
export function portsOf(sent: SentPorts, now?: Ports): Ports {
  const side = (name: 'external_port' | 'internal_port') => {
    const range = sent[`${name}_range`]
    const asked = sent[name] ?? range ?? now?.[`${name}_range`]
    if (asked === undefined) {
      throw invalidRequest(`Failed to parse request. Required attribute '${name}' not specified`)
    }
    return limitsOf(String(asked))
  }
  const [outer, inner] = [side('external_port'), side('internal_port')]
  if (inner.last > inner.first && inner.last - inner.first !== outer.last - outer.first) {
    throw badForwarding(
      'Invalid ranges of internal and/or external ports. The relation between internal and ' +
        'external ports must be N-N or 1-N',
    )
  }
  return {
    external_port: single(outer),
    external_port_range: `${outer.first}:${outer.last}`,
    internal_port: single(inner),
    internal_port_range: `${inner.first}:${inner.last}`,
  }
}

interface Limits {
  readonly first: number
  readonly last: number
}

function limitsOf(range: string): Limits {
  const [first, last = first] = range.split(':').map(Number)
  return { first: first!, last: last! }
}

function single({ first, last }: Limits): number | null {
  return first === last ? first : null
}

/**
 * @param others those of the same port inside, and those of the same floating IP, as their ids go
 * @throws Fault 400 where packets would have two ways to go
 */
export function refuseCollisions(
  wanted: StoredForwarding,
  others: readonly StoredForwarding[],
): void {
  const beside = others.filter(
    ({ id, protocol }) => id !== wanted.id && protocol === wanted.protocol,
  )
  const inside = beside.filter((other) => isSameInside(other, wanted))
  const outside = beside.filter(({ floatingip_id: id }) => id === wanted.floatingip_id)
  refuseOverlaps('internal_port_range', wanted, inside)
  refuseOverlaps('external_port_range', wanted, outside)
}

function refuseOverlaps(
  name: 'internal_port_range' | 'external_port_range',
  wanted: Forwarding,
  others: readonly Forwarding[],
): void {
  const own = limitsOf(wanted[name])
  const found = others.find((other) => {
    const { first, last } = limitsOf(other[name])
    return Math.max(first, own.first) <= Math.min(last, own.last)
  })
  if (found === undefined) return
  throw badForwarding(
    `There is a port collision with the ${name}. The following ranges collide: ${found[name]} ` +
      `and ${wanted[name]}`,
  )
}

function isSameInside(one: Forwarding, other: Forwarding): boolean {
  const { internal_port_id: port, internal_ip_address: ip } = other
  return one.internal_port_id === port && one.internal_ip_address === ip
}

/**
 * @param others those of the same floating IP
 * @throws Fault 400 where another has the very port that a change asks for
 */
export function refuseTaken(
  wanted: StoredForwarding,
  address: string | null,
  others: readonly StoredForwarding[],
): void {
  const { internal_port: inner, external_port: outer } = wanted
  for (const other of others) {
    if (other.id === wanted.id || other.protocol !== wanted.protocol) continue
    if (outer !== null && other.external_port === outer) {
      throw taken({ floating_ip_address: address, external_port: outer })
    }
    if (inner !== null && other.internal_port === inner && isSameInside(other, wanted)) {
      const { internal_port_id: port, internal_ip_address: ip } = wanted
      throw taken({ internal_port_id: port, internal_ip_address: ip, internal_port: inner })
    }
  }
}

function taken(values: object) {
  return badForwarding(
    'Another port forwarding entry with the same attributes already exists, conflicting values ' +
      `are ${repr(values)}`,
  )
}

interface PortInside {
  readonly id: string
  readonly fixed_ips: readonly Partial<Inside>[]
}

/**
 * The address of the port that packets go to.
 * @param asked undefined: its first
 * @throws Fault 400
 */
export function forwardedTo(port: PortInside, asked: string | undefined): Inside {
  const all = (port.fixed_ips as readonly Inside[]).filter(
    (one) => parseAddress(one.ip_address)?.version === 4,
  )
  const [first] = all
  if (first === undefined) {
    throw badForwarding(
      `Requested internal port ${port.id} must allocate an IPv4 address at least.`,
    )
  }
  const found = asked === undefined ? first : all.find((one) => one.ip_address === asked)
  if (found !== undefined) return found
  throw badForwarding(
    `Requested internal IP address ${asked} is not suitable for internal neutron port ${port.id}, ` +
      `as its fixed_ips are ${repr(all)}`,
  )
}

/** @throws Fault 400 where the port does not have the address */
export function requireAddress({ fixed_ips: ips }: PortInside, address: string): void {
  if (ips.some((one) => one.ip_address === address)) return
  throw badForwarding(
    'The internal IP does not correspond to an address on the internal port, which has fixed_ips ' +
      repr(ips),
  )
}

/**
 * @param reached by the router that serves the port, which must be the one of the floating IP
 * @throws Fault 400
 */
export function refuseOtherRouter(
  floatingIp: { readonly id: string; readonly router_id: string | null },
  reached: string,
  wanted: Forwarding,
  others: readonly StoredForwarding[],
): void {
  const { id, router_id: router } = floatingIp
  if (router === null || router === reached) return
  const { internal_ip_address: ip, internal_port: port, internal_port_id: portId } = wanted
  const isSame = (other: StoredForwarding) =>
    other.floatingip_id === id && other.internal_ip_address === ip && other.internal_port === port
  throw badForwarding(
    port !== null && others.some(isSame)
      ? `Floating IP ${id} with params: internal_ip_address: ${ip}, internal_port: ${port} ` +
          'already exists'
      : `The Floating IP ${id} had been set on router ${router}, the internal Neutron port ` +
          `${portId} can not reach it`,
  )
}

export function notReachable(
  floatingIp: { readonly id: string; readonly floating_network_id: string },
  subnetId: string,
  portId: string,
) {
  return badForwarding(
    `External network ${floatingIp.floating_network_id} is not reachable from subnet ` +
      `${subnetId}. Cannot set Port forwarding for port ${portId} with Floating IP ${floatingIp.id}`,
  )
}

export function badForwarding(reason: string) {
  return badPart('port_forwarding', reason)
}
