/**
 * Lists of a resource that is a table of attributes: filters, sort keys, pages in both directions,
 * fields. Source: openstack/neutron neutron/api/api_common.py (get_filters_from_dict, get_sorts,
 * get_limit_and_marker, get_pagination_links), neutron/pecan_wsgi/controllers/utils.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../context.ts'
import type { Condition, Value } from '../lists/conditions.ts'
import { ownAddress } from '../lists/paging.ts'
import { EVERYTHING, type ListRequest, type Order } from '../lists/request.ts'
import { always } from '../operation.ts'
import { repr } from '../python.ts'
import { queryOf, withQuery, type Query, type SentQuery } from '../query.ts'
import { filterValue } from './bodies.ts'
import { integerFrom } from './integers.ts'
import { badPart, invalidRequest } from './refusals.ts'
import type { AttributeTable } from './table.ts'

const PAGING = ['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse'] as const

/**
 * Upstream's filters also pass over what the class of its tables has: names that begin with an
 * underscore aside, these.
 */
const NO_FILTERS: ReadonlySet<string> = new Set([
  ...PAGING,
  ...['get', 'items', 'iteritems', 'keys', 'metadata', 'next', 'registry', 'save', 'update'],
])

export interface PageLink {
  readonly rel: 'next' | 'previous'
  readonly href: string
}

export interface AttributeRequest extends ListRequest {
  /** The attributes to show; undefined for all. */
  readonly fields: ReadonlySet<string> | undefined
  /** The page is the one before the marker: its items come last one first. */
  readonly isReversed: boolean
  /** @param ids of the items shown, in their order; undefined where there are no pages */
  links(ids: readonly string[]): PageLink[] | undefined
}

export function attributeList(table: AttributeTable, hasPages: boolean): Query<AttributeRequest> {
  const filters = [...table.attributes].filter(([, { filter }]) => filter !== false)
  const names = [...filters.map(([name]) => name), ...table.filters.keys(), ...PAGING]
  const schema = T.Object(Object.fromEntries(names.map((name) => [name, T.Optional(T.String())])))
  // What cannot be asked is refused before it is known whether there is what the list is a part of.
  const read = (sent: SentQuery) => requestIn(table, hasPages, sent)
  return queryOf(always(schema), { check: (sent) => void read(sent), read })
}

/**
 * The fields to show of one item. The core checks filters as for a list, though they do nothing; of
 * other resources they are passed over.
 */
export function attributeFields(table: AttributeTable): Query<AttributeRequest['fields']> {
  const schema = T.Object({ fields: T.Optional(T.String()) })
  return queryOf(always(schema), {
    check({ parameters, ctx }) {
      if (!table.isCore) return
      conditionsIn(table, parameters, ctx)
      pagingIn(table, parameters)
    },
    read: ({ parameters }) => fieldsIn(table, parameters),
  })
}

function requestIn(
  table: AttributeTable,
  hasPages: boolean,
  { parameters, ctx }: SentQuery,
): AttributeRequest {
  const conditions = conditionsIn(table, parameters, ctx)
  const { limit, order } = hasPages
    ? pagingIn(table, parameters)
    : { limit: undefined, order: orderIn(table, parameters) }
  const fields = fieldsIn(table, parameters)
  if (limit === undefined) {
    return { ...EVERYTHING, conditions, order, fields, isReversed: false, links: () => undefined }
  }
  const id = parameters.getAll('marker').at(-1)
  const isReversed = parameters.getAll('page_reverse').at(-1)?.toLowerCase() === 'true'
  return {
    ...EVERYTHING,
    conditions,
    order: isReversed ? order.map(turned) : order,
    fields,
    limit,
    marker: id ? { id, as: 'row' } : undefined,
    isReversed,
    links: (ids) => pageLinks(ctx, parameters, { limit, isReversed }, ids),
  }
}

/** Several values of one filter mean any of them. @throws Fault 400 */
function conditionsIn(
  table: AttributeTable,
  parameters: URLSearchParams,
  ctx: RequestContext,
): Condition[] {
  const { attributes, columns, filters } = table
  const refusal = invalidFilters(
    parameters,
    (name) => filters.has(name) || (attributes.get(name)?.filter ?? false) !== false,
  )
  const conditions = filtersIn(parameters).flatMap((column): Condition[] => {
    const filter = filters.get(column)
    if (filter !== undefined) return [filter(parameters.getAll(column), ctx)]
    const attribute = attributes.get(column)
    if (attribute === undefined || attribute.filter === false) return []
    const values = parameters.getAll(column).map((text) => filterValue(attribute, text))
    if (attribute.filter !== true) return [attribute.filter(values, ctx)]
    const caseless = !attribute.exact && columns.get(column)!.type === 'text'
    return [{ kind: 'in', column, values: values.map(stored), caseless }]
  })
  if (refusal === undefined) return conditions
  throw refusal
}

