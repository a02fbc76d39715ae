/**
 * Finds a host for a server and claims what the server needs of it, in one transaction.
 * Source: nova/scheduler/manager.py (select_destinations).
 */
import type { HostsAsked, Position } from '../../placement/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { nodesByUuid } from '../hypervisors/hypervisors.store.ts'
import type { ComputeEnv } from '../operation.ts'
import { stateNow } from '../services/service-state.ts'
import { computeServicesOn } from '../services/services.store.ts'
import { FILTERS } from './filters.ts'
import type { HostState } from './host-state.ts'
import { aggregatesOfZone, namedNode } from './hosts.store.ts'
import { resourcesOf, type HostRequest } from './request.ts'
import { byWeight } from './weighers.ts'

export interface SelectedHost {
  readonly host: string
  /** What its hypervisor calls itself. */
  readonly node: string
}

/** In the words that the server's fault says it in. */
export interface NoValidHost {
  readonly refusal: string
}

/** Placement has nothing that would do. */
const NO_CANDIDATE: NoValidHost = { refusal: 'No valid host was found. ' }
/** Filters left none of what Placement had, or others were faster. */
const NOT_ENOUGH: NoValidHost = {
  refusal: 'No valid host was found. There are not enough hosts available.',
}

/** How many hosts are looked at at once: few, as the first ones mostly do; then more. */
const FIRST_PAGE = 20
const NEXT_PAGE = 200

/**
 * A host for a server, on which it has its allocations from now on. Whoever calls it notes the host
 * on the server in the same transaction, as others go by it who look for a host after that.
 */
export async function selectHost(
  tx: Tx,
  env: ComputeEnv,
  request: HostRequest,
): Promise<SelectedHost | NoValidHost> {
  const asked = await hostsAsked(tx, request)
  if ('refusal' in asked) return asked
  let after: Position | undefined
  for (let limit = FIRST_PAGE; ; limit = NEXT_PAGE) {
    const page = await env.facades.placement.hosts(tx, asked, { limit, after })
    const hosts = await statesOf(tx, env, page)
    for (const state of byWeight(hosts.filter((host) => passes(host, request)))) {
      if (await claimOn(tx, env, request, state)) {
        return { host: state.node.host, node: state.node.hypervisorHostname }
      }
    }
    if (page.length < limit) {
      return page.length === 0 && after === undefined ? NO_CANDIDATE : NOT_ENOUGH
    }
    after = page.at(-1)!.position
  }
}

/** Gives back what a server has of its host. */
export async function releaseClaim(tx: Tx, env: ComputeEnv, serverId: string): Promise<void> {
  await env.facades.placement.release(tx, serverId)
}

/** What Placement is asked for. */
async function hostsAsked(tx: Tx, request: HostRequest): Promise<HostsAsked | NoValidHost> {
  const { zone, forced, destination } = request
  const named = { ...forced, ...destination }
  const isNamed = named.host !== undefined || named.node !== undefined
  const node = isNamed ? await namedNode(tx, named) : undefined
  if (isNamed && node === undefined) {
    const { host = 'None', node: name = 'None' } = named
    return { refusal: `No valid host was found. No such host - host: ${host} node: ${name} ` }
  }
  const ofZone = zone === null ? [] : await aggregatesOfZone(tx, zone)
  return {
    resources: resourcesOf(request),
    required: [],
    forbidden: ['COMPUTE_STATUS_DISABLED'],
    memberOf: ofZone.length > 0 ? [ofZone] : [],
    notMemberOf: [],
    ...(node !== undefined && { among: [node] }),
  }
}

type Page = Awaited<ReturnType<ComputeEnv['facades']['placement']['hosts']>>

/** In the order of the page; without providers that are no hosts of Compute. */
async function statesOf(tx: Tx, env: ComputeEnv, page: Page): Promise<HostState[]> {
  const nodes = await nodesByUuid(
    tx,
    page.map(({ uuid }) => uuid),
  )
  const services = await computeServicesOn(
    tx,
    [...nodes.values()].map(({ host }) => host),
  )
  return page.flatMap((candidate) => {
    const node = nodes.get(candidate.uuid)
    const service = node && services.get(node.host)
    return service === undefined
      ? []
      : [{ node: node!, service: stateNow(service, env), candidate }]
  })
}

function passes(host: HostState, request: HostRequest): boolean {
  if (request.avoid?.includes(host.node.host)) return false
  return request.forced !== undefined || FILTERS.every((filter) => filter.passes(host, request))
}

function claimOn(
  tx: Tx,
  { facades }: ComputeEnv,
  request: HostRequest,
  { node }: HostState,
): Promise<boolean> {
  const { serverId: uuid, projectId, userId } = request
  const consumer = { uuid, projectId, userId, type: 'INSTANCE' } as const
  return facades.placement.claim(tx, consumer, node.uuid, resourcesOf(request))
}
