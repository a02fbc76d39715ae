/** Which subnets of a network serve a port (neutron/objects/subnet.py, find_candidate_subnets). */
import { isWithin } from '../../kernel/ip/range.ts'
import { parseAddress } from '../../kernel/ip/address.ts'
import { DHCP, DISTRIBUTED } from '../device-owners.ts'
import {
  fixedIpsNotOnSameSegment,
  hostNotCompatibleWithFixedIps,
  hostNotConnectedToAnySegment,
  noMatchingSubnet,
} from '../faults.ts'
import type { AddressOfPort, FixedIp } from './fixed-ips.ts'
import type { SubnetOfNetwork } from './subnets.ts'

export interface PortToServe {
  readonly networkId: string
  readonly deviceOwner: string
  /** `binding:host_id`; an empty string where it is not known. */
  readonly host: string
}

/**
 * @param subnets those of the network, in the order of their creation
 * @param fixedIps what the client asked for; undefined: nothing, so that Network chooses
 * @param reachable segments that the host of the port is on; asked for where the host is known
 * @returns those that serve the port, first those made for its kind; `deferred`: addresses are to be
 *   given once the host is known
 * @throws Fault FixedIpsSubnetsNotOnSameSegment, HostNotConnectedToAnySegment,
 *   IpAddressGenerationFailureNoMatchingSubnet
 */
export function candidates(
  subnets: readonly SubnetOfNetwork[],
  port: PortToServe,
  fixedIps: readonly FixedIp[] | undefined,
  reachable: ReadonlySet<string>,
): readonly SubnetOfNetwork[] | 'deferred' {
  const serving = subnets.filter((subnet) => serves(subnet, port.deviceOwner))
  const found = onSegments(serving, port, fixedIps, reachable)
  if (found.length > 0) return found.toSorted((a, b) => rank(a) - rank(b))
  if (port.host !== '' && subnets.some(({ segmentId }) => segmentId !== null)) {
    throw hostNotConnectedToAnySegment(port.host, port.networkId)
  }
  if (subnets.length === 0) return []
  if (serving.length > 0) return 'deferred'
  throw noMatchingSubnet(port.networkId, port.deviceOwner)
}

/** A port of DHCP is also where the subnet is for others, as it serves them. */
function serves({ serviceTypes, enableDhcp }: SubnetOfNetwork, owner: string): boolean {
  if (serviceTypes.length === 0 || serviceTypes.includes(owner)) return true
  return enableDhcp && owner === DHCP
}

function rank({ serviceTypes }: SubnetOfNetwork): number {
  return serviceTypes.length > 0 ? 0 : 1
}

function onSegments(
  serving: readonly SubnetOfNetwork[],
  port: PortToServe,
  fixedIps: readonly FixedIp[] | undefined,
  reachable: ReadonlySet<string>,
): readonly SubnetOfNetwork[] {
  if (port.host !== '') {
    return serving.filter(({ segmentId }) => segmentId === null || reachable.has(segmentId))
  }
  if (fixedIps === undefined) return serving.filter(({ segmentId }) => segmentId === null)
  return onSegmentOf(serving, fixedIps, port.deviceOwner === DISTRIBUTED)
}

/**
 * The subnets on the segment of those that were asked for; all, where one of them is not there, for
 * what follows to refuse it.
 */
function onSegmentOf(
  serving: readonly SubnetOfNetwork[],
  fixedIps: readonly FixedIp[],
  onSeveral: boolean,
): readonly SubnetOfNetwork[] {
  const segments = new Set<string | null>()
  for (const fixedIp of fixedIps) {
    const named = fixedIp.subnetId !== undefined || fixedIp.ipAddress !== undefined
    const subnet = serving.find((one) => isMeant(one, fixedIp))
    if (named && subnet === undefined) return serving
    if (subnet !== undefined) segments.add(subnet.segmentId)
    if (segments.size > 1 && !onSeveral) throw fixedIpsNotOnSameSegment()
  }
  if (onSeveral) return serving
  const [segment = null] = segments
  return serving.filter(({ segmentId }) => segmentId === segment)
}

function isMeant(subnet: SubnetOfNetwork, { subnetId, ipAddress }: FixedIp): boolean {
  if (subnetId !== undefined) return subnet.id === subnetId
  const address = ipAddress === undefined ? undefined : parseAddress(ipAddress)
  return address !== undefined && isWithin(address, subnet.cidr)
}

/**
 * A port that gets a host keeps its addresses, so they must be of subnets that are there.
 * @param there what `candidates` says for that host
 * @throws Fault HostNotCompatibleWithFixedIps
 */
export function checkHostFits(
  portId: string,
  host: string,
  has: readonly AddressOfPort[],
  there: readonly SubnetOfNetwork[],
): void {
  if (has.every(({ subnetId }) => there.some(({ id }) => id === subnetId))) return
  throw hostNotCompatibleWithFixedIps(host, portId)
}
