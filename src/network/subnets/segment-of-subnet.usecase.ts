/**
 * Which segment a subnet may be on. Source: openstack/neutron neutron/db/ipam_backend_mixin.py
 * (_validate_segment).
 */
import type { Tx } from '../../storage/database.ts'
import { ROUTED } from '../device-owners.ts'
import {
  moreSegments,
  networkIdsDontMatch,
  segmentChangeNotAllowed,
  segmentNotFound,
  subnetsNotAllOnSegments,
} from '../faults.ts'
import { networkOfSegment, segmentsOf } from '../segments/segments.store.ts'

interface OnSegment {
  readonly segment_id: string | null
  readonly service_types?: readonly string[] | undefined
}

/**
 * @param others the other subnets of the network
 * @throws Fault SegmentNotFound, SubnetsNotAllAssociatedWithSegments, NetworkIdsDontMatch
 */
export async function checkNewSegment(
  tx: Tx,
  networkId: string,
  subnet: OnSegment,
  others: readonly OnSegment[],
): Promise<void> {
  const { segment_id: id } = subnet
  const network = id === null ? networkId : await networkOfSegment(tx, id)
  if (network === undefined) throw segmentNotFound(id!)
  requireAllOrNone(networkId, [...others, subnet])
  if (network !== networkId) throw networkIdsDontMatch(networkId, id!)
}

/**
 * A subnet gets another segment, or none: only the one subnet of a network of one segment may, where it
 * has had none.
 * @param all the subnets of the network as they are
 * @throws Fault as `checkNewSegment`, SubnetSegmentAssociationChangeNotAllowed,
 *   NoUpdateSubnetWhenMultipleSegmentsOnNetwork
 */
export async function checkSegmentChange(
  tx: Tx,
  networkId: string,
  change: { readonly from: string | null; readonly to: string | null },
  all: readonly OnSegment[],
): Promise<void> {
  const segments = requireAllOrNone(networkId, all)
  if (change.from !== change.to) {
    if (segments.length > 1) throw subnetsNotAllOnSegments(networkId)
    if (!segments.includes(null) && !segments.includes(change.to)) throw segmentChangeNotAllowed()
    const there = (await segmentsOf(tx, [networkId])).get(networkId) ?? []
    if (there.length > 1) throw moreSegments(networkId)
  }
  if (change.to === null) return
  const network = await networkOfSegment(tx, change.to)
  if (network === undefined) throw segmentNotFound(change.to)
  if (network !== networkId) throw networkIdsDontMatch(networkId, change.to)
}

/** Subnets that routers reach by BGP need be on none. */
function requireAllOrNone(networkId: string, subnets: readonly OnSegment[]): (string | null)[] {
  const segments = subnets
    .filter(({ service_types: types = [] }) => !types.includes(ROUTED))
    .map(({ segment_id: id }) => id)
  const isMixed = segments.includes(null) && segments.some((id) => id !== null)
  if (isMixed) throw subnetsNotAllOnSegments(networkId)
  return segments
}
