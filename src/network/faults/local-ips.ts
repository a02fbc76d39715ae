/** Refusals of local IPs: neutron_lib/exceptions/local_ip.py, neutron/db/local_ip_db.py. */
import { badPart } from '../../kernel/attributes/refusals.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function localIpNotFound(id: string): Fault {
  return notFound(`Local IP ${id} could not be found.`, { type: 'LocalIPNotFound' })
}

export function localIpInUse(id: string): Fault {
  return conflict(`Local IP ${id} is still associated with one or more ports.`, {
    type: 'LocalIPInUse',
  })
}

export function portHasNoIp(portId: string): Fault {
  return badRequest(`Specified Port ${portId} has no fixed IPs configured.`, {
    type: 'LocalIPNoIP',
  })
}

export function portHasNotIp(portId: string, ip: string): Fault {
  return badRequest(`Specified Port ${portId} does not have requested IP address: ${ip}.`, {
    type: 'LocalIPRequestedIPNotFound',
  })
}

export function portHasSeveralIps(portId: string): Fault {
  return badRequest(
    `Specified Port ${portId} has several IPs, should specify exact IP address to use for Local IP.`,
    { type: 'LocalIPNoRequestedIP' },
  )
}

export function portOrNetworkRequired(): Fault {
  return badRequest('Either Port ID or Network ID must be specified for Local IP create.', {
    type: 'LocalIPPortOrNetworkRequired',
  })
}

/** @param of `local_ip` */
export function portMissing(of: string, id: string): Fault {
  return badPart(of, `Port ${id} not found`)
}

export function noSubnetOfLocalIp(networkId: string): Fault {
  return badPart('local_ip', `Network ${networkId} does not contain any IPv4 subnet`)
}

export function associationNotFound(localIpId: string, portId: string): Fault {
  return notFound(`Local IP ${localIpId} association with port ${portId} could not be found.`, {
    type: 'LocalIPAssociationNotFound',
  })
}

export function associationExists(localIpId: string, portId: string): Fault {
  return conflict(`Local IP ${localIpId} association with port ${portId} already exists.`, {
    type: 'Conflict',
  })
}

export function portOfLocalIp(portId: string): Fault {
  return conflict(
    `Port ${portId} cannot be deleted directly via the port API: still referenced by Local IPs.`,
    { type: 'ServicePortInUse' },
  )
}
