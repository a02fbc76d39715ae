import { sql, type Expression, type SqlBool } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { AggregatesAsked } from '../requests/aggregates.ts'
import type { Amounts } from '../requests/resources.ts'
import type { TraitsAsked } from '../requests/traits.ts'
import type { Provider } from './provider.ts'
import { findProvider, providersOf } from './providers.store.ts'

/** What a provider must be, or have of its own. */
export interface ProviderFilters {
  readonly uuid?: string | undefined
  readonly name?: string | undefined
  /** Any provider of the tree. */
  readonly inTree?: string | undefined
  readonly traits: TraitsAsked
  readonly aggregates: AggregatesAsked
  readonly resources: Amounts
}

/** In the order in which they were made. */
export async function findProviders(tx: Tx, filters: ProviderFilters): Promise<Provider[]> {
  const { uuid, name, inTree } = filters
  let query = providersOf(tx.db).orderBy('provider.id')
  if (uuid !== undefined) query = query.where('provider.uuid', '=', uuid)
  if (name !== undefined) query = query.where('provider.name', '=', name)
  if (inTree !== undefined) {
    const member = await findProvider(tx, inTree)
    if (member === undefined) return []
    query = query.where('provider.root_id', '=', member.root_id)
  }
  for (const condition of conditionsOf(filters)) query = query.where(condition)
  return query.execute()
}

/** Of the table `provider`: what it has by itself. */
export function conditionsOf({
  traits,
  aggregates,
  resources,
}: Pick<ProviderFilters, 'traits' | 'aggregates' | 'resources'>): Expression<SqlBool>[] {
  return [
    ...traits.required.map((names) => hasTrait(names)),
    ...(traits.forbidden.size > 0 ? [sql<boolean>`not ${hasTrait(traits.forbidden)}`] : []),
    ...aggregates.required.map((uuids) => isMember(uuids)),
    ...(aggregates.forbidden.size > 0 ? [sql<boolean>`not ${isMember(aggregates.forbidden)}`] : []),
    ...[...resources].map(([name, amount]) => hasRoom(name, amount)),
  ]
}

function hasTrait(names: ReadonlySet<string>): Expression<SqlBool> {
  return sql<boolean>`exists (
    select 1 from provider_traits as have
    where have.provider_id = provider.id and have.trait in (${sql.join([...names])}))`
}

function isMember(uuids: ReadonlySet<string>): Expression<SqlBool> {
  return sql<boolean>`exists (
    select 1 from provider_aggregates as have
    where have.provider_id = provider.id and have.aggregate in (${sql.join([...uuids])}))`
}

/** Is so much left, in steps and units that the inventory allows? */
function hasRoom(resourceClass: string, amount: number): Expression<SqlBool> {
  return sql<boolean>`exists (
    select 1 from provider_inventories as have
    where have.provider_id = provider.id and have.resource_class = ${resourceClass}
    and ${fits(amount)})`
}

/** Of the table `have`. Source: placement/objects/research_context.py (_capacity_check_clause). */
export function fits(amount: number): Expression<SqlBool> {
  return sql<boolean>`have.used + ${sql.lit(amount)} <= (have.total - have.reserved) * have.allocation_ratio
    and have.min_unit <= ${sql.lit(amount)} and have.max_unit >= ${sql.lit(amount)}
    and ${sql.lit(amount)} % have.step_size = 0`
}
