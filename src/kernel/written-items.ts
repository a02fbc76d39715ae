/** Items written as JSON at once, without an object for each. */
import type { RequestContext } from './context.ts'
import { dumps, SPACED, styled, Written, type JsonStyle } from './python.ts'

/** A field of a view, as far as it is needed here. */
interface WrittenField<Item> {
  readonly value: (item: Item, ctx: RequestContext) => unknown
  readonly written: ((item: Item, ctx: RequestContext) => string) | undefined
}

type Rows<Item> = readonly (readonly [string, WrittenField<Item>])[]

/** Before the first item; equal to no value. */
const NOTHING = Symbol('nothing')

/**
 * What `styled` would write of the items, each rendered by `rows`. Most values of a list are those
 * of the item before, or null: a member is written again only where its value is another.
 */
export function writtenList<Item>(
  items: readonly Item[],
  rows: Rows<Item>,
  ctx: RequestContext,
  style: JsonStyle = SPACED,
): Written {
  const names = leadsOf(rows, style)
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
          members[i] = names[i]! + styled(value, style)
        }
      }
      // The first has no comma before it.
      shown += shown === '' ? members[i]!.slice(style.between.length) : members[i]!
    }
    text += at === 0 ? `{${shown}}` : `${style.between}{${shown}}`
  }
  return new Written(`[${text}]`)
}

/**
 * What `dumps` would write of one item rendered by `rows`. Of an item that is frozen, such as a row
 * that is remembered, what does not depend on the request is written once.
 */
export function writtenItem<Item>(item: Item, rows: Rows<Item>, ctx: RequestContext): Written {
  let text = ''
  if (!Object.isFrozen(item)) {
    for (let i = 0; i < rows.length; i++) text += memberOf(item, rows, i, ctx)
  } else {
    const parts = partsOf(item, rows, ctx)
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      text += typeof part === 'string' ? part : memberOf(item, rows, part, ctx)
    }
  }
  return new Written(`{${text.slice(2)}}`)
}

/** With what stands before it; empty where the item has none. */
function memberOf<Item>(item: Item, rows: Rows<Item>, at: number, ctx: RequestContext): string {
  const { value: valueOf, written } = rows[at]![1]
  if (written !== undefined) return leadsOf(rows)[at]! + written(item, ctx)
  const value = valueOf(item, ctx)
  return value === undefined ? '' : leadsOf(rows)[at]! + dumps(value)
}

/** Texts of members that follow one another, and the rows of those that depend on the request. */
type Parts = readonly (string | number)[]

const partsOfItems = new WeakMap<object, { readonly rows: unknown; readonly parts: Parts }>()

function partsOf<Item>(item: Item, rows: Rows<Item>, ctx: RequestContext): Parts {
  const known = partsOfItems.get(item as object)
  if (known?.rows === rows) return known.parts
  const parts: (string | number)[] = []
  let text = ''
  for (let i = 0; i < rows.length; i++) {
    if (isOfItemAlone(rows[i]![1])) text += memberOf(item, rows, i, ctx)
    else {
      parts.push(text, i)
      text = ''
    }
  }
  parts.push(text)
  partsOfItems.set(item as object, { rows, parts })
  return parts
}

/** A function that takes no context cannot depend on the request. */
function isOfItemAlone({ value, written }: WrittenField<never>): boolean {
  return (written ?? value).length < 2
}

/** By rows, which are the same from answer to answer, and always written in one style. */
const leads = new WeakMap<object, readonly string[]>()

/** What stands before each value: comma, name, colon. */
function leadsOf(rows: Rows<never>, { between, colon }: JsonStyle = SPACED): readonly string[] {
  let known = leads.get(rows)
  if (known === undefined) {
    known = rows.map(([name]) => `${between}${dumps(name)}${colon}`)
    leads.set(rows, known)
  }
  return known
}
