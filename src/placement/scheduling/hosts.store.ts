/** Providers for servers, the emptiest first. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { inventoriesOf } from '../inventories/inventories.store.ts'
import { conditionsOf } from '../resource-providers/filters.store.ts'
import { leadingClass, type Amounts, type HostCandidate, type HostsAsked } from './hosts.ts'
import type { Position } from './hosts.ts'

/** As the index `provider_inventories_emptiest` has it. */
const FILL = sql<number>`lead.used - (lead.total - lead.reserved) * lead.allocation_ratio`

/**
 * A page of the providers that have all that is asked for. Reads no more of them than it takes to
 * find these, as an index has them in this order.
 */
export async function emptiestHosts(
  tx: Tx,
  asked: HostsAsked,
  page: { readonly limit: number; readonly after?: Position | undefined },
): Promise<HostCandidate[]> {
  const lead = leadingClass(asked.resources)
  if (lead === undefined || asked.among?.length === 0) return []
  let query = tx.db
    .selectFrom('provider_inventories as lead')
    .innerJoin('resource_providers as provider', 'provider.id', 'lead.provider_id')
    .select(['provider.id', 'provider.uuid', 'provider.name', FILL.as('fill')])
    .where('lead.resource_class', '=', lead)
    .where(FILL, '<=', -asked.resources[lead]!)
    .orderBy(FILL)
    .orderBy('lead.provider_id')
    .limit(page.limit)
  for (const condition of conditionsOf(filtersOf(asked))) query = query.where(condition)
  if (asked.among !== undefined) query = query.where('provider.uuid', 'in', asked.among)
  if (page.after !== undefined) {
    const { fill, id } = page.after
    query = query.where(sql<boolean>`(${FILL}, lead.provider_id) > (${fill}, ${id})`)
  }
  const found = await query.execute()
  const all = Map.groupBy(
    await inventoriesOf(
      tx,
      found.map(({ id }) => id),
    ),
    (inventory) => inventory.provider_id,
  )
  return found.map(({ id, uuid, name, fill }) => {
    const own = all.get(id) ?? []
    const inventories = new Map(own.map((inventory) => [inventory.resource_class, inventory]))
    return { uuid, name, inventories, position: { fill, id } }
  })
}

function filtersOf({ resources, required, forbidden, memberOf, notMemberOf }: HostsAsked) {
  return {
    traits: { required: required.map((name) => new Set([name])), forbidden: new Set(forbidden) },
    aggregates: {
      required: memberOf.map((uuids) => new Set(uuids)),
      forbidden: new Set(notMemberOf),
    },
    resources: new Map(Object.entries(resources)),
  }
}

const pairs = (amounts: string, dialect: Tx['dialect']) =>
  dialect === 'sqlite'
    ? sql`(select key as name, value as amount from json_each(${amounts}))`
    : sql`(select key as name, value::bigint as amount from json_each_text(${amounts}::json))`

/** Takes what there is room for, as `fits` of the filters of providers says. */
const takeFitting = statement((_db, p: { id: number; amounts: string }, dialect) => {
  const wanted = pairs(p.amounts, dialect)
  return sql<never>`
    update provider_inventories as have set used = have.used + wanted.amount
    from ${wanted} as wanted
    where have.provider_id = ${p.id} and have.resource_class = wanted.name
      and have.used + wanted.amount <= (have.total - have.reserved) * have.allocation_ratio
      and have.min_unit <= wanted.amount and have.max_unit >= wanted.amount
      and wanted.amount % have.step_size = 0`
})

/**
 * Takes what is asked for of a provider's inventories.
 * @returns of how many classes there was enough; if not of all, undo it
 */
export function takeAmounts(tx: Tx, id: number, amounts: Amounts): Promise<number> {
  return tx.run(takeFitting, { id, amounts: JSON.stringify(amounts) })
}

const insertAll = statement(
  (_db, p: { consumerId: number; id: number; amounts: string; now: string }, dialect) => sql<never>`
    insert into resource_allocations (consumer_id, provider_id, resource_class, used, created_at)
    select ${p.consumerId}, ${p.id}, wanted.name, wanted.amount, ${p.now}
    from ${pairs(p.amounts, dialect)} as wanted`,
)

/** Notes what a consumer has of a provider. */
export async function insertAmounts(
  tx: Tx,
  to: { readonly consumerId: number; readonly id: number; readonly now: string },
  amounts: Amounts,
): Promise<void> {
  await tx.run(insertAll, { ...to, amounts: JSON.stringify(amounts) })
}

const changeOwner = statement((db, p: { from: number; to: number }) =>
  db
    .updateTable('resource_allocations')
    .set({ consumer_id: p.to })
    .where('consumer_id', '=', p.from),
)

/** Gives what one consumer has to another that has nothing. */
export async function moveAllocations(tx: Tx, from: number, to: number): Promise<void> {
  await tx.run(changeOwner, { from, to })
}
