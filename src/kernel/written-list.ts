/** The items of a list written as JSON at once, without an object for each. */
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
  const names = rows.map(([name]) => `, ${dumps(name)}: `)
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
