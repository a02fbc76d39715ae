import { zonesOfHosts } from '../availability-zones/zones-of-hosts.store.ts'
import { devicesOfServers } from '../block-devices/block-devices.store.ts'
import type { CloudCall, ComputeEnv } from '../operation.ts'
import type { ComputeService } from '../services/compute-service.ts'
import { stateNow } from '../services/service-state.ts'
import { computeServicesOn } from '../services/services.store.ts'
import { tagsOfServers } from './server-tags.store.ts'
import type { Server } from './server.ts'
import type { HostStatus, ShownServer } from './shown-server.ts'

/** What is shown of servers: a few statements, however many they are. */
export async function shownServers(
  { tx, env }: CloudCall,
  servers: readonly Server[],
): Promise<ShownServer[]> {
  if (servers.length === 0) return []
  const ids = servers.map(({ id }) => id)
  const hosts = [...new Set(servers.flatMap(({ host }) => host ?? []))]
  const zoneOf = await zonesOfHosts(tx, hosts)
  const services = await computeServicesOn(tx, hosts)
  const statuses = new Map([...services].map(([host, service]) => [host, statusOf(env, service)]))
  const interfaces = await env.facades.network.interfaces(
    tx,
    servers.map(({ id, project_id }) => ({ id, projectId: project_id })),
  )
  const devices = await devicesOfServers(tx, ids)
  const tags = await tagsOfServers(tx, ids)
  return servers.map((server) => ({
    server,
    zone: server.host === null ? (server.availability_zone ?? '') : zoneOf(server.host),
    hostStatus: (server.host !== null && statuses.get(server.host)) || '',
    interfaces: interfaces.get(server.id) ?? [],
    devices: devices.get(server.id) ?? [],
    tags: tags.get(server.id) ?? [],
  }))
}

/** Source: openstack/nova nova/compute/api.py (get_instance_host_status). */
function statusOf(env: ComputeEnv, service: ComputeService): HostStatus {
  if (service.forcedDown) return 'DOWN'
  if (service.disabled) return 'MAINTENANCE'
  return stateNow(service, env).up ? 'UP' : 'UNKNOWN'
}
