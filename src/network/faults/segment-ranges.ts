/**
 * Refusals of ranges of segments: neutron_lib/exceptions/network_segment_range.py,
 * neutron_lib/exceptions/__init__.py (NetworkVlanRangeError, NetworkTunnelRangeError).
 */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function segmentRangeNotFound(id: string): Fault {
  return notFound(`Network Segment Range ${id} could not be found.`, {
    type: 'NetworkSegmentRangeNotFound',
  })
}

export function rangeTypeNotSupported(type: string | undefined): Fault {
  return badRequest(`Network type ${type ?? 'None'} does not support network segment ranges.`, {
    type: 'NetworkSegmentRangeNetTypeNotSupported',
  })
}

export function segmentRangeReferenced(id: string): Fault {
  return conflict(`Network Segment Range ${id} is referenced by one or more project networks.`, {
    type: 'NetworkSegmentRangeReferencedByProject',
  })
}

export function segmentRangeReadOnly(id: string): Fault {
  return badRequest(
    `Network Segment Range ${id} is a default segment range which could not be updated or deleted.`,
    { type: 'NetworkSegmentRangeDefaultReadOnly' },
  )
}

export function segmentRangeOverlaps(ids: readonly string[]): Fault {
  return conflict(`Network segment range overlaps with range(s) with id ${ids.join(', ')}`, {
    type: 'NetworkSegmentRangeOverlaps',
  })
}

export function vlanNeedsPhysicalNetwork(): Fault {
  return badRequest(
    "Bad network_segment_range request: Network type vlan requires 'physical_network' to be " +
      'specified while creating new range.',
    { type: 'BadRequest' },
  )
}

/** @param ends `1:5000` */
export function networkVlanRangeError(ends: string, error: string): Fault {
  return badRequest(`Invalid network VLAN range: '${ends}' - '${error}'.`, {
    type: 'NetworkVlanRangeError',
  })
}

/** @param ends `1:5000` */
export function networkTunnelRangeError(ends: string, error: string): Fault {
  return badRequest(`Invalid network tunnel range: '${ends}' - ${error}.`, {
    type: 'NetworkTunnelRangeError',
  })
}

export function unsharedRangeOfNobody(): Fault {
  return badRequest(
    'Object action create failed because: if NetworkSegmentRange is not shared, it must have a ' +
      'project_id.',
    { type: 'ObjectActionError' },
  )
}
