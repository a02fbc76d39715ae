/**
 * What servers are refused for the sake of their networks. These are Compute's refusals, which its
 * real client of Network makes; the statuses are those of `POST /servers`, and calls that answer
 * otherwise tell them by their types. Source: openstack/nova nova/exception.py,
 * nova/network/neutron.py, nova/network/security_group_api.py.
 */
import { badRequest, conflict, forbidden, notFound, type Fault } from '../../kernel/faults.ts'

export function noPortForServer(id: string): Fault {
  return badRequest(`Port id ${id} could not be found.`, { type: 'PortNotFound' })
}

export function portStillInUse(id: string): Fault {
  return conflict(`Port ${id} is still in use.`, { type: 'PortInUse' })
}

export function portRequiresFixedIp(id: string): Fault {
  return badRequest(`Port ${id} requires a FixedIP in order to be used.`, {
    type: 'PortRequiresFixedIP',
  })
}

export function portNotUsable(id: string, serverId: string): Fault {
  return badRequest(`Port ${id} not usable for instance ${serverId}.`, { type: 'PortNotUsable' })
}

export function portNotUsableDns(
  port: { readonly id: string; readonly dns_name: string },
  server: { readonly id: string; readonly hostname: string },
): Fault {
  return badRequest(
    `Port ${port.id} not usable for instance ${server.id}. Value ${port.dns_name} assigned to ` +
      `dns_name attribute does not match instance's hostname ${server.hostname}`,
    { type: 'PortNotUsableDNS' },
  )
}

export function noNetworkForServer(ids: readonly string[]): Fault {
  return badRequest(`Network ${ids.join(', ')} could not be found.`, { type: 'NetworkNotFound' })
}

export function networkRequiresSubnet(id: string): Fault {
  return badRequest(`Network ${id} requires a subnet in order to boot instances on.`, {
    type: 'NetworkRequiresSubnet',
  })
}

export function networkAmbiguous(): Fault {
  return conflict('Multiple possible networks found, use a Network ID to be more specific.', {
    type: 'NetworkAmbiguous',
  })
}

export function noNetworkToAttach(projectId: string): Fault {
  return badRequest(
    `No specific network was requested and none are available for project '${projectId}'.`,
    { type: 'InterfaceAttachFailedNoNetwork' },
  )
}

export function unableToAutoAllocate(projectId: string): Fault {
  return badRequest(`Unable to automatically allocate a network for project ${projectId}`, {
    type: 'UnableToAutoAllocateNetwork',
  })
}

export function externalAttachForbidden(networkId: string): Fault {
  return forbidden(`It is not allowed to create an interface on external network ${networkId}`, {
    type: 'ExternalNetworkAttachForbidden',
  })
}

export function fixedIpAlreadyInUse(address: string, deviceId: string): Fault {
  return badRequest(`Fixed IP address ${address} is already in use on instance ${deviceId}.`, {
    type: 'FixedIpAlreadyInUse',
  })
}

export function portLimitExceeded(message = 'Maximum number of ports exceeded'): Fault {
  return forbidden(message, { type: 'PortLimitExceeded' })
}

export function qosOfNetworkNotSupported(serverId: string, networkId: string): Fault {
  return badRequest(
    `Using networks with QoS policy is not supported for instance ${serverId}. (Network ID is ` +
      `${networkId})`,
    { type: 'NetworksWithQoSPolicyNotSupported' },
  )
}

export function groupCannotBeApplied(): Fault {
  return badRequest(
    'Network requires port_security_enabled and subnet associated in order to apply security groups.',
    { type: 'SecurityGroupCannotBeApplied' },
  )
}

export function noGroupNamed(nameOrId: string): Fault {
  return badRequest(`Unable to find security_group with name or id '${nameOrId}'`, {
    type: 'SecurityGroupNotFound',
  })
}

export function severalGroupsNamed(name: string): Fault {
  return conflict(
    `Multiple security_group matches found for name '${name}', use an ID to be more specific.`,
    { type: 'NoUniqueMatch' },
  )
}

export function noGroupForServer(message: string): Fault {
  return notFound(message, { type: 'SecurityGroupNotFound' })
}

export function networkNotFoundForServer(serverId: string): Fault {
  return notFound(`Network could not be found for instance ${serverId}.`, {
    type: 'NetworkNotFoundForInstance',
  })
}

export function fixedIpNotFoundForServer(serverId: string, address: string): Fault {
  return badRequest(`Instance ${serverId} does not have fixed IP '${address}'.`, {
    type: 'FixedIpNotFoundForInstance',
  })
}

export function noFloatingIpAt(address: string): Fault {
  return notFound(`Floating IP not found for address ${address}.`, {
    type: 'FloatingIpNotFoundForAddress',
  })
}

export function severalFloatingIpsAt(address: string): Fault {
  return conflict(`Multiple floating IPs are found for address ${address}.`, {
    type: 'FloatingIpMultipleFoundForAddress',
  })
}
