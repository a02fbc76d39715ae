/** The order of a list, and where in it the page begins. */
import type { Column } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../database.ts'
import { columnOf, reference, stored, type Lead } from './conditions.ts'
import type { ListSource } from './source.ts'
import type { SqlText } from './sql-text.ts'

export interface OrderBy {
  readonly expression: string
  readonly direction: 'asc' | 'desc'
  /** The column of the marker's row, and what stands for a null in it. */
  readonly stored: string
  readonly least: string | number | undefined
}

export function ordersOf(
  tx: Tx,
  source: ListSource,
  request: ListRequest,
  lead: Lead | undefined,
): readonly OrderBy[] {
  const made = madeOrder(source, request)
  if (made !== undefined) {
    const sign = withoutIndex(tx, source, request) ? '+' : ''
    return source.made.map((column, index) => ({
      expression: (index === 0 ? sign : '') + stored(source, column, lead),
      direction: made,
      stored: column,
      least: undefined,
    }))
  }
  const orders = new Map<string, OrderBy>()
  // Only the first place of a column counts; clients may name one a thousand times.
  for (const { column: name, direction } of request.order) {
    const column = columnOf(source, name)
    if (column.stored === undefined || orders.has(column.stored)) continue
    orders.set(column.stored, { ...orderBy(source, column), direction })
  }
  return [...orders.values()]
}

function orderBy(source: ListSource, column: Column) {
  const expression = reference(source, column)
  const name = column.stored!
  if (!column.nullable) return { expression, stored: name, least: undefined }
  // Nothing comes before everything else, on both databases.
  const least = column.type === 'text' ? '' : -1
  const shown = column.type === 'text' ? "''" : '-1'
  return { expression: `coalesce(${expression}, ${shown})`, stored: name, least }
}

/**
 * The direction, where rows come in the order in which they were made, which the indexes have. In
 * the same millisecond the order of making counts, not that of the ids, which are random.
 */
export function madeOrder(source: ListSource, { order }: ListRequest): 'asc' | 'desc' | undefined {
  const [first, second] = order
  if (first === undefined) return 'asc'
  const level = second === undefined || first.direction === second.direction
  const byTime = first.column === 'created_at' && (second?.column ?? 'id') === 'id'
  return byTime && level && source.made.length > 1 ? first.direction : undefined
}

/**
 * Without statistics SQLite takes any index that has the order, and goes through all rows to find
 * the few of a selective column. A sign keeps it from that.
 */
function withoutIndex(tx: Tx, source: ListSource, { conditions }: ListRequest): boolean {
  if (tx.dialect !== 'sqlite') return false
  return conditions.some((one) => one.kind === 'in' && columnOf(source, one.column).selective)
}

/** What comes after the marker in this order. */
export function addAfter(
  text: SqlText,
  orders: readonly OrderBy[],
  values: readonly unknown[],
): void {
  const sign = (order: OrderBy) => (order.direction === 'asc' ? '>' : '<')
  const [first] = orders
  if (orders.every(({ direction }) => direction === first!.direction)) {
    text.add('(').each(orders, ', ', ({ expression }) => text.add(expression))
    text
      .add(`) ${sign(first!)} (`)
      .each(values, ', ', (value) => text.bind(value))
      .add(')')
    return
  }
  // Where directions differ: level in the first columns and beyond the marker in the next.
  text.add('(').each(orders, ' or ', (order) => {
    const index = orders.indexOf(order)
    text.add('(')
    orders.slice(0, index).forEach(({ expression }, at) => {
      text.add(`${expression} = `).bind(values[at]).add(' and ')
    })
    text
      .add(`${order.expression} ${sign(order)} `)
      .bind(values[index])
      .add(')')
  })
  text.add(')')
}
