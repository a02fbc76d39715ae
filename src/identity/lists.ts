/**
 * The dialect of Identity's lists: filters `name=x`, `enabled=0`, and the inexact family
 * `name__contains`, `__startswith`, `__endswith`, each also with an `i` for any case; pages by marker.
 * Source: openstack/keystone keystone/server/flask/common.py (build_driver_hints,
 * filter_by_attributes, wrap_collection, limit).
 */
import { Type as T, type TObject, type TSchema } from 'typebox'
import type { Column, Columns, Condition } from '../kernel/lists/conditions.ts'
import { fulfils } from '../kernel/lists/matching.ts'
import { ownAddress } from '../kernel/lists/paging.ts'
import { EVERYTHING, type ListRequest } from '../kernel/lists/request.ts'
import { always } from '../kernel/operation.ts'
import { queryOf, withQuery, type Query, type SentQuery } from '../kernel/query.ts'
import type { IdentityEnv } from './operation.ts'

/** Of each parameter the text; of one that repeats the first, as Flask has it. */
export type Texts = Readonly<Record<string, string | undefined>>

export interface KeystoneRequest extends ListRequest {
  /** The parameters that the list reads itself. */
  readonly texts: Texts
}

interface KeystoneList {
  /** `list_limit` cuts it where the client says nothing. */
  readonly usual?: true
  /**
   * In the order of ids, for lists that Keystone pages so (`paginate_query`). Others are in the order
   * of making, their pages begin after the marker's row; a marker whose row is gone is passed over.
   */
  readonly byId?: true
  /** Parameters besides, which the list reads itself. */
  readonly others?: readonly string[]
  /**
   * What Keystone holds parameters to, in its order; operations whose lists have it check `BODY_FIRST`.
   * Other parameters are any text, or refused with `closed`, but for those of pages.
   */
  readonly held?: Readonly<Record<string, TSchema>>
  readonly closed?: true
}

/**
 * Declares a list. The handler's `query` is the `KeystoneRequest`, its `limit` what to answer with:
 * whoever reads the rows reads one more, to know whether there is another page.
 */
export function keystoneList(columns: Columns, list: KeystoneList = {}): Query<KeystoneRequest> {
  const filters = [...columns].filter(([, { filter }]) => filter).map(([name]) => name)
  const names = [...filters, ...(list.others ?? []), 'limit', 'marker']
  return queryOf(always(list.closed ? heldOnly(list) : heldAmong(list, names)), {
    read: (sent) => requestIn(columns, list, sent),
  })
}

function heldAmong({ held = {} }: KeystoneList, names: readonly string[]): TObject {
  const free = Object.fromEntries(names.map((name) => [name, T.String()]))
  return T.Partial(T.Object({ ...held, ...free, ...held }))
}

function heldOnly({ held = {} }: KeystoneList): TObject {
  const pages = { limit: T.String(), marker: T.String() }
  return T.Partial(T.Object({ ...held, ...pages }), { additionalProperties: false })
}

function requestIn(columns: Columns, list: KeystoneList, sent: SentQuery): KeystoneRequest {
  const { parameters, ctx } = sent
  const texts: Texts = sent.texts('first')
  const usual = (sent.env as IdentityEnv).configuration.listLimit
  const limit = limitOf(texts['limit'], list.usual && usual)
  const { marker } = texts
  return {
    ...EVERYTHING,
    texts,
    conditions: conditionsIn(columns, parameters),
    limit,
    marker: marker ? { id: marker, as: list.byId ? 'place' : 'row' } : undefined,
    nextPage: (id) => withQuery(ownAddress(ctx), parameters, { limit: String(limit), marker: id }),
  }
}

/** More than this nobody gets at once who asks for a number: Keystone's [DEFAULT] max_db_limit. */
const MOST = 1000

/** How many to answer with at most; undefined means all. */
export function limitOf(text: string | undefined, usual: number | undefined): number | undefined {
  const limit = Number.parseInt(text ?? '', 10)
  return limit > 0 ? Math.min(limit, MOST) : usual
}

/** What the query asks of these columns. Of a parameter that repeats, the first counts. */
export function conditionsIn(columns: Columns, parameters: URLSearchParams): Condition[] {
  return [...new Set(parameters.keys())].flatMap((name) => {
    const [attribute, comparator = 'equals'] = name.split('__', 2) as [string, string?]
    const column = columns.get(attribute)
    if (column?.filter !== true) return []
    return conditionOf(attribute, column, comparator, parameters.get(name)!) ?? []
  })
}

const PLACES = new Map([
  ['contains', 'contains'],
  ['startswith', 'starts'],
  ['endswith', 'ends'],
] as const)

/** Undefined for a comparator that is none: it asks for nothing. */
function conditionOf(
  name: string,
  { type }: Column,
  comparator: string,
  text: string,
): Condition | undefined {
  if (comparator === 'equals') {
    const value = type === 'boolean' ? Number(!isFalse(text)) : text
    return { kind: 'in', column: name, values: [value] }
  }
  if (type === 'boolean') return undefined
  const caseless = comparator.startsWith('i')
  const place = PLACES.get((caseless ? comparator.slice(1) : comparator) as 'contains')
  return place && { kind: 'text', column: name, place, text, caseless }
}

const FALSE = new Set(['0', 'f', 'false', 'off', 'n', 'no'])

/** A flag in a filter: anything is true that does not say false. */
function isFalse(value: string): boolean {
  return FALSE.has(value.toLowerCase())
}

/** A flag in a query: given without a value it is set, and only `0` unsets it. */
export function isSet(texts: Texts, name: string): boolean {
  return texts[name] !== undefined && texts[name] !== '0'
}

/** The parameters of an operation that is no list, or whose list has neither filters nor pages. */
export function texts<const N extends string>(...names: readonly N[]) {
  const properties = names.map((name) => [name, T.Optional(T.String())] as const)
  return always(T.Unsafe<{ readonly [K in N]?: string }>(T.Object(Object.fromEntries(properties))))
}

/** What a request asks of items that are read whole, in the order of the list. */
export function matching<Item extends { readonly id: string }>(
  items: readonly Item[],
  { conditions, marker }: ListRequest,
): Item[] {
  const start = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker.id) + 1
  return items.slice(start).filter((item) => {
    const values = new Map<string, unknown>(Object.entries(item))
    return conditions.every((condition) => fulfils(condition, (name) => asValue(values.get(name))))
  })
}

function asValue(value: unknown): string | number | undefined {
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}
