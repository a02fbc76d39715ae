/** Refusals of subnets: neutron_lib/exceptions/__init__.py, neutron/ipam/exceptions.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function subnetNotFound(id: string): Fault {
  return notFound(`Subnet ${id} could not be found.`, { type: 'SubnetNotFound' })
}

/** @param pool `start-end`, or the object that the client sent as Python shows it */
export function invalidAllocationPool(pool: string): Fault {
  return badRequest(`The allocation pool ${pool} is not valid.`, { type: 'InvalidAllocationPool' })
}

export function outOfBoundsAllocationPool(pool: string, cidr: string): Fault {
  return badRequest(`The allocation pool ${pool} spans beyond the subnet cidr ${cidr}.`, {
    type: 'OutOfBoundsAllocationPool',
  })
}

export function overlappingAllocationPools(first: string, second: string, cidr: string): Fault {
  return conflict(`Found overlapping allocation pools: ${first} ${second} for subnet ${cidr}.`, {
    type: 'OverlappingAllocationPools',
  })
}

export function gatewayConflictWithAllocationPools(gateway: string, pool: string): Fault {
  return conflict(`Gateway ip ${gateway} conflicts with allocation pool ${pool}.`, {
    type: 'GatewayConflictWithAllocationPools',
  })
}

export function gatewayIpInUse(gateway: string, portId: string): Fault {
  return conflict(
    `Current gateway ip ${gateway} already in use by port ${portId}. Unable to update.`,
    {
      type: 'GatewayIpInUse',
    },
  )
}

/** What the driver of addresses refuses, beside what is refused before it is asked. */
export function ipamValueInvalid(reason: string): Fault {
  return conflict(reason, { type: 'IpamValueInvalid' })
}

/** @param subnet its id, or `new subnet` */
export function dnsNameServersExhausted(subnet: string, limit: number): Fault {
  return badRequest(
    `Unable to complete operation for ${subnet}. The number of DNS nameservers exceeds the limit ` +
      `${limit}.`,
    { type: 'DNSNameServersExhausted' },
  )
}

/** @param subnet its id, or `new subnet` */
export function hostRoutesExhausted(subnet: string, limit: number): Fault {
  return badRequest(
    `Unable to complete operation for ${subnet}. The number of host routes exceeds the limit ${limit}.`,
    { type: 'HostRoutesExhausted' },
  )
}

export function subnetInUse(id: string): Fault {
  return conflict(
    `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from ` +
      'this subnet.',
    { type: 'SubnetInUse' },
  )
}
