import {
  sql,
  type ExpressionBuilder,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
} from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { Tables } from '../../storage/tables.ts'
import { invalidSortKey, type SortKey } from '../listing.ts'
import { sortColumn, type Column } from './columns.ts'
import { fulfils } from './conditions.store.ts'
import type { Condition, VolumeFilter } from './filters.ts'
import { metadataOfMany } from './metadata.store.ts'
import { volumeNotFound, type Volume, type VolumeName } from './volume.ts'

export interface VolumePage {
  readonly filter: VolumeFilter
  readonly sort: readonly SortKey[]
  readonly limit: number
  readonly offset: number
  /** Id of the volume after which the page begins. */
  readonly marker: string | undefined
}

/**
 * A page of volumes with all there is to them: one statement for the volumes, one for the metadata
 * of them all.
 * @throws 400 for a column that lists cannot be sorted by, 404 for a marker that is no volume
 */
export async function pageOfVolumes(tx: Tx, page: VolumePage): Promise<readonly Volume[]> {
  if (page.filter.impossible) return []
  const query = await pageQuery(tx, page)
  const rows = await query
    .leftJoin('volume_types', 'volume_types.id', 'volumes.volume_type_id')
    .selectAll('volumes')
    // A place for the metadata: adding it to each of a thousand rows would make new objects of them.
    .select(['volume_types.name as volume_type', sql<Record<string, string>>`null`.as('metadata')])
    .execute()
  const metadata = await metadataOfMany(
    tx,
    rows.map(({ serial }) => serial),
  )
  for (const row of rows) row.metadata = metadata.get(row.serial) ?? {}
  return rows
}

/** The same page, names only. */
export async function pageOfNames(tx: Tx, page: VolumePage): Promise<readonly VolumeName[]> {
  if (page.filter.impossible) return []
  const query = await pageQuery(tx, page)
  return query.select(['volumes.id', 'volumes.name']).execute()
}

