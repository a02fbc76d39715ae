/** Refusals of subnet pools: neutron_lib/exceptions/__init__.py, neutron_lib/exceptions/address_scope.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function subnetPoolNotFound(id: string): Fault {
  return notFound(`Subnet pool ${id} could not be found.`, { type: 'SubnetPoolNotFound' })
}

export function emptySubnetPoolPrefixList(): Fault {
  return badRequest('Empty subnet pool prefix list.', { type: 'EmptySubnetPoolPrefixList' })
}

export function prefixVersionMismatch(): Fault {
  return badRequest('Cannot mix IPv4 and IPv6 prefixes in a subnet pool.', {
    type: 'PrefixVersionMismatch',
  })
}

/** @param bound such as `min_prefixlen=28`, @param base what it would have to keep to */
export function illegalSubnetPoolPrefixBounds(bound: string, base: string): Fault {
  return badRequest(`Illegal prefix bounds: ${bound}, ${base}.`, {
    type: 'IllegalSubnetPoolPrefixBounds',
  })
}

export function illegalSubnetPoolPrefixUpdate(reason: string): Fault {
  return badRequest(`Illegal update to prefixes: ${reason}.`, {
    type: 'IllegalSubnetPoolPrefixUpdate',
  })
}

/** A length that no prefix of the version has. @param network such as `0.0.0.0/33` */
export function invalidNetwork(network: string): Fault {
  return badRequest(`invalid IPNetwork ${network}`, { type: 'AddrFormatError' })
}

export function minPrefixSubnetAllocationError(prefix: number, minimum: number): Fault {
  return badRequest(
    `Unable to allocate subnet with prefix length ${prefix}, minimum allowed prefix is ${minimum}.`,
    { type: 'MinPrefixSubnetAllocationError' },
  )
}

export function maxPrefixSubnetAllocationError(prefix: number, maximum: number): Fault {
  return badRequest(
    `Unable to allocate subnet with prefix length ${prefix}, maximum allowed prefix is ${maximum}.`,
    { type: 'MaxPrefixSubnetAllocationError' },
  )
}

export function subnetPoolQuotaExceeded(): Fault {
  return conflict('Per-project subnet pool prefix quota exceeded.', {
    type: 'SubnetPoolQuotaExceeded',
  })
}

/** The real service answers 500, for want of a status of its own. */
export function subnetAllocationError(reason: string): Fault {
  return conflict(`Failed to allocate subnet: ${reason}.`, { type: 'SubnetAllocationError' })
}

export function subnetPoolDeleteError(reason: string): Fault {
  return badRequest(`Unable to delete subnet pool: ${reason}.`, { type: 'SubnetPoolDeleteError' })
}

export function networkSubnetPoolAffinityError(): Fault {
  return badRequest(
    'Subnets hosted on the same network must be allocated from the same subnet pool.',
    { type: 'NetworkSubnetPoolAffinityError' },
  )
}

export function networkAddressScopeAffinityError(): Fault {
  return badRequest(
    'Subnets of the same address family hosted on the same network must all participate in the ' +
      'same address scope.',
    { type: 'NetworkAddressScopeAffinityError' },
  )
}

export function addressScopePrefixConflict(): Fault {
  return conflict(
    'Failed to associate address scope: subnetpools within an address scope must have unique prefixes.',
    { type: 'AddressScopePrefixConflict' },
  )
}

/** @param reason without a full stop */
export function illegalSubnetPoolUpdate(reason: string): Fault {
  return badRequest(`Illegal subnetpool update : ${reason}.`, { type: 'IllegalSubnetPoolUpdate' })
}

/** @param version that of the address scope */
export function poolOfOtherVersion(poolId: string, scopeId: string, version: number): Fault {
  return badRequest(
    `Illegal subnetpool association: subnetpool ${poolId} cannot associate with address scope ` +
      `${scopeId} because subnetpool ip_version is not ${version}.`,
    { type: 'IllegalSubnetPoolIpVersionAssociationToAddressScope' },
  )
}

export function addressScopeNotFound(id: string): Fault {
  return notFound(`Address scope ${id} could not be found.`, { type: 'AddressScopeNotFound' })
}

export function addressScopeInUse(id: string): Fault {
  return conflict(
    `Unable to complete operation on address scope ${id}. There are one or more subnet pools in ` +
      'use on the address scope.',
    { type: 'AddressScopeInUse' },
  )
}

/** @param reason without a full stop */
export function addressScopeUpdateError(id: string, reason: string): Fault {
  return badRequest(`Unable to update address scope ${id} : ${reason}.`, {
    type: 'AddressScopeUpdateError',
  })
}
