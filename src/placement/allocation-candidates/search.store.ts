/** The providers that a group of a request may use, by the database's means. */
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { aggregatesOf, rootsIn } from '../aggregates/aggregates.store.ts'
import type { AggregatesAsked } from '../requests/aggregates.ts'
import type { TraitsAsked } from '../requests/traits.ts'
import { conditionsOf, fits, type ProviderFilters } from '../resource-providers/filters.store.ts'
import { SHARES_VIA_AGGREGATE } from '../standard/traits.ts'

/** A provider, and the root of the tree that it is used for. */
export interface Place {
  readonly id: number
  readonly rootId: number
}

const anyChild = statement((db) =>
  db.selectFrom('resource_providers').select('id').where('parent_id', 'is not', null).limit(1),
)

/** Is there a provider below another one? */
export async function hasTrees(tx: Tx): Promise<boolean> {
  return (await tx.first(anyChild, {})) !== undefined
}

const sharing = statement((db) =>
  db.selectFrom('provider_traits').select('provider_id').where('trait', '=', SHARES_VIA_AGGREGATE),
)

/** The providers that serve others in their aggregates. */
export async function sharingProviders(tx: Tx): Promise<ReadonlySet<number>> {
  return new Set((await tx.all(sharing, {})).map((row) => row.provider_id))
}

function places(tx: Tx) {
  return tx.db
    .selectFrom('resource_providers as provider')
    .select(['provider.id', 'provider.root_id'])
    .orderBy('provider.id')
}

const placeOf = ({ id, root_id }: { id: number; root_id: number | null }): Place => ({
  id,
  rootId: root_id!,
})

/** The providers that satisfy all of it by themselves. @param limit no more than so many */
export async function providersWithAll(
  tx: Tx,
  wanted: Pick<ProviderFilters, 'traits' | 'aggregates' | 'resources'>,
  rootId: number | undefined,
  limit: number | undefined,
): Promise<Place[]> {
  let query = places(tx)
  for (const condition of conditionsOf(wanted)) query = query.where(condition)
  if (rootId !== undefined) query = query.where('provider.root_id', '=', rootId)
  if (limit !== undefined) query = query.limit(limit)
  return (await query.execute()).map(placeOf)
}

/** The providers that have room for so much of a class. */
export async function providersWithRoom(
  tx: Tx,
  resourceClass: string,
  amount: number,
  rootId: number | undefined,
): Promise<Place[]> {
  let query = places(tx)
    .innerJoin('provider_inventories as have', 'have.provider_id', 'provider.id')
    .where('have.resource_class', '=', resourceClass)
    .where(fits(amount))
  if (rootId !== undefined) query = query.where('provider.root_id', '=', rootId)
  return (await query.execute()).map(placeOf)
}

const NO_TRAITS: TraitsAsked = { required: [], forbidden: new Set() }

/** The ids of providers that are members as asked, or of those that a request forbids. */
export async function membersOf(
  tx: Tx,
  required: AggregatesAsked['required'],
): Promise<ReadonlySet<number>> {
  const aggregates = { required, forbidden: new Set<string>() }
  let query = places(tx)
  for (const condition of conditionsOf({ traits: NO_TRAITS, aggregates, resources: new Map() })) {
    query = query.where(condition)
  }
  return new Set((await query.execute()).map(({ id }) => id))
}

/** The ids of roots that have the traits themselves. */
export async function rootsWithTraits(tx: Tx, traits: TraitsAsked): Promise<ReadonlySet<number>> {
  const aggregates = { required: [], forbidden: new Set<string>() }
  let query = places(tx).where('provider.parent_id', 'is', null)
  for (const condition of conditionsOf({ traits, aggregates, resources: new Map() })) {
    query = query.where(condition)
  }
  return new Set((await query.execute()).map(({ id }) => id))
}

/**
 * For each of these sharing providers, the roots of the trees that it shares with.
 * Source: placement/objects/research_context.py (anchors_for_sharing_providers).
 */
export async function anchorsOf(
  tx: Tx,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const aggregates = await aggregatesOf(tx, ids)
  const names = new Set([...aggregates.values()].flat())
  const roots = await rootsIn(tx, [...names])
  return new Map(
    [...aggregates].map(([id, of]) => {
      const all = of.flatMap((aggregate) => [...(roots.get(aggregate) ?? [])])
      return [id, [...new Set(all)].sort((one, other) => one - other)]
    }),
  )
}

/** The root of the tree that a provider is in; undefined where there is no such provider. */
export async function rootOf(tx: Tx, uuid: string): Promise<number | undefined> {
  const row = await places(tx).where('provider.uuid', '=', uuid).executeTakeFirst()
  return row?.root_id ?? undefined
}
