/**
 * Refusals of addresses of ports: neutron_lib/exceptions/__init__.py, neutron/ipam/exceptions.py,
 * neutron/services/segments/exceptions.py.
 */
import { badPart } from '../../kernel/attributes/refusals.ts'
import { badRequest, conflict, type Fault } from '../../kernel/faults.ts'

export function invalidIpForSubnet(address: string): Fault {
  return badRequest(`IP address ${address} is not a valid IP for the specified subnet.`, {
    type: 'InvalidIpForSubnet',
  })
}

export function invalidIpForNetwork(address: string): Fault {
  return badRequest(
    `IP address ${address} is not a valid IP for any of the subnets on the specified network.`,
    { type: 'InvalidIpForNetwork' },
  )
}

/** @param address in its canonical form, whatever the client wrote */
export function ipAddressAlreadyAllocated(address: string, subnetId: string): Fault {
  return conflict(`IP address ${address} already allocated in subnet ${subnetId}`, {
    type: 'IpAddressAlreadyAllocated',
  })
}

export function allocationOnAutoAddressSubnet(address: string, subnetId: string): Fault {
  return badRequest(
    `IPv6 address ${address} cannot be directly assigned to a port on subnet ${subnetId} as the ` +
      'subnet is configured for automatic addresses',
    { type: 'AllocationOnAutoAddressSubnet' },
  )
}

export function ipAddressGenerationFailure(networkId: string): Fault {
  return conflict(`No more IP addresses available on network ${networkId}.`, {
    type: 'IpAddressGenerationFailure',
  })
}

export function noMatchingSubnet(networkId: string, serviceType: string): Fault {
  return conflict(
    `No valid service subnet for the given device owner, network ${networkId}, service type ` +
      `${serviceType}.`,
    { type: 'IpAddressGenerationFailureNoMatchingSubnet' },
  )
}

/** Of a port that a router manages. */
export function ipUpdatesNotAllowed(portId: string): Fault {
  return badPart('ports', `IP updates for port ${portId} are not allowed`)
}

export function fixedIpsNotOnSameSegment(): Fault {
  return badRequest('Cannot allocate addresses from different segments.', {
    type: 'FixedIpsSubnetsNotOnSameSegment',
  })
}

export function hostNotConnectedToAnySegment(host: string, networkId: string): Fault {
  return conflict(
    `Host ${host} is not connected to any segments on routed provider network '${networkId}'.  It ` +
      'should be connected to one.',
    { type: 'HostNotConnectedToAnySegment' },
  )
}

export function hostNotCompatibleWithFixedIps(host: string, portId: string): Fault {
  return conflict(
    `Host ${host} is not connected to a segment where the existing fixed_ips on port ${portId} ` +
      'will function given the routed network topology.',
    { type: 'HostNotCompatibleWithFixedIps' },
  )
}
