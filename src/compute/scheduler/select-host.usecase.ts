/**
 * Finds a host for a server and claims what the server needs of it, in one transaction.
 * Source: nova/scheduler/manager.py (select_destinations).
 */
import type { HostsAsked, Position } from '../../placement/facade.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import { FILTERS } from './filters.ts'
import type { HostState, Surroundings } from './host-state.ts'
import { statesOf, surroundingsOf } from './host-states.usecase.ts'
import { hostsAsked, narrowed, NoSuchHost } from './hosts-asked.usecase.ts'
import { keepHost } from './hosts.store.ts'
import { processorsOf } from './needs.ts'
import { isNamed, type HostRequest } from './request.ts'
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

const refused = (reason: string): NoValidHost => ({
  refusal: `No valid host was found. ${reason}`,
})

/** Placement has nothing that would do. */
const NO_CANDIDATE = refused('')
/** Filters left none of what Placement had, or others were faster. */
const NOT_ENOUGH = refused('There are not enough hosts available.')

/** How many hosts are looked at at once: few, as the first ones mostly do; then more. */
const FIRST_PAGE = 10
const NEXT_PAGE = 200

type SchedulingEnv = Pick<ComputeEnv, 'hypervisor' | 'facades'>

/**
 * A host for a server, on which it has its allocations from now on. Whoever calls it notes the host
 * on the server in the same transaction, as others go by it who look for a host after that.
 */
export async function selectHost(
  tx: Tx,
  env: SchedulingEnv,
  request: HostRequest,
): Promise<SelectedHost | NoValidHost> {
  const around = await surroundingsOf(tx, request)
  const refusals = new Set<NoValidHost>()
  try {
    for (const processors of processorsOf(request)) {
      const asked = await hostsAsked(tx, request, processors)
      const found = await selectAmong(tx, env, request, asked, around)
      if ('host' in found) return found
      refusals.add(found)
    }
    return refusals.has(NOT_ENOUGH) ? NOT_ENOUGH : NO_CANDIDATE
  } catch (error) {
    if (error instanceof NoSuchHost) return refused(error.message)
    throw error
  }
}

/** Gives back what a server has of its host. */
export async function releaseClaim(tx: Tx, env: SchedulingEnv, serverId: string): Promise<void> {
  await env.facades.placement.release(tx, serverId)
}

async function selectAmong(
  tx: Tx,
  env: SchedulingEnv,
  request: HostRequest,
  asked: HostsAsked,
  around: Surroundings,
): Promise<SelectedHost | NoValidHost> {
  const wanted = isNamed(request.forced) ? asked : await narrowed(tx, request, asked, around)
  const found = await firstOf(tx, env, request, wanted, around)
  if (found !== NO_CANDIDATE || wanted === asked) return found
  // There may be some that filters would have refused.
  const any = await env.facades.placement.hosts(tx, asked, { limit: 1 })
  return any.length === 0 ? NO_CANDIDATE : NOT_ENOUGH
}

/** The best of the first page that has one on which there is room. */
async function firstOf(
  tx: Tx,
  env: SchedulingEnv,
  request: HostRequest,
  wanted: HostsAsked,
  around: Surroundings,
): Promise<SelectedHost | NoValidHost> {
  let after: Position | undefined
  for (let limit = FIRST_PAGE; ; limit = NEXT_PAGE) {
    const page = await env.facades.placement.hosts(tx, wanted, { limit, after })
    const hosts = await statesOf(tx, env, page, request)
    const good = hosts.filter((host) => passes(host, request, around))
    for (const host of byWeight(good, request, around)) {
      if (await claimOn(tx, env, request, wanted, host))
        return { host: host.node.host, node: host.node.hypervisorHostname }
    }
    if (page.length === 0 && after === undefined) return NO_CANDIDATE
    if (page.length < limit) return NOT_ENOUGH
    after = page.at(-1)!.position
  }
}

/** Who names a host is not asked for more, but that it has not failed there. */
function passes(host: HostState, request: HostRequest, around: Surroundings): boolean {
  if (request.avoid?.includes(host.node.host)) return false
  if (isNamed(request.forced)) return true
  return FILTERS.every((filter) => filter.passes(host, request, around))
}

/**
 * Who deletes a host or moves it to another zone locks it first and its provider after, as here. If
 * it has gone while this waited, it has no room; if it has moved, it is no longer among the wanted.
 */
async function claimOn(
  tx: Tx,
  { facades: { placement } }: SchedulingEnv,
  { serverId: uuid, projectId, userId }: HostRequest,
  wanted: HostsAsked,
  { node, candidate }: HostState,
): Promise<boolean> {
  await keepHost(tx, node.host)
  if (wanted.memberOf.length > 0) {
    const still = await placement.hosts(tx, { ...wanted, among: [node.uuid] }, { limit: 1 })
    if (still.length === 0) return false
  }
  return placement.claim(tx, { uuid, projectId, userId }, candidate.allocations)
}
