/**
 * Availability zones are those of agents. Source: openstack/neutron neutron/db/agents_db.py
 * (AgentAvailabilityZoneMixin).
 */
import type { AgentRow } from '../agents/agents.store.ts'
import { DHCP_AGENT, L3_AGENT } from '../agents/agents.ts'
import { availabilityZoneNotFound } from '../faults.ts'

/** By the type of those that serve it, what zones are of. */
export const ZONED = new Map([
  [DHCP_AGENT, 'network'],
  [L3_AGENT, 'router'],
])

export interface Zone {
  readonly name: string
  readonly resource: string
  readonly state: 'available' | 'unavailable'
}

type Filters = ReadonlyMap<string, readonly string[]>
type ZonedAgent = Pick<AgentRow, 'agent_type' | 'availability_zone' | 'admin_state_up'>

/** @param filters by attribute; several texts mean any of them */
export function zonesOf(agents: readonly ZonedAgent[], filters: Filters): Zone[] {
  const found = new Map<string, Zone>()
  for (const { agent_type: type, availability_zone: name, admin_state_up: isUp } of agents) {
    const resource = ZONED.get(type)
    if (resource === undefined || name === null || name === '') continue
    const key = `${resource} ${name}`
    // Upstream takes what it knows of a zone for true: only one agent that is alone and switched off
    // makes a zone unavailable.
    const state = isUp || found.has(key) ? 'available' : 'unavailable'
    found.set(key, { name, resource, state })
  }
  const names = filters.get('name')?.map((name) => name.toLowerCase())
  return [...found.values()].filter(
    (zone) =>
      (names?.includes(zone.name.toLowerCase()) ?? true) &&
      (filters.get('resource')?.includes(zone.resource) ?? true) &&
      (filters.get('state')?.includes(zone.state) ?? true),
  )
}

/** @throws Fault 404 AvailabilityZoneNotFound */
export function requireAmong(known: readonly (string | null)[], hints: readonly string[]): void {
  const missing = hints.find((zone) => !known.includes(zone))
  if (missing !== undefined) throw availabilityZoneNotFound(missing)
}