function filtersIn(parameters: URLSearchParams): readonly string[] {
  return [...new Set(parameters.keys())].filter((name) => !NO_FILTERS.has(name))
}

/** The refusal of filters that there are not. */
export function invalidFilters(
  parameters: URLSearchParams,
  isKnown: (name: string) => boolean,
): Error | undefined {
  const invalid = filtersIn(parameters).filter((name) => !isKnown(name))
  if (invalid.length === 0) return undefined
  return invalidRequest(`${repr(invalid)} is invalid attribute for filtering`)
}

function stored(value: unknown): Value {
  return typeof value === 'boolean' ? Number(value) : (value as Value)
}

/** @throws Fault 400, of both that of the limit first in the core */
function pagingIn(table: AttributeTable, parameters: URLSearchParams) {
  if (!table.isCore) orderIn(table, parameters)
  const limit = limitIn(parameters)
  return { limit, order: orderIn(table, parameters) }
}

/** @throws Fault 400 */
function limitIn(parameters: URLSearchParams): number | undefined {
  const text = parameters.getAll('limit').at(-1) ?? '0'
  const limit = integerFrom(text)
  if (limit !== undefined && limit >= 0) return limit === 0 ? undefined : limit
  throw badPart('limit', `Limit must be an integer 0 or greater and not '${limit ?? text}'`)
}

/** The id comes last, so that no two items are level. @throws Fault 400 */
function orderIn({ attributes }: AttributeTable, parameters: URLSearchParams): Order[] {
  const given = (name: string) => parameters.getAll(name).filter((text) => text !== '')
  const [keys, directions] = [given('sort_key'), given('sort_dir')]
  if (keys.length !== directions.length) {
    throw invalidRequest('The number of sort_keys and sort_dirs must be same')
  }
  const unknown = keys.filter((key) => attributes.get(key)?.sort !== true)
  if (unknown.length > 0) {
    throw invalidRequest(`${repr(unknown)} is invalid attribute for sort_keys`)
  }
  const invalid = directions.filter((direction) => direction !== 'asc' && direction !== 'desc')
  if (invalid.length > 0) {
    throw invalidRequest(
      `${repr(invalid)} is invalid value for sort_dirs, valid value is 'asc' and 'desc'`,
    )
  }
  const order = keys.map((column, index): Order => {
    return { column, direction: directions[index] === 'asc' ? 'asc' : 'desc' }
  })
  return keys.includes('id') ? order : [...order, { column: 'id', direction: 'asc' }]
}

function turned({ column, direction }: Order): Order {
  return { column, direction: direction === 'asc' ? 'desc' : 'asc' }
}

/** Plug-ins pass over one without a name, to the core it is one that nothing has. */
function fieldsIn(
  { isCore }: AttributeTable,
  parameters: URLSearchParams,
): ReadonlySet<string> | undefined {
  const names = parameters.getAll('fields').filter((name) => isCore || name !== '')
  return names.length === 0 ? undefined : new Set(names)
}

/** Only in the direction in which a page is read is it known whether there is another. */
function pageLinks(
  ctx: RequestContext,
  parameters: URLSearchParams,
  { limit, isReversed }: { readonly limit: number; readonly isReversed: boolean },
  ids: readonly string[],
): PageLink[] | undefined {
  const link = (rel: PageLink['rel'], marker: string | undefined): PageLink => {
    const query = new URLSearchParams(parameters)
    query.delete('marker')
    query.delete('page_reverse')
    const replaced = {
      ...(marker !== undefined && { marker }),
      ...(rel === 'previous' && { page_reverse: 'True' }),
    }
    return { rel, href: withQuery(ownAddress(ctx), query, replaced) }
  }
  const isFull = ids.length >= limit
  const links = [
    ...(isFull || isReversed ? [link('next', ids.at(-1))] : []),
    ...(isFull || !isReversed ? [link('previous', ids[0])] : []),
  ]
  return links.length === 0 ? undefined : links
}
