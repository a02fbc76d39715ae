/**
 * Which agents shall serve something. Source: openstack/neutron neutron/scheduler/
 * dhcp_agent_scheduler.py (AZAwareWeightScheduler), l3_agent_scheduler.py (AZLeastRoutersScheduler),
 * base_scheduler.py (get_vacant_binding_index).
 */
import { isOfHost, modeOf } from './agents.ts'
import type { Agent } from './agents.ts'

type Candidate = Pick<Agent, 'id' | 'availability_zone' | 'admin_state_up' | 'alive'>

/** Those that are up and in one of the zones asked for, which is any where none is named. */
export function eligible<C extends Candidate>(
  agents: readonly C[],
  zones: readonly string[],
): readonly C[] {
  return agents.filter(
    (one) =>
      one.alive &&
      one.admin_state_up &&
      (zones.length === 0 || zones.includes(one.availability_zone ?? '')),
  )
}

/**
 * In turn from the zones that serve it least, and of those the agent with least to do.
 * @param serving zones of the agents that do so already
 */
export function chosen<C extends Candidate>(
  candidates: readonly C[],
  serving: readonly (string | null)[],
  loads: ReadonlyMap<string, number>,
  count: number,
): readonly C[] {
  const left = candidates.toSorted((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0))
  const zones = [...serving]
  const picked: C[] = []
  while (picked.length < count && left.length > 0) {
    const uses = (one: C) => zones.filter((zone) => zone === one.availability_zone).length
    const least = Math.min(...left.map(uses))
    const [one] = left.splice(
      left.findIndex((each) => uses(each) === least),
      1,
    )
    zones.push(one!.availability_zone)
    picked.push(one!)
  }
  return picked
}

/** Places are counted from one. */
export function freePlace(taken: readonly number[]): number {
  let place = 1
  while (taken.includes(place)) place += 1
  return place
}

/** Can an agent host a router that is distributed, or not? */
export function canHost(
  agent: Pick<Agent, 'configurations'>,
  router: { readonly distributed: boolean | null },
): boolean {
  return !isOfHost(agent) && !(router.distributed && modeOf(agent) === 'legacy')
}
