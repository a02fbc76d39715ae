/** What a port may be for, where rules depend on it (neutron_lib/constants.py, `DEVICE_OWNER_…`). */
export const DHCP = 'network:dhcp'
export const DISTRIBUTED = 'network:distributed'
export const ROUTER_INTERFACE = 'network:router_interface'
export const ROUTER_GATEWAY = 'network:router_gateway'
export const ROUTER_HA = 'network:router_ha_interface'
/** Of a subnet that routers reach by BGP, whatever its segment. */
export const ROUTED = 'network:routed'

/** Ports that go with their network or subnet: those that agents make (AUTO_DELETE_PORT_OWNERS). */
export const AUTO_DELETED: readonly string[] = [
  DHCP,
  DISTRIBUTED,
  'network:floatingip_agent_gateway',
]

export const HA_INTERFACE = 'network:ha_router_replicated_interface'
export const DISTRIBUTED_INTERFACE = 'network:router_interface_distributed'
export const FLOATING_IP = 'network:floatingip'
export const LOCAL_IP = 'network:local_ip'

export const ROUTER_INTERFACES: readonly string[] = [
  ROUTER_INTERFACE,
  HA_INTERFACE,
  DISTRIBUTED_INTERFACE,
]
const ROUTER_SNAT = 'network:router_centralized_snat'

/** Upstream's ROUTER_INTERFACE_OWNERS. */
export function isRouterInterface(owner: string): boolean {
  return ROUTER_INTERFACES.includes(owner)
}

/** Upstream's ROUTER_INTERFACE_OWNERS_SNAT: also the ports where distributed routers translate. */
export function isRouterInterfaceOrSnat(owner: string): boolean {
  return owner === ROUTER_SNAT || isRouterInterface(owner)
}

/** Upstream's ROUTER_PORT_OWNERS: any port of a router. */
export function isRouterPort(owner: string): boolean {
  return owner === ROUTER_GATEWAY || isRouterInterfaceOrSnat(owner)
}

/** The device of ports that are kept for agents of DHCP (DEVICE_ID_RESERVED_DHCP_PORT). */
export const RESERVED_FOR_DHCP = 'reserved_dhcp_port'
