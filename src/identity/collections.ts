/** Lists and links as keystone/server/flask/common.py (wrap_collection, wrap_member) shapes them. */
import { Type as T, type TSchema } from 'typebox'
import type { RequestContext } from '../kernel/context.ts'
import type { ListRequest } from '../kernel/lists/request.ts'
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

/**
 * @param items those of this page, and one more where there is another page
 * @param request of a list that comes in pages
 * @param ids of the items: the next page begins after the last one
 */
export function collection<Item>(
  ctx: RequestContext,
  key: string,
  items: readonly Item[],
  request?: ListRequest,
  ids?: readonly string[],
): Record<string, unknown> {
  const limit = request?.limit
  const more = limit !== undefined && items.length > limit
  return {
    [key]: more ? items.slice(0, limit) : items,
    links: {
      next: more ? request!.nextPage(ids![limit - 1]!) : null,
      self: new URL(ctx.base).origin + ctx.url,
      previous: null,
    },
    ...(more && { truncated: true }),
  }
}

/** A page of items that show their ids. */
export function pagedCollection<Item extends { readonly id: string }>(
  ctx: RequestContext,
  key: string,
  items: readonly Item[],
  request: ListRequest,
): Record<string, unknown> {
  return collection(
    ctx,
    key,
    items,
    request,
    items.map(({ id }) => id),
  )
}

/** What clients sent beside the attributes that we know: kept and shown as it is. */
export function extraOf(
  sent: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !known.has(name)))
}
