/**
 * The dialect of block storage's lists: how parameters are read, in which order items come, what
 * the next page is called.
 * Source: openstack/cinder cinder/api/common.py (get_pagination_params, _get_offset_param,
 * get_sort_params, process_general_filtering), cinder/db/api.py (process_sort_params).
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import { badRequest } from '../kernel/faults.ts'
import { isImpossible, NEVER, type Columns, type Condition } from '../kernel/lists/conditions.ts'
import { limitIn, nextLinks, ownAddress } from '../kernel/lists/paging.ts'
import { EVERYTHING, type ListRequest, type Marker, type Order } from '../kernel/lists/request.ts'
import type { Version } from '../kernel/microversion.ts'
import { queryOf, withQuery, type Query, type SentQuery } from '../kernel/query.ts'
import { stepped } from '../kernel/view.ts'
import { booleanParameter } from './booleans.ts'
import { validInteger } from './integers.ts'
import { collectionAddress } from './links.ts'
import { MV } from './microversions.ts'
import type { BlockStorageEnv } from './operation.ts'
import type { FilteredResource } from './resource-filters/resource-filters.ts'

/** The parameters of a request that filter, by name; the last of a repeated one counts. */
export type SentFilters = Map<string, string>

export interface CinderList {
  /** What the list can be sorted by, under cinder's names. */
  readonly columns: Columns
  /** Other names of sort keys, and the microversion that brought them where they are not from 3.0. */
  readonly sortAliases?: Readonly<Record<string, string>>
  readonly sortAliasesFrom?: Version
  /** The collection that links name, `volumes/detail`; undefined for the request's own address. */
  readonly collection?: string
  /** Parameters that filter, by the microversion that brought them. */
  readonly filters: Readonly<Record<string, Version>>
  /** The resource as the operator's file of filters names it, where that has a say in this list. */
  readonly resource?: FilteredResource
  /**
   * Filters that are not open to the client are its business.
   * @param open the filters that the operator's file has for `resource`
   * @throws 400
   */
  conditions(filters: SentFilters, ctx: RequestContext, open: readonly string[]): Condition[]
  /** The refusal for a marker that names no item; without it such a marker is passed over. */
  markerMissing?(id: string): Error
  /**
   * The items that a marker may name, where those are not the items of the caller's project, and for
   * administrators all.
   */
  visible?(ctx: RequestContext): readonly Condition[]
  /** Before this microversion the list is whole, in its usual order, whatever is asked. */
  readonly pagesSince?: Version
  /** From this microversion on clients may ask how many items there are. */
  readonly counts?: Version
  /**
   * Before this microversion the parameters of pages are taken for filters, which nothing fulfils, and
   * the oldest comes first.
   */
  readonly pagesAreFiltersBefore?: Version
}

const PAGING = ['limit', 'marker', 'offset', 'sort', 'sort_key', 'sort_dir'] as const

/** What follows in every order, so that no two items are level. */
const LAST_KEYS = ['created_at', 'id']

const NEWEST_FIRST: readonly Order[] = LAST_KEYS.map((column) => ({ column, direction: 'desc' }))
const OLDEST_FIRST: readonly Order[] = LAST_KEYS.map((column) => ({ column, direction: 'asc' }))

/** Declares a list. The handler's `query` is the `ListRequest`. */
export function cinderList(list: CinderList): Query<ListRequest> {
  const filters = Object.entries(list.filters)
  const steps = [...new Set([0, ...filters.map(([, from]) => from), list.counts ?? 0])]
  const shape = stepped(
    steps.sort((a, b) => a - b),
    (asked) => {
      const known = filters.filter(([, from]) => asked >= from).map(([name]) => name)
      const counts = list.counts !== undefined && asked >= list.counts ? ['with_count'] : []
      const names = [...PAGING, ...counts, ...known]
      return T.Object(Object.fromEntries(names.map((name) => [name, T.Optional(T.String())])))
    },
  )
  return queryOf(shape, { read: (sent) => listRequest(list, sent) })
}

function listRequest(list: CinderList, { parameters: sent, ctx, env }: SentQuery): ListRequest {
  const { parameters, filters } = apart(list, sent, ctx)
  const limit = limitIn(parameters)
  if (list.pagesSince !== undefined && ctx.version < list.pagesSince) {
    return { ...EVERYTHING, conditions: list.conditions(new Map(), ctx, []), order: NEWEST_FIRST }
  }
  const offset = offsetIn(parameters)
  const { sortAliases = {}, sortAliasesFrom = 0 } = list
  const aliases = ctx.version >= sortAliasesFrom ? sortAliases : {}
  const hasPages = ctx.version >= (list.pagesAreFiltersBefore ?? 0)
  const order = hasPages ? orderIn(parameters, aliases) : OLDEST_FIRST
  const count = parameters.get('with_count')
  const withCount = count !== null && booleanParameter('with_count', count)
  const pagesAsFilters = !hasPages && PAGING.some((name) => parameters.has(name))
  const open = openFilters(env as BlockStorageEnv, list.resource)
  const conditions = [...list.conditions(filters, ctx, open), ...(pagesAsFilters ? [NEVER] : [])]
  if (!isImpossible(conditions)) refuseSortKeys(order, list.columns)
  return {
    conditions,
    order,
    limit,
    offset,
    marker: hasPages ? markerIn(parameters, list, ctx) : undefined,
    withCount,
    deleted: 'hidden',
    nextPage: (id) => nextPage(list, ctx, sent, id),
  }
}

