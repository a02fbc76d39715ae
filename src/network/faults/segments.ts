/** Refusals of segments: neutron/services/segments/exceptions.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function segmentNotFound(id: string): Fault {
  return notFound(`Segment ${id} could not be found.`, { type: 'SegmentNotFound' })
}

/** Two of the real service's plug-ins look, and each says it. */
export function segmentInUse(id: string, subnetIds: readonly string[]): Fault {
  const reason = `The segment is still associated with subnet(s) ${subnetIds.join(', ')}`
  const said = `Segment '${id}' cannot be deleted: ${reason}.`
  return conflict(`${said}\n${said}`, { type: 'SegmentInUse' })
}

export function moreSegments(networkId: string): Fault {
  return badRequest(
    `The network '${networkId}' has multiple segments, it is only possible to associate an ` +
      'existing subnet with a segment on networks with a single segment.',
    { type: 'NoUpdateSubnetWhenMultipleSegmentsOnNetwork' },
  )
}

export function subnetsNotAllOnSegments(networkId: string): Fault {
  return badRequest(
    `All of the subnets on network '${networkId}' must either all be associated with segments or ` +
      'all not associated with any segment.',
    { type: 'SubnetsNotAllAssociatedWithSegments' },
  )
}

export function segmentChangeNotAllowed(): Fault {
  return badRequest(
    'A subnet that is already associated with a segment cannot have its segment association changed.',
    { type: 'SubnetSegmentAssociationChangeNotAllowed' },
  )
}

export function networkIdsDontMatch(networkId: string, segmentId: string): Fault {
  return badRequest(
    `The subnet's network id, '${networkId}', doesn't match the network_id of segment '${segmentId}'`,
    { type: 'NetworkIdsDontMatch' },
  )
}
