import {
  sql,
  type ExpressionBuilder,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
} from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import type { Tables } from '../../storage/tables.ts'
import { invalidSortKey, type SortKey } from '../listing.ts'
import { sortColumn, type Column } from './columns.ts'
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
    .select('volume_types.name as volume_type')
    .execute()
  const metadata = await metadataOfMany(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, metadata: metadata.get(row.id) ?? {} }))
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
  const { total } = await filtered(tx, filter)
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

export interface VolumeTotals {
  readonly count: number
  readonly size: number
}

export async function totalsOf(tx: Tx, projectId: string | undefined): Promise<VolumeTotals> {
  let query = tx.db
    .selectFrom('volumes')
    .select((is) => [
      is.fn.countAll<number>().as('count'),
      is.fn.coalesce(is.fn.sum<number>('size'), sql<number>`0`).as('size'),
    ])
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  const { count, size } = await query.executeTakeFirstOrThrow()
  return { count, size: Number(size) }
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

/** Which rows, in which order, how many: everything but the columns. */
async function pageQuery(tx: Tx, page: VolumePage): Promise<VolumesQuery> {
  const { filter } = page
  const orders = page.sort.map((sort) => orderBy(sort, byTime(page) && filter.metadata.length > 0))
  let query = filtered(tx, filter)
  if (page.marker !== undefined) query = query.where(await after(tx, page.marker, orders))
  for (const { expression, direction } of orders) query = query.orderBy(expression, direction)
  query = query.limit(page.limit)
  return page.offset > 0 ? query.offset(page.offset) : query
}

/** The usual order, which indexes have. */
function byTime({ sort }: VolumePage): boolean {
  const [first, second] = sort
  return first?.key === 'created_at' && second?.key === 'id' && first.direction === second.direction
}

interface Order {
  readonly column: Column
  readonly expression: RawBuilder<unknown>
  readonly direction: 'asc' | 'desc'
}

/** @param indexed the filter's index has time and id beside the value, so it yields the order */
function orderBy({ key, direction }: SortKey, indexed: boolean): Order {
  const column = sortColumn(key)
  if (column === undefined) throw invalidSortKey()
  const name = indexed ? (key === 'id' ? 'volume_id' : key) : column.name
  const reference = sql.ref(`${indexed ? 'item' : 'volumes'}.${name}`)
  // Nothing comes before everything else, on both databases.
  const least = column.type === 'text' ? sql`''` : sql`-1`
  const expression = column.nullable ? sql`coalesce(${reference}, ${least})` : reference
  return { column, expression, direction }
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
    return known.get(column.name) ?? (column.type === 'text' ? '' : -1)
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

/**
 * The volumes that fulfil the filter. The first metadata item is joined, so that its index leads:
 * it has project, time and id beside key and value.
 */
function filtered(tx: Tx, filter: VolumeFilter): VolumesQuery {
  const [first, ...others] = filter.metadata
  let query: VolumesQuery = tx.db.selectFrom('volumes')
  if (first === undefined) {
    if (filter.projectId !== undefined) {
      query = query.where('volumes.project_id', '=', filter.projectId)
    }
  } else {
    query = withItem(tx, first, filter.projectId)
  }
  for (const [key, value] of others) {
    query = query.where((is) => is.exists(itemOf(is, key, value)))
  }
  for (const condition of filter.conditions) query = query.where(fulfils(condition, tx.dialect))
  return query
}

function withItem(
  tx: Tx,
  [key, value]: readonly [string, string],
  projectId: string | undefined,
): VolumesQuery {
  let query = tx.db
    .selectFrom('volume_metadata as item')
    .innerJoin('volumes', 'volumes.id', 'item.volume_id')
    .where('item.key', '=', key)
    .where('item.value', '=', value)
  if (projectId !== undefined) query = query.where('item.project_id', '=', projectId)
  // What is joined besides is nobody's business outside: it is reached by `sql.ref` alone.
  return query as unknown as VolumesQuery
}

function itemOf(is: ExpressionBuilder<Tables, 'volumes'>, key: string, value: string) {
  return is
    .selectFrom('volume_metadata as other')
    .select('other.volume_id')
    .whereRef('other.volume_id', '=', 'volumes.id')
    .where('other.key', '=', key)
    .where('other.value', '=', value)
}

function fulfils(condition: Condition, dialect: Dialect): RawBuilder<SqlBool> {
  const column = sql.ref(`volumes.${condition.column}`)
  switch (condition.kind) {
    case 'is':
      return anyOf(condition.values.map((value) => equals(column, value)))
    case 'like':
      return dialect === 'postgres'
        ? sql<SqlBool>`cast(${column} as text) ilike ${`%${condition.text}%`}`
        : sql<SqlBool>`${column} like ${`%${condition.text}%`} escape '\\'`
    case 'time':
      return anyOf(
        condition.any.map(({ operator, time }) => sql`${column} ${sql.raw(operator)} ${time}`),
      )
    case 'host':
      return anyOf(hostRanges(condition.name).map((range) => within(column, range)))
  }
}

function equals(column: RawBuilder<unknown>, value: string | number | null): RawBuilder<unknown> {
  return value === null ? sql`${column} is null` : sql`${column} = ${value}`
}

function anyOf(parts: readonly RawBuilder<unknown>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join([...parts], sql` or `)})`
}

type HostRange = readonly [from: string, below: string | undefined]

/**
 * A pool is itself; a backend is its pools too, a host its backends too. Ranges instead of `like`,
 * which would not heed case everywhere.
 * Source: openstack/cinder cinder/db/api.py (_filter_host).
 */
function hostRanges(name: string): HostRange[] {
  const itself: HostRange = [name, undefined]
  if (name.includes('#')) return [itself]
  // `$` and `A` follow `#` and `@` among the characters.
  const pools: HostRange = [`${name}#`, `${name}$`]
  return name.includes('@') ? [itself, pools] : [itself, pools, [`${name}@`, `${name}A`]]
}

function within(column: RawBuilder<unknown>, [from, below]: HostRange): RawBuilder<unknown> {
  if (below === undefined) return sql`${column} = ${from}`
  return sql`(${column} >= ${from} and ${column} < ${below})`
}
