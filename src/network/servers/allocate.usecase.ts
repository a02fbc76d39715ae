/**
 * Gives a server its ports: makes those that it asks for, by the rules and the quota of whoever asks,
 * and takes those that the user had made. Source: openstack/nova nova/network/neutron.py
 * (allocate_for_instance).
 */
import type { Call } from '../../kernel/attributes/resource.ts'
import { cloudItself } from '../caller.ts'
import {
  externalAttachForbidden,
  groupCannotBeApplied,
  networkAmbiguous,
  noNetworkForServer,
  noNetworkToAttach,
  noPortForServer,
  portNotUsable,
  portNotUsableDns,
  portStillInUse,
  qosOfNetworkNotSupported,
} from '../faults.ts'
import type { Network } from '../networks/networks.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { postPort } from '../ports/as-client.usecase.ts'
import { findPort } from '../ports/find-port.usecase.ts'
import { PORT_ATTRIBUTES } from '../ports/ports.policies.ts'
import type { FoundPort, Port } from '../ports/ports.ts'
import { updatePort } from '../ports/update-port.usecase.ts'
import { autoAllocatedNetwork } from './auto-allocated.usecase.ts'
import { availableNetworks, IS_UP, namedNetworks } from './available-networks.usecase.ts'
import {
  pluggedEvent,
  type PluggedPort,
  type RequestedNetworks,
  type ServerEvent,
  type ServerToPlug,
} from './servers.ts'

export interface Allocation {
  readonly networks: RequestedNetworks
  /** Ids of those that guard new ports; none: the default one of the project. */
  readonly groups: readonly string[]
  /** Of external networks that are not shared: Compute has a rule for it. */
  readonly mayUseExternal: boolean
  /** A server may be without a network where none was named and there is none, an interface not. */
  readonly mayBeNone: boolean
}

export interface Allocated {
  /** In the order in which they were asked for. */
  readonly ports: readonly PluggedPort[]
  /** Where the host is known, they are in use at once. */
  readonly events: readonly ServerEvent[]
}

interface Wanted {
  readonly network: Network
  readonly address?: string | undefined
  readonly port?: FoundPort | undefined
}

/**
 * @throws Fault of Network where a port cannot be made; 400 (PortNotFound, PortNotUsable,
 *   PortNotUsableDNS, NetworkNotFound, InterfaceAttachFailedNoNetwork, UnableToAutoAllocateNetwork,
 *   SecurityGroupCannotBeApplied, NetworksWithQoSPolicyNotSupported), 403
 *   ExternalNetworkAttachForbidden, 409 (PortInUse, NetworkAmbiguous); PolicyRefusal
 */
export async function allocatePorts(
  call: Call<NetworkEnv>,
  server: ServerToPlug,
  asked: Allocation,
): Promise<Allocated> {
  const wanted = await wantedBy(call, server, asked)
  for (const { network } of wanted) {
    if (network['router:external'] && !network.shared && !asked.mayUseExternal) {
      throw externalAttachForbidden(network.id)
    }
  }
  const ports: PluggedPort[] = []
  const events: ServerEvent[] = []
  for (const one of wanted) {
    requireGuardable(one.network, asked.groups)
    const port = one.port ?? (await madeFor(call, server, asked, one))
    const given = await giveTo(call, server, port)
    if (given.status === 'ACTIVE') events.push(pluggedEvent(given))
    ports.push({ id: port.id, isMade: one.port === undefined })
  }
  return { ports, events }
}

async function wantedBy(
  call: NetworkCall,
  server: ServerToPlug,
  { networks, mayBeNone }: Allocation,
): Promise<Wanted[]> {
  if (networks === 'none') return []
  if (networks !== 'auto' && networks.length > 0) return wantedByName(call, server, networks)
  const isAuto = networks === 'auto'
  const found = await availableNetworks(call, isAuto ? [IS_UP] : [])
  if (found.length > 1) throw networkAmbiguous()
  if (found.length === 0 && isAuto) {
    const id = await autoAllocatedNetwork(call, server.projectId)
    return (await namedNetworks(call, [id])).map((network) => ({ network }))
  }
  if (found.length === 0 && !mayBeNone) throw noNetworkToAttach(server.projectId)
  return found.map((network) => ({ network }))
}

async function wantedByName(
  call: NetworkCall,
  server: ServerToPlug,
  requested: Exclude<RequestedNetworks, string>,
): Promise<Wanted[]> {
  const parts = []
  for (const { portId, networkId, address } of requested) {
    const port = portId === undefined ? undefined : await usablePort(call, server, portId)
    parts.push({ id: port?.network_id ?? networkId!.toLowerCase(), port, address })
  }
  const networks = await namedNetworks(
    call,
    parts.map(({ id }) => id),
  )
  return parts.map(({ id, port, address }) => {
    const network = networks.find((one) => one.id === id)
    if (network === undefined) throw noNetworkForServer([id])
    return { network, port, address }
  })
}

/** Locked, so that no other server takes it, too. */
async function usablePort(call: NetworkCall, server: ServerToPlug, id: string): Promise<FoundPort> {
  const port = await findPort(call, id, [], 'change')
  if (port === undefined) throw noPortForServer(id)
  if (port.project_id !== server.projectId) throw portNotUsable(id, server.id)
  if (port.device_id !== '') throw portStillInUse(id)
  if (port.dns_name !== '' && port.dns_name !== server.hostname)
    throw portNotUsableDns(port, server)
  return port
}

/** Groups need a network with addresses that it guards at all. */
function requireGuardable(network: Network, groups: readonly string[]): void {
  const isGuarded = network.port_security_enabled
  if (isGuarded ? network.subnets.length === 0 : groups.length > 0) throw groupCannotBeApplied()
}

async function madeFor(
  call: Call<NetworkEnv>,
  server: ServerToPlug,
  { groups }: Allocation,
  { network, address }: Wanted,
): Promise<FoundPort> {
  const port = await postPort(call, {
    ...{ device_id: server.id, network_id: network.id, admin_state_up: true },
    tenant_id: server.projectId,
    ...(address !== undefined && { fixed_ips: [{ ip_address: address }] }),
    ...(groups.length > 0 && { security_groups: groups }),
  })
  // Who does not see what it needs of a host is not refused: its real client does not see it either.
  const isSeen = call.ctx.allows(PORT_ATTRIBUTES.resource_request.get!, { ...port })
  if (port.resource_request !== null && isSeen) {
    throw qosOfNetworkNotSupported(server.id, network.id)
  }
  return (await findPort(call, port.id, [], 'change'))!
}

/** What users may not say of their ports themselves. */
function giveTo(call: NetworkCall, server: ServerToPlug, port: FoundPort): Promise<Port> {
  return updatePort({ ...call, ctx: cloudItself(server.projectId) }, port, {
    ...{ device_id: server.id, device_owner: `compute:${server.zone}` },
    ...(server.host !== undefined && { 'binding:host_id': server.host }),
    dns_name: server.hostname,
  })
}