/** How many volumes a filter finds, on all pages together. */
export async function countVolumes(tx: Tx, filter: VolumeFilter): Promise<number> {
  if (filter.impossible) return 0
  const lead = (await rareItem(tx, filter)) ?? filter.metadata[0]
  const { total } = await filtered(tx, filter, lead)
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

export interface VolumeTotals {
  readonly count: number
  readonly size: number
}

export async function totalsOf(tx: Tx, projectId: string | undefined): Promise<VolumeTotals> {
  let query = tx.db.selectFrom('volumes').select((is) => [
    is.fn.countAll<number>().as('count'),
    // PostgreSQL adds bigints up to a numeric, which would come as text.
    sql<number>`cast(coalesce(sum(size), 0) as bigint)`.as('size'),
  ])
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  return query.executeTakeFirstOrThrow()
}

/** Every value that each metadata key has on some volume. */
export async function distinctMetadata(
  tx: Tx,
  projectId: string | undefined,
): Promise<Record<string, string[]>> {
  let query = tx.db.selectFrom('volume_metadata').select(['key', 'value']).distinct()
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  const rows = await query.orderBy('key').orderBy('value').execute()
  const values = Map.groupBy(rows, ({ key }) => key)
  return Object.fromEntries([...values].map(([key, items]) => [key, items.map((i) => i.value)]))
}

type VolumesQuery = SelectQueryBuilder<Tables, 'volumes', object>
type Item = VolumeFilter['metadata'][number]

/** Which rows, in which order, how many: everything but the columns. */
async function pageQuery(tx: Tx, page: VolumePage): Promise<VolumesQuery> {
  const { filter } = page
  const lead = await leadingItem(tx, page)
  const orders = ordersOf(tx, page, lead === undefined ? 'volumes' : 'item')
  let query = filtered(tx, filter, lead)
  if (page.marker !== undefined) query = query.where(await after(tx, page.marker, orders))
  for (const { expression, direction } of orders) query = query.orderBy(expression, direction)
  query = query.limit(page.limit)
  return page.offset > 0 ? query.offset(page.offset) : query
}

/** The usual order, which the indexes have. */
function byTime({ sort }: VolumePage): boolean {
  const [first, second] = sort
  return first?.key === 'created_at' && second?.key === 'id' && first.direction === second.direction
}

/**
 * The metadata item by whose index to look for volumes, or undefined to go through the volumes in
 * order. Databases cannot tell how often a value occurs, and the wrong way takes a thousand times
 * as long: so we look.
 */
async function leadingItem(tx: Tx, page: VolumePage): Promise<Item | undefined> {
  const { metadata, projectId } = page.filter
  const [first] = metadata
  const inOrder = projectId !== undefined && byTime(page)
  if (inOrder && metadata.length === 1) return first
  return (await rareItem(tx, page.filter)) ?? (inOrder ? first : undefined)
}

/** Sorting this many rows costs less than missing the right way. */
const FEW = 5_000

const occurrences = statement((db, p: { key: string; value: string }) =>
  db
    .selectFrom((is) =>
      is
        .selectFrom('volume_metadata')
        .select('key')
        .where('key', '=', p.key)
        .where('value', '=', p.value)
        .limit(FEW)
        .as('few'),
    )
    .select((is) => is.fn.countAll<number>().as('count')),
)

/** The first item that few volumes have. */
async function rareItem(tx: Tx, { metadata }: VolumeFilter): Promise<Item | undefined> {
  for (const item of metadata) {
    const [key, value] = item
    const found = await tx.first(occurrences, { key, value })
    if (found !== undefined && found.count < FEW) return item
  }
  return undefined
}

interface Order {
  readonly column: Column
  readonly expression: RawBuilder<unknown>
  readonly direction: 'asc' | 'desc'
}

const SERIAL: Column = { name: 'serial', type: 'integer', nullable: false }

/** @param table where to find what the usual order needs */
function ordersOf(tx: Tx, page: VolumePage, table: 'volumes' | 'item'): readonly Order[] {
  if (!byTime(page)) {
    const orders = new Map<string, Order>()
    // Only the first place of a column counts; clients may name one a thousand times.
    for (const order of page.sort.map(orderBy)) {
      if (!orders.has(order.column.name)) orders.set(order.column.name, order)
    }
    return [...orders.values()]
  }
  const direction = page.sort[0]!.direction
  const time = sql.ref(`${table}.created_at`)
  const serial = sql.ref(table === 'item' ? 'item.volume_serial' : 'volumes.serial')
  return [
    { column: CREATED_AT, expression: unindexed(tx, page) ? sql`+${time}` : time, direction },
    // In the same millisecond the order of making counts, not that of the ids, which are random.
    { column: SERIAL, expression: serial, direction },
  ]
}

const CREATED_AT = sortColumn('created_at')!

/**
 * Without statistics SQLite takes any index that has the order, and goes through all volumes to
 * find the few of a name. A sign keeps it from that.
 */
function unindexed(tx: Tx, { filter }: VolumePage): boolean {
  return tx.dialect === 'sqlite' && filter.conditions.some(isByName)
}

function isByName({ kind, column }: Condition): boolean {
  return kind === 'is' && column === 'name'
}

/** @throws 400 for a column that lists cannot be sorted by */
function orderBy({ key, direction }: SortKey): Order {
  const column = sortColumn(key)
  if (column === undefined) throw invalidSortKey()
  const reference = sql.ref(`volumes.${column.name}`)
  // Nothing comes before everything else, on both databases.
  const expression = column.nullable ? sql`coalesce(${reference}, ${least(column)})` : reference
  return { column, expression, direction }
}

function least(column: Column): string | number {
  return column.type === 'text' ? '' : -1
}

/** What comes after the marker in this order. @throws 404 */
async function after(
  tx: Tx,
  marker: string,
  orders: readonly Order[],
): Promise<RawBuilder<SqlBool>> {
  const row = await tx.db
    .selectFrom('volumes')
    .selectAll()
    .where('id', '=', marker.toLowerCase())
    .executeTakeFirst()
  if (row === undefined) throw volumeNotFound(marker)
  const known = new Map(Object.entries(row))
  const values = orders.map(({ column }) => {
    return known.get(column.name) ?? least(column)
  })
  const [first] = orders
  const sign = sql.raw(first!.direction === 'asc' ? '>' : '<')
  if (orders.every(({ direction }) => direction === first!.direction)) {
    const left = sql.join(orders.map(({ expression }) => expression))
    return sql<SqlBool>`(${left}) ${sign} (${sql.join(values)})`
  }
  return sql<SqlBool>`(${sql.join(steps(orders, values), sql` or `)})`
}

/** Where directions differ: level in the first columns and beyond the marker in the next. */
function steps(orders: readonly Order[], values: readonly unknown[]): RawBuilder<SqlBool>[] {
  return orders.map(({ expression, direction }, index) => {
    const level = orders.slice(0, index).map((order, at) => {
      return sql`${order.expression} = ${values[at]}`
    })
    const sign = sql.raw(direction === 'asc' ? '>' : '<')
    const beyond = sql`${expression} ${sign} ${values[index]}`
    return sql<SqlBool>`(${sql.join([...level, beyond], sql` and `)})`
  })
}

/** The volumes that fulfil the filter. @param lead the item by whose index to find them */
function filtered(tx: Tx, filter: VolumeFilter, lead: Item | undefined): VolumesQuery {
  const { projectId, metadata, conditions } = filter
  let query: VolumesQuery = tx.db.selectFrom('volumes')
  if (lead !== undefined) query = withItem(tx, lead, projectId)
  else if (projectId !== undefined) query = query.where('volumes.project_id', '=', projectId)
  for (const item of metadata) {
    if (item !== lead) query = query.where((is) => is.exists(itemOf(is, item)))
  }
  for (const condition of conditions) query = query.where(fulfils(condition, tx.dialect))
  return query
}

/** The index of metadata has project, time and serial beside key and value. */
function withItem(tx: Tx, [key, value]: Item, projectId: string | undefined): VolumesQuery {
  let query = tx.db
    .selectFrom('volume_metadata as item')
    .innerJoin('volumes', 'volumes.serial', 'item.volume_serial')
    .where('item.key', '=', key)
    .where('item.value', '=', value)
  if (projectId !== undefined) query = query.where('item.project_id', '=', projectId)
  // What is joined besides is nobody's business outside: it is reached by `sql.ref` alone.
  return query
}

function itemOf(is: ExpressionBuilder<Tables, 'volumes'>, [key, value]: Item) {
  return is
    .selectFrom('volume_metadata as other')
    .select('other.key')
    .whereRef('other.volume_serial', '=', 'volumes.serial')
    .where('other.key', '=', key)
    .where('other.value', '=', value)
}
