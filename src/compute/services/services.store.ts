import type { Kysely } from 'kysely'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { Tables } from '../../storage/tables.ts'
import { ZONE_KEY } from '../aggregates/aggregate.ts'
import { COMPUTE_BINARY, type ComputeService } from './compute-service.ts'

/**
 * Services with the zone that aggregates give their host. A host lies in one zone at most, so any
 * of its aggregates' will do.
 */
function services(db: Kysely<Tables>) {
  return db
    .selectFrom('compute_services as service')
    .leftJoin(
      (zones) =>
        zones
          .selectFrom('aggregate_hosts as member')
          .innerJoin('aggregate_metadata as entry', 'entry.aggregate_id', 'member.aggregate_id')
          .where('entry.key', '=', ZONE_KEY)
          .groupBy('member.host')
          .select(['member.host', (zone) => zone.fn.min('entry.value').as('zone')])
          .as('zone'),
      (on) => on.onRef('zone.host', '=', 'service.host'),
    )
    .selectAll('service')
    .select('zone.zone')
}

const selectAll = statement((db) => services(db).orderBy('service.id'))

const selectByNumber = statement((db, p: { id: number }) =>
  services(db).where('service.id', '=', p.id),
)

const selectByUuid = statement((db, p: { uuid: string }) =>
  services(db).where('service.uuid', '=', p.uuid),
)

const selectByHost = statement((db, p: { host: string; binary: string }) =>
  services(db).where('service.host', '=', p.host).where('service.binary', '=', p.binary),
)

interface Row {
  id: number
  uuid: string
  host: string
  binary: string
  disabled: number
  disabled_reason: string | null
  forced_down: number
  powered_on: number
  created_at: string
  updated_at: string
  zone: string | null
}

function toService(row: Row): ComputeService {
  return {
    id: row.id,
    uuid: row.uuid,
    host: row.host,
    binary: row.binary,
    disabled: row.disabled === 1,
    disabledReason: row.disabled_reason,
    forcedDown: row.forced_down === 1,
    poweredOn: row.powered_on === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    aggregateZone: row.zone,
  }
}

/** All services, by id. */
export async function listServices(tx: Tx): Promise<ComputeService[]> {
  return (await tx.all(selectAll, {})).map(toService)
}

/** With a lock, nobody else changes it, or moves its host into or out of a zone. */
export async function findService(
  tx: Tx,
  key: { readonly id: number } | { readonly uuid: string },
  lock?: Lock,
): Promise<ComputeService | undefined> {
  // A number that no column can hold is the number of no service.
  if ('id' in key && !Number.isSafeInteger(key.id)) return undefined
  await lockRow(tx, 'compute_services', key, lock)
  const row = await ('id' in key ? tx.first(selectByNumber, key) : tx.first(selectByUuid, key))
  return row && toService(row)
}

/** The service that runs servers on a host; undefined where there is no such host. */
export async function computeServiceOn(tx: Tx, host: string): Promise<ComputeService | undefined> {
  const row = await tx.first(selectByHost, { host, binary: COMPUTE_BINARY })
  return row && toService(row)
}

const selectByHosts = statement((db, p: { hosts: readonly string[]; binary: string }) =>
  services(db).where('service.host', 'in', inList(p.hosts)).where('service.binary', '=', p.binary),
)

/** The services that run servers on these hosts, by host. */
export async function computeServicesOn(
  tx: Tx,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, ComputeService>> {
  const rows = await tx.all(selectByHosts, { hosts, binary: COMPUTE_BINARY })
  return new Map(rows.map((row) => [row.host, toService(row)]))
}

/** What may change of a service; what is left out stays. */
export interface ServiceChange {
  readonly disabled?: boolean
  readonly disabledReason?: string | null
  readonly forcedDown?: boolean
  readonly poweredOn?: boolean
}

export async function changeService(
  tx: Tx,
  id: number,
  change: ServiceChange,
  at: string,
): Promise<void> {
  const { disabled, disabledReason, forcedDown, poweredOn } = change
  await tx.db
    .updateTable('compute_services')
    .set({
      updated_at: at,
      ...(disabled !== undefined && { disabled: Number(disabled) }),
      ...(disabledReason !== undefined && { disabled_reason: disabledReason }),
      ...(forcedDown !== undefined && { forced_down: Number(forcedDown) }),
      ...(poweredOn !== undefined && { powered_on: Number(poweredOn) }),
    })
    .where('id', '=', id)
    .execute()
}

/** Takes its compute node along; aggregates must have let its host go before. */
export async function deleteService(
  tx: Tx,
  service: Pick<ComputeService, 'id' | 'host' | 'binary'>,
): Promise<void> {
  if (service.binary === COMPUTE_BINARY) {
    await tx.db.deleteFrom('compute_nodes').where('host', '=', service.host).execute()
  }
  await tx.db.deleteFrom('compute_services').where('id', '=', service.id).execute()
}

/**
 * In one order for everybody, so that no two units wait for each other. SQLite has one writer, so
 * there a plain read is a lock already.
 */
const selectHostsLocked = statement((db, p: { hosts: readonly string[] }, dialect) => {
  const query = db
    .selectFrom('compute_services')
    .select('host')
    .where('binary', '=', COMPUTE_BINARY)
    .where('host', 'in', inList(p.hosts))
    .orderBy('id')
  return dialect === 'postgres' ? query.forUpdate() : query
})

/**
 * Until the unit ends, nobody else moves these hosts into or out of a zone. Take it after the lock
 * of an aggregate, never before.
 * @returns those that exist
 */
export async function lockHosts(tx: Tx, hosts: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.all(selectHostsLocked, { hosts })
  return new Set(rows.map(({ host }) => host))
}
