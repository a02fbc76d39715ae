/**
 * Lists and targets of a resource from its declaration (`ListSource`): conditions, order, pages by
 * marker, counts. A store says which columns it wants, and gets rows.
 */
import type { CompiledQuery } from 'kysely'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../database.ts'
import { Conditions, LEAD_ALIAS, stored, storedKey, type Lead } from './conditions.ts'
import { leadOf, leadOfCount } from './lead.ts'
import { addAfter, ordersOf, type OrderBy } from './order.ts'
import type { ListSource } from './source.ts'
import { quoted, SqlText, type SqlPart } from './sql-text.ts'

/**
 * A page of rows.
 * @param select what stands between `select` and `from`
 * @param more conditions that the vocabulary of lists has no words for
 * @throws what `request.marker.missing` gives, where the caller sees no row with the marker's id
 */
export async function listRows<Row>(
  tx: Tx,
  source: ListSource,
  select: string,
  request: ListRequest,
  more: readonly SqlPart[] = [],
): Promise<Row[]> {
  const query = await pageQuery<Row>(tx, source, select, request, more)
  return query === undefined ? [] : (await tx.db.executeQuery(query)).rows
}

/** The rows of a page, and one more where there is another page. */
export function rowsAndOneMore<Row>(
  tx: Tx,
  source: ListSource,
  select: string,
  request: ListRequest,
  more: readonly SqlPart[] = [],
): Promise<Row[]> {
  const limit = request.limit === undefined ? undefined : request.limit + 1
  return listRows(tx, source, select, { ...request, limit }, more)
}

/** The query behind `listRows`, or undefined where no row can be found. */
export async function pageQuery<Row>(
  tx: Tx,
  source: ListSource,
  select: string,
  request: ListRequest,
  more: readonly SqlPart[] = [],
): Promise<CompiledQuery<Row> | undefined> {
  if (isImpossible(request)) return undefined
  const lead = await leadOf(tx, source, request)
  const orders = ordersOf(tx, source, request, lead)
  const after = await markerValues(tx, source, request, orders)
  const text = new SqlText(tx.dialect).add(`select ${select}`)
  addFrom(text, source, lead)
  const start = addWhere(text, source, request, lead, more)
  if (after !== undefined) addAfter(text.add(start), orders, after)
  text.add(' order by ').each(orders, ', ', ({ expression, direction }) => {
    text.add(direction === 'asc' ? expression : `${expression} desc`)
  })
  if (request.limit !== undefined) text.add(' limit ').bind(request.limit)
  // SQLite has no offset without a limit.
  else if (request.offset > 0 && tx.dialect === 'sqlite') text.add(' limit -1')
  if (request.offset > 0) text.add(' offset ').bind(request.offset)
  return text.query<Row>()
}

/** How many rows there are on all pages. */
export async function countRows(
  tx: Tx,
  source: ListSource,
  request: ListRequest,
  more: readonly SqlPart[] = [],
): Promise<number> {
  if (isImpossible(request)) return 0
  const lead = await leadOfCount(tx, source, request)
  const text = new SqlText(tx.dialect).add('select count(*) as total')
  addFrom(text, source, lead)
  addWhere(text, source, request, lead, more)
  const { rows } = await tx.db.executeQuery(text.query<{ total: number }>())
  return rows[0]!.total
}

/**
 * The row with this id among those that fulfil `visible`, the condition that lists have too.
 * Deleted rows are found only where `deleted` says so.
 */
export async function findRow<Row>(
  tx: Tx,
  source: ListSource,
  select: string,
  id: string,
  visible: readonly Condition[],
  deleted: ListRequest['deleted'] = 'hidden',
): Promise<Row | undefined> {
  const text = new SqlText(tx.dialect).add(`select ${select}`)
  addFrom(text, source, undefined)
  const request = { conditions: visible, deleted }
  const start = addWhere(text, source, request, undefined, [])
  text.add(`${start}${stored(source, source.key ?? 'id')} = `).bind(storedKey(source, id))
  const { rows } = await tx.db.executeQuery(text.query<Row>())
  return rows[0]
}

/** The marker's place in each order; undefined where the page is the first. */
async function markerValues(
  tx: Tx,
  source: ListSource,
  { marker, deleted }: ListRequest,
  orders: readonly OrderBy[],
): Promise<unknown[] | undefined> {
  if (marker === undefined) return undefined
  if (marker.as === 'place') return [marker.id]
  const columns = orders.map((order) => stored(source, order.stored))
  const seen = deleted === 'hidden' ? 'hidden' : 'shown'
  const { id, visible = [] } = marker
  const select = columns.join(', ')
  const row = await findRow<Record<string, unknown>>(tx, source, select, id, visible, seen)
  if (row !== undefined) return orders.map((order) => row[order.stored] ?? order.least)
  if (marker.missing === undefined) return undefined
  throw marker.missing()
}

function isImpossible({ conditions }: ListRequest): boolean {
  return conditions.some(({ kind }) => kind === 'never')
}

function addFrom(text: SqlText, source: ListSource, lead: Lead | undefined): void {
  const table = quoted(source.table)
  const named = source.alias === undefined ? table : `${table} as ${quoted(source.alias)}`
  if (lead === undefined) text.add(` from ${named}`)
  else {
    const { table: items, owner, ofRow } = lead.table
    text.add(` from ${quoted(items)} as ${quoted(LEAD_ALIAS)} inner join ${named}`)
    text.add(` on ${stored(source, ofRow)} = ${quoted(LEAD_ALIAS)}.${quoted(owner)}`)
  }
  if (source.joins !== undefined) text.add(` ${source.joins}`)
}

type Asked = Pick<ListRequest, 'conditions' | 'deleted'>

/** Returns what the next condition begins with. */
function addWhere(
  text: SqlText,
  source: ListSource,
  { conditions, deleted }: Asked,
  lead: Lead | undefined,
  more: readonly SqlPart[],
): ' where ' | ' and ' {
  let start: ' where ' | ' and ' = ' where '
  const next = (): SqlText => {
    text.add(start)
    start = ' and '
    return text
  }
  if (lead !== undefined) {
    const { item, table } = lead
    const column = (name: string) => `${quoted(LEAD_ALIAS)}.${quoted(name)}`
    next()
      .add(`${column(table.key)} = `)
      .bind(item.key)
    next()
      .add(`${column(table.value)} = `)
      .bind(item.value)
  }
  const writer = new Conditions(text, source, lead)
  for (const condition of conditions) {
    if (condition === lead?.item) continue
    next()
    writer.add(condition)
  }
  for (const part of more) next().part(part)
  if (source.deleted !== undefined && deleted !== 'shown') {
    const column = stored(source, source.deleted)
    next().add(`${column} is ${deleted === 'only' ? 'not null' : 'null'}`)
  }
  return start
}
