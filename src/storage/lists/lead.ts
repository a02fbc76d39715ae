/** By which index a list that asks for items (metadata) is found. */
import { sql as kyselySql } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../database.ts'
import { statement } from '../statement.ts'
import type { ItemCondition, Lead } from './conditions.ts'
import { madeOrder } from './order.ts'
import type { ItemTable, ListSource } from './source.ts'

/** Sorting this many rows costs less than missing the right way. */
const FEW = 5_000

/**
 * The item by whose index to look for rows, or undefined to go through the rows in order.
 * Databases cannot tell how often a value occurs, and the wrong way takes a thousand times as
 * long: so we look.
 */
export async function leadOf(
  tx: Tx,
  source: ListSource,
  request: ListRequest,
): Promise<Lead | undefined> {
  const items = itemsOf(request)
  const [first] = items
  if (first === undefined) return undefined
  const lead = leadBy(source, first)
  const within = lead?.table.index?.within
  const inOrder =
    within !== undefined &&
    madeOrder(source, request) !== undefined &&
    request.conditions.some((one) => one.kind === 'in' && one.column === within)
  if (inOrder && items.length === 1) return lead
  return (await rareItem(tx, source, items)) ?? (inOrder ? lead : undefined)
}

function itemsOf({ conditions }: ListRequest): ItemCondition[] {
  return conditions.filter((one): one is ItemCondition => one.kind === 'item' && !one.contains)
}

/** The item to count by: order does not matter there. */
export async function leadOfCount(
  tx: Tx,
  source: ListSource,
  request: ListRequest,
): Promise<Lead | undefined> {
  const items = itemsOf(request)
  const [first] = items
  return (await rareItem(tx, source, items)) ?? (first && leadBy(source, first))
}

/** Undefined for items that have no index on their values. */
function leadBy(source: ListSource, item: ItemCondition): Lead | undefined {
  const table = source.items?.[item.relation]
  return table?.index === undefined ? undefined : { item, table }
}

/** The first item that few rows have. */
async function rareItem(
  tx: Tx,
  source: ListSource,
  items: readonly ItemCondition[],
): Promise<Lead | undefined> {
  for (const item of items) {
    const lead = leadBy(source, item)
    if (lead === undefined) continue
    const { key, value } = item
    const found = await tx.first(occurrencesIn(lead.table), { key, value })
    if (found !== undefined && found.count < FEW) return lead
  }
  return undefined
}

const occurrences = new Map<ItemTable, ReturnType<typeof occurrencesStatement>>()

function occurrencesIn(table: ItemTable): ReturnType<typeof occurrencesStatement> {
  let found = occurrences.get(table)
  if (found === undefined) occurrences.set(table, (found = occurrencesStatement(table)))
  return found
}

function occurrencesStatement({ table, key, value }: ItemTable) {
  return statement(
    (_db, p: { key: string; value: string }) => kyselySql<{ count: number }>`
      select count(*) as count from (
        select 1 from ${kyselySql.table(table)}
        where ${kyselySql.ref(key)} = ${p.key} and ${kyselySql.ref(value)} = ${p.value}
        limit ${kyselySql.lit(FEW)}
      ) as few`,
  )
}
