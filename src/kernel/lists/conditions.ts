/** What a listed row fulfils. Columns are named as clients name them; the store knows their SQL. */
import type { Version } from '../microversion.ts'

export type Value = string | number | null

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Condition =
  /** The column has one of the values; `caseless` one of the texts, in whatever case. */
  | {
      readonly kind: 'in'
      readonly column: string
      readonly values: readonly Value[]
      readonly caseless?: boolean
    }
  | {
      readonly kind: 'compare'
      readonly column: string
      readonly operator: Operator
      readonly value: string | number
    }
  /** The text lies at this place of the column; `caseless` in whatever case. */
  | {
      readonly kind: 'text'
      readonly column: string
      readonly place: 'contains' | 'starts' | 'ends'
      readonly text: string
      readonly caseless: boolean
    }
  /** The column contains the text, in whatever case; `%` and `_` stand for any characters. */
  | { readonly kind: 'like'; readonly column: string; readonly text: string }
  /** The row has an item with this key and value: metadata, extra specs. */
  | {
      readonly kind: 'item'
      readonly relation: string
      readonly key: string
      readonly value: string
      /** The item's value contains `value`, instead of being it. */
      readonly contains?: boolean
    }
  /** The row has these members of a relation: tags, projects that it is shared with. */
  | {
      readonly kind: 'members'
      readonly relation: string
      readonly names: readonly string[]
      readonly held: 'all' | 'any' | 'not all' | 'none'
    }
  /** One of its members contains one of the texts, in whatever case: addresses of a port. */
  | { readonly kind: 'member text'; readonly relation: string; readonly texts: readonly string[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  /** No row can fulfil it: a filter names what the resource does not have. */
  | { readonly kind: 'never' }

export const NEVER: Condition = { kind: 'never' }

export function isImpossible(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind }) => kind === 'never')
}

/** What lists of a resource can be filtered and sorted by. */
export interface Column {
  /** As the table names it; undefined where the value is the same in every row. */
  readonly stored: string | undefined
  readonly constant: Value
  readonly type: 'text' | 'integer' | 'boolean'
  readonly nullable: boolean
  readonly filter: boolean
  readonly sort: boolean
  /** First microversion that has the filter. */
  readonly since: Version
  /** Few rows share a value, and an index finds them: the order is then not taken from an index. */
  readonly selective: boolean
}

interface ColumnOptions {
  readonly stored?: string
  readonly nullable?: boolean
  readonly filter?: boolean
  readonly sort?: boolean
  readonly since?: Version
  readonly selective?: boolean
}

type Declared = readonly [type: Column['type'], options: ColumnOptions & { constant?: Value }]

/** By the name that clients use. */
export type Columns = ReadonlyMap<string, Column>

/**
 * Declares the columns of a resource once, for filters, sort keys, SQL and OpenAPI:
 * `columns({ id: text(), display_name: text({ stored: 'name', nullable: true }) })`.
 */
export function columns(declared: Readonly<Record<string, Declared>>): Columns {
  return new Map(
    Object.entries(declared).map(([name, [type, options]]) => [
      name,
      {
        type,
        stored: 'constant' in options ? undefined : (options.stored ?? name),
        constant: options.constant ?? null,
        nullable: options.nullable ?? ('constant' in options && options.constant === null),
        filter: options.filter ?? true,
        sort: options.sort ?? true,
        since: options.since ?? 0,
        selective: options.selective ?? false,
      },
    ]),
  )
}

export const text = (options: ColumnOptions = {}): Declared => ['text', options]
export const integer = (options: ColumnOptions = {}): Declared => ['integer', options]
export const boolean = (options: ColumnOptions = {}): Declared => ['boolean', options]
/** A column of the real service that has one value in all of our rows. */
export const constant = (value: string | null): Declared => ['text', { constant: value }]
