import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { ZONE_KEY } from '../aggregates/aggregate.ts'
import { DEFAULT_ZONE } from '../services/compute-service.ts'

const ofHosts = statement((db, p: { hosts: readonly string[] }) =>
  db
    .selectFrom('aggregate_hosts as member')
    .innerJoin('aggregate_metadata as entry', 'entry.aggregate_id', 'member.aggregate_id')
    .where('entry.key', '=', ZONE_KEY)
    .where('member.host', 'in', inList(p.hosts))
    .select(['member.host', 'entry.value']),
)

/** Of hosts that run servers: what aggregates say, and else the zone of all others. */
export async function zonesOfHosts(
  tx: Tx,
  hosts: readonly string[],
): Promise<(host: string) => string> {
  const zones = new Map((await tx.all(ofHosts, { hosts })).map((row) => [row.host, row.value]))
  return (host) => zones.get(host) ?? DEFAULT_ZONE
}
