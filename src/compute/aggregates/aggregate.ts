/**
 * Host aggregates: groups of hosts with metadata, whose key `availability_zone` makes a zone of
 * them. The rules are those of nova/compute/api.py (AggregateAPI).
 */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'

export interface Aggregate {
  readonly id: number
  readonly uuid: string
  readonly name: string
  /** In the order in which they were added. */
  readonly hosts: readonly string[]
  /** In the order in which the keys were added. Keys are the client's: never those of an object. */
  readonly metadata: ReadonlyMap<string, string>
  /** ISO times. */
  readonly createdAt: string
  readonly updatedAt: string | null
}

/** The metadata key that is more than a note. */
export const ZONE_KEY = 'availability_zone'

export function zoneOf(aggregate: Aggregate): string | null {
  return aggregate.metadata.get(ZONE_KEY) ?? null
}

/** @param id as it stands in the path */
export function aggregateNotFound(id: string): Fault {
  return notFound(`Aggregate ${id} could not be found.`)
}

/** What is tried with an aggregate, in the words of the refusal. */
export type Attempt = 'add host to' | 'remove host from' | 'update' | 'update metadata of'

function reason(attempt: Attempt, aggregateId: number | string, why: string): string {
  return `Cannot ${attempt} aggregate ${aggregateId}. Reason: ${why}.`
}

/** What surrounds an aggregate while its zone, or its hosts, are about to change. */
export interface Surroundings {
  /** Zones of other aggregates that hold one of the hosts in question, by aggregate id. */
  readonly otherZones: readonly string[]
  /** How many servers there are on the hosts in question. */
  readonly servers: number
}

/**
 * May `zone` become the zone of the aggregate with its hosts as they are?
 * @throws 400
 */
export function checkZone(
  aggregate: Aggregate,
  zone: string | null,
  { otherZones, servers }: Surroundings,
  attempt: Attempt,
): void {
  const refuse = (why: string): Fault => badRequest(reason(attempt, aggregate.id, why))
  if (zone === null || zone === '') {
    throw refuse(`Aggregate ${aggregate.name} does not support empty named availability zone`)
  }
  const conflicting = conflictingZones(zone, otherZones)
  if (conflicting !== undefined) throw refuse(conflicting)
  if (servers > 0 && zone !== zoneOf(aggregate)) {
    throw refuse('One or more hosts contain instances in this zone')
  }
}

function conflictingZones(zone: string, otherZones: readonly string[]): string | undefined {
  const others = otherZones.filter((other) => other !== zone)
  if (others.length === 0) return undefined
  return `One or more hosts already in availability zone(s) ${repr(others)}`
}

/**
 * May a host join? It may not come to lie in two zones, servers on it may not change theirs, and
 * it may not join twice.
 * @throws 409
 */
export function checkAddHost(aggregate: Aggregate, host: string, around: Surroundings): void {
  const zone = zoneOf(aggregate)
  if (zone !== null) {
    const conflicting = conflictingZones(zone, around.otherZones)
    if (conflicting !== undefined) throw conflict(reason('add host to', aggregate.id, conflicting))
    const before = aggregate.hosts.includes(host) ? zone : (around.otherZones[0] ?? null)
    if (around.servers > 0 && before !== zone) {
      const why = serversWouldMove('added to', before, zone, around.servers)
      throw conflict(reason('add host to', aggregate.id, why))
    }
  }
  if (aggregate.hosts.includes(host)) {
    throw conflict(`Aggregate ${aggregate.id} already has host ${host}.`)
  }
}

/**
 * May a host leave? Servers on it may not change their zone.
 * @throws 409
 */
export function checkRemoveHost(aggregate: Aggregate, around: Surroundings): void {
  const zone = zoneOf(aggregate)
  const after = around.otherZones[0] ?? null
  if (zone === null || around.servers === 0 || after === zone) return
  const why = serversWouldMove('removed from', zone, after, around.servers)
  throw conflict(reason('remove host from', aggregate.id, why))
}

function serversWouldMove(
  done: 'added to' | 'removed from',
  before: string | null,
  after: string | null,
  servers: number,
): string {
  return (
    `The host cannot be ${done} the aggregate as the availability zone of the host would change ` +
    `from '${before ?? 'None'}' to '${after ?? 'None'}' but the host already has ${servers} ` +
    'instance(s). Changing the AZ of an existing instance is not supported by this action. Move ' +
    'the instances away from this host then try again. If you need to move the instances between ' +
    'AZs then you can use shelve_offload and unshelve to achieve this.'
  )
}

/**
 * @param id as it stands in the path, which is how the real service shows it here
 * @throws 400
 */
export function checkDelete(aggregate: Aggregate, id: string): void {
  if (aggregate.hosts.length > 0) {
    throw badRequest(reason('remove host from', id, 'Host aggregate is not empty'))
  }
}
