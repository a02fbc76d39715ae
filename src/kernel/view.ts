/**
 * Response fields, one row each: name, schema, value, and when it is shown. The same table renders
 * an answer at any microversion and yields the schema of that answer.
 */
import { Type as T, type TObject, type TSchema } from 'typebox'
import type { RequestContext } from './context.ts'
import { version, type Version } from './microversion.ts'
import type { Shape } from './operation.ts'
import type { PolicyRule } from './policy.ts'
import { dumps, SPACED, styled, Written, type JsonStyle } from './python.ts'
import { writtenItem, writtenList } from './written-items.ts'

export interface Field<Item> {
  readonly schema: TSchema
  readonly value: (item: Item, ctx: RequestContext) => unknown
  readonly written: ((item: Item, ctx: RequestContext) => string) | undefined
  readonly min: Version
  /** First version that no longer has the field. */
  readonly end: Version
  readonly rule: PolicyRule | undefined
  readonly unless: PolicyRule | undefined
}

interface FieldOptions<Item> {
  /** First microversion that shows it. */
  from?: string
  /** First microversion that no longer shows it. */
  until?: string
  /** Shown only to those whom this rule allows, judged on the item itself. */
  rule?: PolicyRule
  /** Shown only to those whom this rule does not allow. */
  unless?: PolicyRule
  /** What `dumps` makes of the value, where lists can have it for less. */
  written?: (item: Item, ctx: RequestContext) => string
}

export function field<Item>(
  schema: TSchema,
  value: (item: Item, ctx: RequestContext) => unknown,
  options: FieldOptions<Item> = {},
): Field<Item> {
  return {
    schema,
    value,
    written: options.written,
    min: options.from === undefined ? 0 : version(options.from),
    end: options.until === undefined ? Infinity : version(options.until),
    rule: options.rule,
    unless: options.unless,
  }
}

type Fields<Item> = Record<string, Field<Item> | readonly Field<Item>[]>

type Rows<Item> = readonly (readonly [string, Field<Item>])[]

/** What a version has. */
interface Active<Item> {
  readonly rows: Rows<Item>
  /** Each rule once. */
  readonly rules: readonly PolicyRule[]
  /** What is left of the rows, by the rules that allow it: a bit each, in the order of `rules`. */
  readonly shown: Map<number, Rows<Item>>
}

export class View<Item> implements Shape {
  readonly steps: readonly Version[]
  readonly #fields: Rows<Item>
  readonly #attributes: ((item: Item) => Record<string, unknown>) | undefined
  readonly #style: JsonStyle
  readonly #active = new Map<Version, Active<Item>>()
  /** The items of a list are rendered for one request, one after another. */
  #lastShown: { readonly ctx: RequestContext; readonly rows: Rows<Item> } | undefined

  /**
   * @param fields rows by name; several where a field turns into another kind at some version. One
   * after another where a field is at another place for those whom a rule does not allow
   * @param attributes what the policy sees of an item where a field has a rule; without them the
   * rule is judged on the bearer's own project
   * @param style of lists that are written ahead, that of the answers which they are a part of
   */
  constructor(
    fields: Fields<Item> | readonly Fields<Item>[],
    attributes?: (item: Item) => Record<string, unknown>,
    style: JsonStyle = SPACED,
  ) {
    this.#style = style
    this.#fields = [fields]
      .flat()
      .flatMap((part) => Object.entries(part))
      .flatMap(([name, rows]) => [rows].flat().map((row) => [name, row] as const))
    this.#attributes = attributes
    const steps = this.#fields.flatMap(([, row]) => [row.min, row.end])
    this.steps = [...new Set([0, ...steps])].filter(Number.isFinite).sort((a, b) => a - b)
  }

  render(item: Item, ctx: RequestContext): Record<string, unknown> {
    const body: Record<string, unknown> = {}
    // A list of a thousand items comes through here a thousand times: no iterators, no tuples.
    const rows = this.#shownTo(ctx)
    for (let i = 0; i < rows.length; i++) {
      const [name, row] = rows[i]!
      if (this.#attributes !== undefined && isRuled(row)) {
        const attributes = this.#attributes(item)
        if (!isShown(row, (rule) => ctx.allows(rule, attributes))) continue
      }
      body[name] = row.value(item, ctx)
    }
    return body
  }

