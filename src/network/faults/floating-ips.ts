/** Refusals of floating IPs: neutron_lib/exceptions/l3.py. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function floatingIpNotFound(id: string): Fault {
  return notFound(`Floating IP ${id} could not be found`, { type: 'FloatingIPNotFound' })
}

export function externalGatewayNotFound(
  networkId: string,
  subnetId: string,
  portId: string,
): Fault {
  return notFound(
    `External network ${networkId} is not reachable from subnet ${subnetId}.  Therefore, cannot ` +
      `associate Port ${portId} with a Floating IP.`,
    { type: 'ExternalGatewayForFloatingIPNotFound' },
  )
}

interface Association {
  readonly id: string
  readonly floating_ip_address: string | null
  readonly floating_network_id: string
}

export function portAlreadyAssociated(
  { id, floating_ip_address: address, floating_network_id: network }: Association,
  portId: string,
  fixedIp: string,
): Fault {
  return conflict(
    `Cannot associate floating IP ${address} (${id}) with port ${portId} using fixed IP ` +
      `${fixedIp}, as that fixed IP already has a floating IP on external network ${network}.`,
    { type: 'FloatingIPPortAlreadyAssociated' },
  )
}

/** The real service has no words for it either. */
export function routerLeadsElsewhere(): Fault {
  return conflict('An unknown exception occurred.', { type: 'Conflict' })
}

export function externalAddressExhausted(networkId: string): Fault {
  return badRequest(`Unable to find any IP address on external network ${networkId}.`, {
    type: 'ExternalIpAddressExhausted',
  })
}

/** To those who do not own the floating IP of a port. */
export function floatingIpAssociated(portId: string): Fault {
  return conflict(
    `Unable to complete the operation on port ${portId} because the port still has an associated ` +
      'floating IP.',
    { type: 'FipAssociated' },
  )
}

export function servicePortInUse(portId: string, deviceOwner: string): Fault {
  return conflict(
    `Port ${portId} cannot be deleted directly via the port API: has device owner ${deviceOwner}.`,
    { type: 'ServicePortInUse' },
  )
}

/** Of port forwardings: neutron/services/portforwarding/common/exceptions.py. */
export function portForwardingNotFound(id: string): Fault {
  return notFound(`Port Forwarding ${id} could not be found.`, { type: 'PortForwardingNotFound' })
}

export function portHasBindingFloatingIp(
  { id, floating_ip_address: address }: Pick<Association, 'id' | 'floating_ip_address'>,
  portId: string,
  fixedIp: string,
): Fault {
  return conflict(
    `Cannot create port forwarding to floating IP ${address} (${id}) with port ${portId} using ` +
      `fixed IP ${fixedIp}, as that port already has a binding floating IP.`,
    { type: 'PortHasBindingFloatingIP' },
  )
}

export function floatingIpInUseByForwarding(id: string): Fault {
  return conflict(`Floating IP ${id} in use by Port Forwarding resources.`, {
    type: 'FipInUseByPortForwarding',
  })
}

export function portHasForwarding(portId: string): Fault {
  return badRequest(
    `Cannot associate floating IP to port ${portId} because it already has a Port Forwarding binding.`,
    { type: 'PortHasPortForwarding' },
  )
}
