import type { HostRequest } from '../scheduler/request.ts'
import { isNamed, type ServerRequest } from './server-request.ts'
import { flavorOf, type Server } from './server.ts'

/** What a server asks of a host, by what it was asked for when it was made. */
export function hostRequestOf(server: Server): HostRequest {
  const { availabilityZone, forced, requested, hints } = requestOf(server)
  return {
    ...{ serverId: server.id, projectId: server.project_id, userId: server.user_id },
    flavor: flavorOf(server),
    isVolumeBacked: server.is_volume_backed === 1,
    imageProperties: JSON.parse(server.image_properties) as Record<string, unknown>,
    zone: availabilityZone,
    groupId: server.server_group_id,
    ...(isNamed(forced) && { forced }),
    ...(isNamed(requested) && { destination: requested }),
    ...(hints !== null && { hints: listsOf(hints) }),
  }
}

export function requestOf({ request }: Pick<Server, 'request'>): ServerRequest {
  return JSON.parse(request) as ServerRequest
}

/** Hints are sent as one text or as several. */
function listsOf(hints: Readonly<Record<string, unknown>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(hints).map(([name, hint]) => [
      name,
      (Array.isArray(hint) ? hint : [hint]).map((one) =>
        typeof one === 'string' ? one : JSON.stringify(one),
      ),
    ]),
  )
}
