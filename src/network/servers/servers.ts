/** What Network knows of servers: their ports, and what happens to these. */

/** Whose ports are meant. */
export interface OwnedServer {
  readonly id: string
  readonly projectId: string
}

export interface ServerToPlug extends OwnedServer {
  readonly hostname: string
  /** Its availability zone. */
  readonly zone: string
  /** Where it is to run; undefined while that is not known. */
  readonly host?: string | undefined
}

/** A port that is there, or a network, and perhaps an address, for a new one. */
export type RequestedNetwork =
  | { readonly portId: string; readonly networkId?: undefined; readonly address?: undefined }
  | {
      readonly networkId: string
      readonly address?: string | undefined
      readonly portId?: undefined
    }

/**
 * What a server is to be plugged into. An empty list says nothing: the only network that there is for
 * the project, or none. So does `auto`, but there a network has to be.
 */
export type RequestedNetworks = 'auto' | 'none' | readonly RequestedNetwork[]

/** A port of a server. */
export interface PluggedPort {
  readonly id: string
  /** It goes with the server; what the user had made stays. */
  readonly isMade: boolean
}

/**
 * What the real Network tells the real Compute (`POST /os-server-external-events`). Source:
 * openstack/neutron neutron/notifiers/nova.py.
 */
export interface ServerEvent {
  readonly name:
    | 'network-vif-plugged'
    | 'network-vif-unplugged'
    | 'network-vif-deleted'
    | 'network-changed'
  readonly serverId: string
  /** The port. */
  readonly tag: string
  readonly status: 'completed'
}

interface PortOfServer {
  readonly id: string
  readonly device_id: string
  readonly status: string
}

export function pluggedEvent(port: PortOfServer): ServerEvent {
  return eventOf(port, 'network-vif-plugged')
}

/** What a change of a port's status means to its server. */
export function eventsOf(port: PortOfServer, status: string): ServerEvent[] {
  if (port.status === status) return []
  return [status === 'ACTIVE' ? pluggedEvent(port) : eventOf(port, 'network-vif-unplugged')]
}

/** What happened to a port of a server. */
export function eventOf(
  { id, device_id: serverId }: Omit<PortOfServer, 'status'>,
  name: ServerEvent['name'],
): ServerEvent {
  return { name, serverId, tag: id, status: 'completed' }
}