  /** The same as JSON, for calls that are asked often. */
  written(item: Item, ctx: RequestContext): Written {
    if (this.#attributes === undefined) return writtenItem(item, this.#shownTo(ctx), ctx)
    return new Written(dumps(this.render(item, ctx)))
  }

  /**
   * The items of a list, for its body, as JSON. A view that judges its rules on each item renders
   * them one by one.
   */
  list(items: readonly Item[], ctx: RequestContext): Written {
    const style = this.#style
    if (this.#attributes === undefined) return writtenList(items, this.#shownTo(ctx), ctx, style)
    return new Written(
      styled(
        items.map((item) => this.render(item, ctx)),
        style,
      ),
    )
  }

  /** What no rule hides; where rules are judged on each item, what this version has. */
  #shownTo(ctx: RequestContext): Rows<Item> {
    const active = this.#at(ctx.version)
    if (this.#attributes !== undefined) return active.rows
    if (this.#lastShown?.ctx !== ctx) this.#lastShown = { ctx, rows: allowedOf(active, ctx) }
    return this.#lastShown.rows
  }

  /** The schema of a rendered item. Fields that a rule may hide are optional. */
  at(asked: Version): TObject {
    const properties = this.#at(asked).rows.map(
      ([name, row]) => [name, isRuled(row) ? T.Optional(row.schema) : row.schema] as const,
    )
    return closed(Object.fromEntries(properties))
  }

  #at(asked: Version): Active<Item> {
    let active = this.#active.get(asked)
    if (active === undefined) {
      const rows = this.#fields.filter(([, row]) => asked >= row.min && asked < row.end)
      const rules = new Set(
        rows.flatMap(([, { rule, unless }]) => [rule ?? [], unless ?? []].flat()),
      )
      active = { rows, rules: [...rules], shown: new Map() }
      this.#active.set(asked, active)
    }
    return active
  }
}

type Ruled = Pick<Field<never>, 'rule' | 'unless'>

const isRuled = ({ rule, unless }: Ruled) => rule !== undefined || unless !== undefined

function isShown({ rule, unless }: Ruled, allows: (rule: PolicyRule) => boolean): boolean {
  return (rule === undefined || allows(rule)) && (unless === undefined || !allows(unless))
}

function allowedOf<Item>({ rows, rules, shown }: Active<Item>, ctx: RequestContext): Rows<Item> {
  let allowed = 0
  for (let i = 0; i < rules.length; i++) if (ctx.allows(rules[i]!)) allowed |= 1 << i
  let left = shown.get(allowed)
  if (left === undefined) {
    const allows = (rule: PolicyRule) => (allowed & (1 << rules.indexOf(rule))) !== 0
    left = rows.filter(([, row]) => isShown(row, allows))
    shown.set(allowed, left)
  }
  return left
}

/** `{ "<key>": <item> }`, the usual answer for one resource. */
export function one(key: string, item: Shape): Shape {
  return stepped(item.steps, (asked) => closed({ [key]: item.at(asked) ?? T.Unknown() }))
}

/** `{ "<key>": [<item>…], "<key>_links": [...]? }`, the usual answer for a list. */
export function many(key: string, item: Shape, extra: Record<string, TSchema> = {}): Shape {
  return stepped(item.steps, (asked) =>
    closed({
      [key]: T.Array(item.at(asked) ?? T.Unknown()),
      [`${key}_links`]: T.Optional(T.Array(LINK)),
      ...extra,
    }),
  )
}

/** A shape built once for each step, so that its validator is compiled once too. */
export function stepped(steps: readonly Version[], build: (asked: Version) => TSchema): Shape {
  const built = new Map<Version, TSchema>()
  return {
    steps,
    at: (asked) => {
      const step = steps.findLast((from) => from <= asked) ?? 0
      let schema = built.get(step)
      if (schema === undefined) {
        schema = build(step)
        built.set(step, schema)
      }
      return schema
    },
  }
}

/** An object with these properties and no others. */
export function closed<P extends Record<string, TSchema>>(properties: P): TObject<P> {
  return T.Object(properties, { additionalProperties: false })
}

export const LINK = closed({ rel: T.String(), href: T.String(), type: T.Optional(T.String()) })

/** The schema, or null: what a database column that may be empty shows. */
export function nullable<S extends TSchema>(schema: S) {
  return T.Union([schema, T.Null()])
}
