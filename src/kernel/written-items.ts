/** Items written as JSON at once, without an object for each. */
import type { RequestContext } from './context.ts'
import { dumps, Written } from './python.ts'

/** A field of a view, as far as it is needed here. */
interface WrittenField<Item> {
  readonly value: (item: Item, ctx: RequestContext) => unknown
  readonly written: ((item: Item, ctx: RequestContext) => string) | undefined
}

type Rows<Item> = readonly (readonly [string, WrittenField<Item>])[]

/** Before the first item; equal to no value. */
const NOTHING = Symbol('nothing')

/**
 * What `dumps` would write of the items, each rendered by `rows`. Most values of a list are those
 * of the item before, or null: a member is written again only where its value is another.
 */
export function writtenList<Item>(
  items: readonly Item[],
  rows: Rows<Item>,
  ctx: RequestContext,
): Written {
  const names = leadsOf(rows)
  const fields = rows.map(([, field]) => field)
  const values: unknown[] = fields.map(() => NOTHING)
  const members: string[] = []
  let text = ''
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!
    let shown = ''
    for (let i = 0; i < fields.length; i++) {
      const { value: valueOf, written } = fields[i]!
      if (written !== undefined) members[i] = names[i]! + written(item, ctx)
      else {
        const value = valueOf(item, ctx)
        if (value === undefined) continue
        if (value !== values[i]) {
          values[i] = value
          members[i] = names[i]! + dumps(value)
        }
      }
      // The first has no comma before it.
      shown += shown === '' ? members[i]!.slice(2) : members[i]!
    }
    text += at === 0 ? `{${shown}}` : `, {${shown}}`
  }
  return new Written(`[${text}]`)
}

/** What `dumps` would write of one item rendered by `rows`. */
export function writtenItem<Item>(item: Item, rows: Rows<Item>, ctx: RequestContext): Written {
  const names = leadsOf(rows)
  let text = ''
  for (let i = 0; i < rows.length; i++) {
    const { value: valueOf, written } = rows[i]![1]
    const value = written === undefined ? valueOf(item, ctx) : undefined
    if (written === undefined && value === undefined) continue
    text += names[i]! + (written === undefined ? dumps(value) : written(item, ctx))
  }
  return new Written(`{${text.slice(2)}}`)
}

/** By rows, which are the same from answer to answer. */
const leads = new WeakMap<object, readonly string[]>()

/** What stands before each value: comma, name, colon. */
function leadsOf(rows: Rows<never>): readonly string[] {
  let known = leads.get(rows)
  if (known === undefined) {
    known = rows.map(([name]) => `, ${dumps(name)}: `)
    leads.set(rows, known)
  }
  return known
}
