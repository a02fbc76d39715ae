/**
 * Refusals of routers and of what hangs on them: neutron_lib/exceptions/l3.py, extraroute.py,
 * flavors.py.
 */
import { badPart } from '../../kernel/attributes/refusals.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export function routerNotFound(id: string): Fault {
  return notFound(`Router ${id} could not be found`, { type: 'RouterNotFound' })
}

export function badRouter(reason: string): Fault {
  return badPart('router', reason)
}

/** @param portIds those that keep it from going */
export function routerInUse(id: string, portIds: readonly string[]): Fault {
  return conflict(`Router ${id} has ports still attached: ${portIds.join(', ')}`, {
    type: 'RouterInUse',
  })
}

export function routerInterfaceNotFound(routerId: string, portId: string): Fault {
  return notFound(`Router ${routerId} does not have an interface with id ${portId}`, {
    type: 'RouterInterfaceNotFound',
  })
}

export function routerInterfaceNotFoundForSubnet(routerId: string, subnetId: string): Fault {
  return notFound(`Router ${routerId} has no interface on subnet ${subnetId}`, {
    type: 'RouterInterfaceNotFoundForSubnet',
  })
}

export function subnetMismatchForPort(portId: string, subnetId: string): Fault {
  return badRequest(`Subnet on port ${portId} does not match the requested subnet ${subnetId}.`, {
    type: 'SubnetMismatchForPort',
  })
}

export function interfaceInUseByFloatingIp(routerId: string, subnetId: string): Fault {
  return interfaceInUse(routerId, subnetId, 'floating IPs', 'RouterInterfaceInUseByFloatingIP')
}

export function interfaceInUseByRoute(routerId: string, subnetId: string): Fault {
  return interfaceInUse(routerId, subnetId, 'routes', 'RouterInterfaceInUseByRoute')
}

function interfaceInUse(routerId: string, subnetId: string, by: string, type: string): Fault {
  return conflict(
    `Router interface for subnet ${subnetId} on router ${routerId} cannot be deleted, as it is ` +
      `required by one or more ${by}.`,
    { type },
  )
}

/** @param routes as Python shows them */
export function invalidRoutes(routes: string, reason: string): Fault {
  return badRequest(`Invalid format for routes: ${routes}, ${reason}`, { type: 'InvalidRoutes' })
}

export function ndpProxyNotPossible(routerId: string, reason: string): Fault {
  return conflict(`Can not enable ndp proxy on router ${routerId}, ${reason}.`, {
    type: 'RouterGatewayNotValid',
  })
}

export function gatewayInUseByProxy(routerId: string): Fault {
  return conflict(
    `Unable to unset external gateway of router ${routerId}, There are one or more ndp proxies ` +
      'still in use on the router.',
    { type: 'RouterGatewayInUseByNDPProxy' },
  )
}

export function gatewayOfProxyNeedsIpv6(routerId: string): Fault {
  return conflict(
    `Can't remove the IPv6 subnet from external gateway of router ${routerId}, the IPv6 subnet ` +
      "in use by the router's ndp proxy.",
    { type: 'RouterIPv6GatewayInUse' },
  )
}

export function interfaceInUseByProxy(routerId: string, subnetId: string): Fault {
  return conflict(
    `Unable to remove subnet ${subnetId} from router ${routerId}, There are one or more ndp ` +
      'proxies still in use on the subnet.',
    { type: 'RouterInterfaceInUseByNDPProxy' },
  )
}
