import type { Tx } from '../../storage/database.ts'
import { inIntegers, inList, statement } from '../../storage/statement.ts'

const selectOf = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('provider_aggregates')
    .select(['provider_id', 'aggregate'])
    .where('provider_id', 'in', inIntegers(p.ids))
    .orderBy('id'),
)

/** The aggregates of each provider, in the order in which they were added. */
export async function aggregatesOf(
  tx: Tx,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await tx.all(selectOf, { ids: [...ids].map(String) })
  const byProvider = Map.groupBy(rows, (row) => row.provider_id)
  return new Map([...byProvider].map(([id, of]) => [id, of.map((row) => row.aggregate)]))
}

const selectMembers = statement((db, p: { aggregates: readonly string[] }) =>
  db
    .selectFrom('provider_aggregates')
    .innerJoin('resource_providers', 'resource_providers.id', 'provider_aggregates.provider_id')
    .select(['provider_aggregates.aggregate', 'resource_providers.root_id'])
    .where('provider_aggregates.aggregate', 'in', inList(p.aggregates))
    .orderBy('resource_providers.root_id'),
)

/** The roots of the trees that have a member in each aggregate. */
export async function rootsIn(
  tx: Tx,
  aggregates: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const rows = await tx.all(selectMembers, { aggregates })
  const byAggregate = Map.groupBy(rows, (row) => row.aggregate)
  return new Map(
    [...byAggregate].map(([aggregate, of]) => [aggregate, new Set(of.map((row) => row.root_id!))]),
  )
}

export async function replaceAggregates(
  tx: Tx,
  providerId: number,
  aggregates: readonly string[],
): Promise<void> {
  const before = (await aggregatesOf(tx, [providerId])).get(providerId) ?? []
  const removed = before.filter((aggregate) => !aggregates.includes(aggregate))
  const added = aggregates.filter((aggregate) => !before.includes(aggregate))
  if (removed.length > 0) {
    await tx.db
      .deleteFrom('provider_aggregates')
      .where('provider_id', '=', providerId)
      .where('aggregate', 'in', removed)
      .execute()
  }
  if (added.length > 0) {
    const rows = added.map((aggregate) => ({ provider_id: providerId, aggregate }))
    await tx.db.insertInto('provider_aggregates').values(rows).execute()
  }
}
