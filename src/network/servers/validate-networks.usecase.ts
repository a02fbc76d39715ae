/**
 * What can be said of the networks of servers before there is one. Source: openstack/nova
 * nova/network/neutron.py (validate_networks, _ports_needed_per_instance).
 */
import { EVERYTHING } from '../../kernel/lists/request.ts'
import {
  fixedIpAlreadyInUse,
  networkAmbiguous,
  networkRequiresSubnet,
  noNetworkForServer,
  noPortForServer,
  portLimitExceeded,
  portRequiresFixedIp,
  portStillInUse,
} from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { findPort, visiblePorts } from '../ports/find-port.usecase.ts'
import { portRows } from '../ports/ports.store.ts'
import { roomFor } from '../quotas/take-quota.usecase.ts'
import { requireAutoAllocation } from './auto-allocated.usecase.ts'
import { availableNetworks, namedNetworks } from './available-networks.usecase.ts'
import type { RequestedNetwork, RequestedNetworks } from './servers.ts'

/** How many servers are asked for. */
export interface Wanted {
  readonly least: number
  readonly most: number
}

/**
 * How many servers can have such ports, by the quota of the caller's project: as many as are wanted,
 * or fewer. What only shows when a port is made is not looked at.
 * @throws Fault 400 (PortNotFound, PortRequiresFixedIP, FixedIpAlreadyInUse, NetworkRequiresSubnet,
 *   NetworkNotFound, UnableToAutoAllocateNetwork), 403 PortLimitExceeded, 409 (PortInUse,
 *   NetworkAmbiguous)
 */
export async function validateNetworks(
  call: NetworkCall,
  requested: RequestedNetworks,
  { least, most }: Wanted,
): Promise<number> {
  const needed = await portsNeeded(call, requested)
  if (needed === 0) return most
  const room = await roomFor(call, call.ctx.projectId, 'port')
  if (room < 0) throw portLimitExceeded()
  const count = Math.min(most, Math.floor(room / needed))
  if (count < least) throw portLimitExceeded()
  return count
}

/** For one server. */
async function portsNeeded(call: NetworkCall, requested: RequestedNetworks): Promise<number> {
  if (requested === 'none') return 0
  if (requested === 'auto' || requested.length === 0) {
    const networks = await availableNetworks(call)
    if (networks.length > 1) throw networkAmbiguous()
    if (networks.length === 0 && requested === 'auto') {
      await requireAutoAllocation(call, call.ctx.projectId)
    }
    return 1
  }
  for (const one of requested) await checkRequested(call, one)
  const ids = requested.flatMap(({ networkId }) => networkId ?? [])
  const found = new Map((await namedNetworks(call, ids)).map((network) => [network.id, network]))
  for (const { id, subnets } of found.values()) {
    if (subnets.length === 0) throw networkRequiresSubnet(id)
  }
  const missing = ids.filter((id) => !found.has(id.toLowerCase()))
  if (missing.length > 0) throw noNetworkForServer([...new Set(missing)])
  return ids.length
}

async function checkRequested(call: NetworkCall, requested: RequestedNetwork): Promise<void> {
  const { portId, networkId, address } = requested
  if (portId !== undefined) return checkPort(call, portId)
  if (address === undefined) return
  const [holder] = await portRows.list(call.tx, {
    ...EVERYTHING,
    conditions: [
      { kind: 'in', column: 'network_id', values: [networkId.toLowerCase()] },
      { kind: 'members', relation: 'ip_addresses', names: [address], held: 'any' },
      ...visiblePorts(call.ctx),
    ],
    limit: 1,
  })
  if (holder !== undefined) throw fixedIpAlreadyInUse(address, holder.device_id)
}

async function checkPort(call: NetworkCall, id: string): Promise<void> {
  const port = await findPort(call, id, visiblePorts(call.ctx), undefined)
  if (port === undefined) throw noPortForServer(id)
  if (port.device_id !== '') throw portStillInUse(id)
  const isWithoutAddress = port.ip_allocation === 'none' || port.ip_allocation === 'deferred'
  if (!isWithoutAddress && port.fixed_ips.length === 0) throw portRequiresFixedIp(id)
}
