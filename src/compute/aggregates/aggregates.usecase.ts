/**
 * Finding aggregates for a change, so that two changes at once never leave a host in two zones.
 * Everybody locks the aggregate first and its hosts after, in the order of their ids.
 */
import type { Tx } from '../../storage/database.ts'
import { serversOn } from '../hosts/hosted-servers.store.ts'
import { nodesOn } from '../hosts/registration.store.ts'
import { target, type ComputeEnv } from '../operation.ts'
import { integerId } from '../parameters.ts'
import { lockHosts } from '../services/services.store.ts'
import {
  aggregateNotFound,
  checkZone,
  type Aggregate,
  type Attempt,
  type Surroundings,
} from './aggregate.ts'
import { findAggregate, otherZones } from './aggregates.store.ts'

export const aggregateTarget = target<Aggregate, { readonly aggregate_id: string }>({
  load: (tx, { params, lock }) => findAggregate(tx, integerId(params.aggregate_id), lock),
  missing: ({ aggregate_id: id }) => aggregateNotFound(id),
  whenMissing: 'last',
})

/** What surrounds an aggregate as far as these hosts go. Their lock keeps it so. */
export async function surroundingsOf(
  tx: Tx,
  aggregate: Aggregate,
  hosts: readonly string[],
): Promise<Surroundings> {
  const servers = await serversOn(tx, hosts)
  return {
    otherZones: await otherZones(tx, aggregate.id, hosts),
    servers: hosts.reduce((sum, host) => sum + servers(host), 0),
  }
}

/** @throws 400 where `zone` must not become the zone of the (locked) aggregate */
export async function mayTakeZone(
  tx: Tx,
  aggregate: Aggregate,
  zone: string | null,
  attempt: Attempt,
): Promise<void> {
  await lockHosts(tx, aggregate.hosts)
  const around = await surroundingsOf(tx, aggregate, aggregate.hosts)
  checkZone(aggregate, zone, around, attempt)
}

/** Tells Placement that a host is in an aggregate, or is no longer. */
export async function mirror(
  tx: Tx,
  { facades }: ComputeEnv,
  { uuid }: Pick<Aggregate, 'uuid'>,
  host: string,
  isMember: boolean,
): Promise<void> {
  const [node] = await nodesOn(tx, [host])
  if (node !== undefined) await facades.placement.setMember(tx, node.uuid, uuid, isMember)
}
