import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { ZONE_KEY } from '../aggregates/aggregate.ts'
import type { NamedHost } from './request.ts'

/** The node that an administrator names, by the uuid that Placement knows it by. */
export async function namedNode(tx: Tx, { host, node }: NamedHost): Promise<string | undefined> {
  let query = tx.db.selectFrom('compute_nodes').select('uuid')
  if (host !== undefined) query = query.where('host', '=', host)
  if (node !== undefined) query = query.where('hypervisor_hostname', '=', node)
  return (await query.limit(1).executeTakeFirst())?.uuid
}

const selectOfZone = statement((db, p: { key: string; zone: string }) =>
  db
    .selectFrom('aggregate_metadata as entry')
    .innerJoin('aggregates', 'aggregates.id', 'entry.aggregate_id')
    .select('aggregates.uuid')
    .where('entry.key', '=', p.key)
    .where('entry.value', '=', p.zone),
)

/** The aggregates that make a zone: none for that of the hosts that are in no other. */
export async function aggregatesOfZone(tx: Tx, zone: string): Promise<readonly string[]> {
  const rows = await tx.all(selectOfZone, { key: ZONE_KEY, zone })
  return rows.map(({ uuid }) => uuid)
}
