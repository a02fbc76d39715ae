/**
 * What is changed of a server whatever it does. Source: openstack/nova
 * nova/api/openstack/compute/servers.py (update).
 */
import { conflict } from '../../kernel/faults.ts'
import { zonesOfHosts } from '../availability-zones/zones-of-hosts.store.ts'
import type { CloudCall } from '../operation.ts'
import { canonicalIp } from '../parameters.ts'
import { requestOf } from './host-request.ts'
import type { ServerRequest } from './server-request.ts'
import type { Server, ServerChanges } from './server.ts'
import { updateServer } from './servers.store.ts'
import type { ServerUpdate } from './update.schemas.ts'

/**
 * Changes a server that the caller holds. Returns it as the answer shows it: with the time of the
 * change before, as upstream's.
 * @throws Fault 409 for a zone that it cannot be pinned to
 */
export async function changeServer(
  call: CloudCall,
  server: Server,
  asked: ServerUpdate,
): Promise<Server> {
  const pinned = await pinnedRequest(call, server, asked.pinned_availability_zone)
  const changes = changesOf(asked)
  const isChanged = Object.keys(changes).length > 0
  const all = { ...changes, ...(pinned && { request: JSON.stringify(pinned) }) }
  if (!isChanged && pinned === undefined) return server
  // To pin it is to change what was asked for, which is not the server.
  const updatedAt = isChanged && { updated_at: call.env.clock.isoNow() }
  await updateServer(call.tx, server.id, { ...all, ...updatedAt })
  return { ...server, ...all }
}

function changesOf(asked: ServerUpdate): ServerChanges {
  const { name, description, hostname, accessIPv4, accessIPv6 } = asked
  const diskConfig = asked['OS-DCF:diskConfig']
  return {
    ...(name !== undefined && { name: name.trim() }),
    ...(description !== undefined && { description }),
    ...(hostname !== undefined && { hostname }),
    ...(accessIPv4 !== undefined && { access_ip_v4: accessIPv4 }),
    ...(accessIPv6 !== undefined && { access_ip_v6: canonicalIp(accessIPv6) }),
    ...(diskConfig !== undefined && { disk_config: diskConfig }),
  }
}

/** The request with the zone that is to be kept; undefined where it says so already. */
async function pinnedRequest(
  call: CloudCall,
  server: Server,
  zone: string | null | undefined,
): Promise<ServerRequest | undefined> {
  const request = requestOf(server)
  const { availabilityZone: pinned } = request
  if (zone === undefined || zone === pinned) return undefined
  if (zone === null) return { ...request, availabilityZone: null }
  if (pinned !== null) {
    throw conflict(
      'Cannot change pinned availability zone directly. Unpin first by setting ' +
        'pinned_availability_zone to null.',
    )
  }
  const current = await zoneOf(call, server)
  if (zone === current) return { ...request, availabilityZone: zone }
  throw conflict(
    `Server can only be pinned to its current availability zone '${current ?? 'None'}', but ` +
      `'${zone}' was requested.`,
  )
}

async function zoneOf({ tx }: CloudCall, { host, availability_zone: asked }: Server) {
  return host === null ? asked : (await zonesOfHosts(tx, [host]))(host)
}
