/** Aggregates by their metadata, as Placement knows them. */
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { ZONE_KEY } from '../aggregates/aggregate.ts'

interface Entry {
  readonly uuid: string
  readonly key: string
  readonly value: string
}

const selectZone = statement((db, p: { key: string; zone: string }) =>
  db
    .selectFrom('aggregate_metadata as entry')
    .innerJoin('aggregates', 'aggregates.id', 'entry.aggregate_id')
    .select('aggregates.uuid')
    .where('entry.key', '=', p.key)
    .where('entry.value', '=', p.zone),
)

/** The aggregates that make a zone: none for that of the hosts that are in no other. */
export async function aggregatesOfZone(tx: Tx, zone: string): Promise<readonly string[]> {
  const rows = await tx.all(selectZone, { key: ZONE_KEY, zone })
  return rows.map(({ uuid }) => uuid)
}

const selectRequiring = statement((db, p: { pattern: string; value: string }) =>
  db
    .selectFrom('aggregate_metadata as entry')
    .innerJoin('aggregates', 'aggregates.id', 'entry.aggregate_id')
    .select(['aggregates.uuid', 'entry.key'])
    .where('entry.key', 'like', p.pattern)
    .where('entry.value', '=', p.value),
)

/**
 * The aggregates that keep away servers that do not ask for a trait which is theirs.
 * Source: nova/objects/aggregate.py (get_non_matching_by_metadata_keys).
 */
export async function isolatedAggregates(
  tx: Tx,
  traits: ReadonlySet<string>,
): Promise<readonly string[]> {
  const rows = await tx.all(selectRequiring, { pattern: 'trait:%', value: 'required' })
  const foreign = rows.filter(({ key }) => !traits.has(key.slice('trait:'.length)))
  return [...new Set(foreign.map(({ uuid }) => uuid))]
}

const selectEntries = statement((db, p: { keys: readonly string[] }) =>
  db
    .selectFrom('aggregate_metadata as entry')
    .innerJoin('aggregates', 'aggregates.id', 'entry.aggregate_id')
    .select(['aggregates.uuid', 'entry.key', 'entry.value'])
    .where('entry.key', 'in', inList(p.keys)),
)

/** What aggregates say for these keys. */
export function entriesOf(tx: Tx, keys: readonly string[]): Promise<readonly Entry[]> {
  return tx.all(selectEntries, { keys })
}
