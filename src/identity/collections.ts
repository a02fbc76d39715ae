/** Lists and links as keystone/server/flask/common.py (wrap_collection, wrap_member) shapes them. */
import { Type as T, type TSchema } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import { closed, nullable } from '../kernel/view.ts'

export const SELF = closed({ self: T.String() })

const COLLECTION_LINKS = closed({
  next: nullable(T.String()),
  self: T.String(),
  previous: nullable(T.String()),
})

export function collectionOf<K extends string>(key: K, item: TSchema) {
  return closed({
    [key]: T.Array(item),
    links: COLLECTION_LINKS,
    truncated: T.Optional(T.Boolean()),
  })
}

/** Filters and paging that most lists take; the values are checked where they are used. */
export function listQuery(...filters: readonly string[]) {
  const names = [...filters, 'limit', 'marker']
  return T.Object(Object.fromEntries(names.map((name) => [name, T.Optional(T.String())])))
}

/** More than this nobody gets at once who asks for a number: Keystone's [DEFAULT] max_db_limit. */
const MOST = 1000

/**
 * How many to answer with at most; undefined means all.
 * @param usual what holds where the client does not say, for lists that `list_limit` is for
 */
export function limitOf(ctx: RequestContext, usual?: number): number | undefined {
  const limit = Number.parseInt(ctx.search.get('limit') ?? '', 10)
  return limit > 0 ? Math.min(limit, MOST) : usual
}

/**
 * @param items those of this page, and one more where there is another page
 * @param ids of the items, where they have some: the next page begins after the last one
 * @param usual as `limitOf` has it
 */
export function collection<Item>(
  ctx: RequestContext,
  key: string,
  items: readonly Item[],
  ids?: readonly string[],
  usual?: number,
): Record<string, unknown> {
  const limit = ids === undefined ? undefined : limitOf(ctx, usual)
  const more = limit !== undefined && items.length > limit
  const next = more ? nextPage(ctx, limit, ids![limit - 1]!) : null
  return {
    [key]: more ? items.slice(0, limit) : items,
    links: { next, self: thisUrl(ctx), previous: null },
    ...(more && { truncated: true }),
  }
}

/** For lists that are short enough to be read whole: paged here. @param items by id */
export function wholeCollection<Item extends { readonly id: string }>(
  ctx: RequestContext,
  key: string,
  items: readonly Item[],
  usual?: number,
): Record<string, unknown> {
  const marker = ctx.search.get('marker')
  const rest = marker ? items.filter(({ id }) => id > marker) : items
  return collection(
    ctx,
    key,
    rest,
    rest.map(({ id }) => id),
    usual,
  )
}

function thisUrl(ctx: RequestContext): string {
  return new URL(ctx.base).origin + ctx.url
}

function nextPage(ctx: RequestContext, limit: number, marker: string): string {
  const query = new URLSearchParams(ctx.search)
  query.set('limit', String(limit))
  query.set('marker', marker)
  return `${thisUrl(ctx).split('?', 1)[0]}?${query.toString()}`
}

/** A flag in a query: given without a value it is set, and only `0` unsets it. */
export function isSet(ctx: RequestContext, name: string): boolean {
  return ctx.search.has(name) && ctx.search.get(name) !== '0'
}

/** What clients sent beside the attributes that we know: kept and shown as it is. */
export function extraOf(
  sent: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !known.has(name)))
}
