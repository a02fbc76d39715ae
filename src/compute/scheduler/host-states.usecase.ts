import type { HostCandidate } from '../../placement/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { serversOn } from '../hosts/hosted-servers.store.ts'
import { nodesByUuid } from '../hypervisors/hypervisors.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { isUp } from '../services/compute-service.ts'
import type { HostState, Surroundings } from './host-state.ts'
import {
  aggregatesOf,
  findGroup,
  heavyServersOf,
  hostsOfGroup,
  hostsOfServers,
  lockGroup,
  servicesOf,
} from './hosts.store.ts'
import { hinted, type HostRequest } from './request.ts'

/** Where aggregates say one of these, or extra specs may ask for it, it counts how many servers are there. */
const COUNTING = ['max_instances_per_host', 'num_instances_weight_multiplier'] as const

/** In the order of the page; without providers that are no hosts of Compute. */
export async function statesOf(
  tx: Tx,
  { hypervisor }: Pick<ComputeEnv, 'hypervisor'>,
  page: readonly HostCandidate[],
  { flavor }: Pick<HostRequest, 'flavor'>,
): Promise<HostState[]> {
  const nodes = await nodesByUuid(
    tx,
    page.map(({ uuid }) => uuid),
  )
  const hosts = [...nodes.values()].map(({ host }) => host)
  const services = await servicesOf(tx, hosts)
  const aggregates = await aggregatesOf(tx, hosts)
  const isCounted =
    Object.keys(flavor.extra_specs).length > 0 ||
    hosts.some((host) =>
      aggregates(host).some((metadata) => COUNTING.some((key) => metadata.has(key))),
    )
  const servers = isCounted ? await serversOn(tx, hosts) : () => 0
  const ioOps = await heavyServersOf(tx, hosts)
  return page.flatMap((candidate) => {
    const node = nodes.get(candidate.uuid)
    const service = node && services.get(node.host)
    if (node === undefined || service === undefined) return []
    const { host } = node
    return {
      ...{ node, candidate, aggregates: aggregates(host) },
      ...{ isUp: isUp(service, hypervisor.runs(host)), isDisabled: service.disabled },
      ...{ ioOps: ioOps(host), servers: servers(host) },
    }
  })
}

/**
 * What else the request is about. Nobody else finds a host for a server of the group until the unit
 * ends: one who waited sees where the others went.
 */
export async function surroundingsOf(tx: Tx, request: HostRequest): Promise<Surroundings> {
  const { groupId, serverId } = request
  if (groupId) await lockGroup(tx, groupId)
  const group = groupId ? await findGroup(tx, groupId) : undefined
  const members = groupId ? await hostsOfGroup(tx, groupId) : []
  const ownHost = members.find(({ id }) => id === serverId)?.host
  const ofGroup = new Map<string, number>()
  for (const { id, host } of members) {
    if (id !== serverId) ofGroup.set(host, (ofGroup.get(host) ?? 0) + 1)
  }
  const [same, different] = [hinted(request, 'same_host'), hinted(request, 'different_host')]
  return {
    ...{ group, ofGroup, ownHost },
    sameHosts: same.length === 0 ? undefined : await hostsOfServers(tx, same),
    differentHosts: different.length === 0 ? new Set() : await hostsOfServers(tx, different),
  }
}