/** What says which page it is; a second such parameter of a name is a filter like any other. */
function apart(list: CinderList, sent: URLSearchParams, { version }: RequestContext) {
  const hasCount = list.counts !== undefined && version >= list.counts
  const names: readonly string[] = hasCount ? [...PAGING, 'with_count'] : PAGING
  const parameters = new URLSearchParams()
  const filters: SentFilters = new Map()
  for (const [name, text] of sent) {
    if (names.includes(name) && !parameters.has(name)) parameters.append(name, text)
    else filters.set(name, text)
  }
  return { parameters, filters }
}

/** How many items after the marker to skip. @throws 400 */
function offsetIn(parameters: URLSearchParams): number {
  const text = parameters.get('offset')
  return text === null ? 0 : validInteger(text, 'offset', 0)
}

function markerIn(
  parameters: URLSearchParams,
  list: CinderList,
  ctx: RequestContext,
): Marker | undefined {
  const id = parameters.get('marker')
  if (id === null) return undefined
  const { markerMissing } = list
  const visible = list.visible?.(ctx) ?? ofOwnProject(list, ctx)
  return { id, as: 'row', visible, ...(markerMissing && { missing: () => markerMissing(id) }) }
}

function ofOwnProject({ columns }: CinderList, { isAdmin, token }: RequestContext): Condition[] {
  if (isAdmin || !columns.has('project_id')) return []
  return [{ kind: 'in', column: 'project_id', values: [token.projectId ?? ''] }]
}

const EITHER =
  "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' " +
  'parameter.'

/**
 * The order a client asks for: `sort=key[:dir],…`, or the older `sort_key` and `sort_dir`; newest
 * first where it asks for none.
 * @throws 400
 */
function orderIn(
  parameters: URLSearchParams,
  aliases: Readonly<Record<string, string>>,
): readonly Order[] {
  const sort = parameters.get('sort')
  if (sort !== null && (parameters.has('sort_key') || parameters.has('sort_dir'))) {
    throw badRequest(EITHER)
  }
  const key = parameters.get('sort_key') ?? 'created_at'
  const asked =
    sort === null
      ? [[key, parameters.get('sort_dir') ?? 'desc'] as const]
      : sort.split(',').map((part) => partition(part))
  const keys = asked.map(([name, direction]): Order => {
    const [column, trimmed] = [name.trim(), direction.trim()]
    if (trimmed !== 'asc' && trimmed !== 'desc') {
      throw invalidInput("Unknown sort direction, must be 'desc' or 'asc'.")
    }
    return {
      column: Object.hasOwn(aliases, column) ? aliases[column]! : column,
      direction: trimmed,
    }
  })
  const { direction } = keys[0]!
  const missing = LAST_KEYS.filter((last) => !keys.some(({ column }) => column === last))
  return [...keys, ...missing.map((column) => ({ column, direction }))]
}

function partition(part: string): readonly [string, string] {
  const colon = part.indexOf(':')
  if (colon < 0) return [part, 'desc']
  return [part.slice(0, colon), part.slice(colon + 1) || 'desc']
}

/** @throws 400 */
function refuseSortKeys(order: readonly Order[], columns: Columns): void {
  if (order.some(({ column }) => columns.get(column)?.sort !== true)) {
    throw invalidInput('Invalid sort key')
  }
}

function invalidInput(reason: string): Error {
  return badRequest(`Invalid input received: ${reason}`)
}

function nextPage(
  { collection }: CinderList,
  ctx: RequestContext,
  sent: URLSearchParams,
  marker: string,
): string {
  if (collection === undefined) return withQuery(ownAddress(ctx), sent, { marker })
  const others = new URLSearchParams(sent)
  others.delete('marker')
  return withQuery(collectionAddress(ctx, collection), others, { marker })
}

/** How many items there are on all pages, where asked. */
export const COUNT = { count: T.Optional(T.Integer()) }

/**
 * What follows the items: the link to the next page, and how many there are where asked. That
 * number then takes the place of the number of items on the page.
 */
export function afterItems(
  collection: string,
  request: ListRequest,
  items: readonly { id: string }[],
  count: number | undefined,
): object {
  const ids = items.map(({ id }) => id)
  const links = nextLinks(request, ids, count)
  return { ...(links && { [`${collection}_links`]: links }), ...(count !== undefined && { count }) }
}

/** What the operator's file has for a resource; nothing where it does not name it. */
export function openFilters(
  { resourceFilters }: BlockStorageEnv,
  resource: FilteredResource | undefined,
): readonly string[] {
  return (resource !== undefined && resourceFilters.get(resource)) || []
}

/**
 * From 3.31 on, filters that are not open are refused to all but administrators. Call it in versions
 * that refuse; what earlier ones do differs from list to list.
 * @throws 400
 */
export function refuseClosedFilters(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): void {
  if ([...sent.keys()].some((name) => !/^[\x00-\x7f]*$/.test(name))) {
    throw badRequest('Filter keys can only contain ASCII characters.')
  }
  if (ctx.isAdmin) return
  refuseFilters(sent.keys(), ctx, open)
  sent.delete('all_tenants')
}

/** The same to whomever. @throws 400 */
export function refuseFilters(
  names: Iterable<string>,
  { version }: RequestContext,
  open: readonly string[],
): void {
  const isOpen = (name: string): boolean =>
    open.includes(name) || (version >= MV.LIKE_FILTER && open.includes(`${name}~`))
  // Clients send `all_tenants` whoever they are, so it alone is no mistake.
  const refused = [...names].filter((name) => !isOpen(name) && name !== 'all_tenants')
  if (refused.length === 0) return
  throw badRequest(`Invalid filters ${refused.join(',')} are found in query options.`)
}
