/** Answers of a resource that is a table of attributes: those that are visible, or the fields asked for. */
import { Type as T, type TObject } from 'typebox'
import type { RequestContext } from '../context.ts'
import { COMPACT, SPACED, styled, Written, type JsonStyle } from '../python.ts'
import { closed, field, View } from '../view.ts'
import { OLD_OWNER, OWNER, shownSchema, type AttributeTable } from './table.ts'

type Fields = ReadonlySet<string> | undefined

export class AttributeView {
  /** Clients may ask for some of the fields, so none of them is always there. */
  readonly schema: TObject
  readonly #view: View<object>

  /** That in which all of the answer is written. */
  readonly #style: JsonStyle

  constructor({ attributes, isCore, showsOldOwner }: AttributeTable) {
    this.#style = isCore ? COMPACT : SPACED
    const shown = [...attributes].filter(
      ([name, { visible }]) => visible && (showsOldOwner || name !== OLD_OWNER),
    )
    const fields = shown.map(([name, attribute]) => {
      const member = (name === OLD_OWNER ? OWNER : name) as never
      const { get } = attribute.rules
      const value = (item: object): unknown => item[member]
      return [name, field(shownSchema(attribute), value, get && { rule: get })] as const
    })
    this.#view = new View(Object.fromEntries(fields), undefined, this.#style)
    const optional = shown.map(([name, it]) => [name, T.Optional(shownSchema(it))] as const)
    this.schema = closed(Object.fromEntries(optional))
  }

  show(item: object, ctx: RequestContext, fields: Fields): Record<string, unknown> {
    const rendered = this.#view.render(item, ctx)
    if (fields === undefined) return rendered
    return Object.fromEntries(Object.entries(rendered).filter(([name]) => fields.has(name)))
  }

  list(items: readonly object[], ctx: RequestContext, fields: Fields): Written {
    if (fields === undefined) return this.#view.list(items, ctx)
    return new Written(
      styled(
        items.map((item) => this.show(item, ctx, fields)),
        this.#style,
      ),
    )
  }
}
