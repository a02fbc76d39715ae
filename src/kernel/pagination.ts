/**
 * Paging as compute and block storage do it: `limit`, `marker` (the id of the last item seen) and
 * a `next` link. Rules: nova/api/openstack/common.py and cinder/api/common.py
 * (get_pagination_params, _get_limit_param, _get_next_link).
 */
import type { RequestContext } from './context.ts'
import { badRequest } from './faults.ts'

export interface Page {
  /** Most items to answer with. */
  readonly limit: number
  /** Id of the item after which the page begins. */
  readonly marker: string | undefined
}

/** `osapi_max_limit` of both services. */
export const MAX_LIMIT = 1000

/** @throws 400 where `limit` is not a natural number. A larger limit than the maximum is cut. */
export function pageOf(ctx: RequestContext, maxLimit = MAX_LIMIT): Page {
  const limit = naturalNumber(ctx, 'limit')
  return {
    limit: Math.min(limit ?? maxLimit, maxLimit),
    marker: ctx.search.getAll('marker').at(-1),
  }
}

/** A query parameter that counts something; undefined where it is absent. The last one counts. */
export function naturalNumber(ctx: RequestContext, name: 'limit' | 'offset'): number | undefined {
  const text = ctx.search.getAll(name).at(-1)
  if (text === undefined) return undefined
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw badRequest(`${name} param must be an integer`)
  const number = Number(text)
  if (number < 0) throw badRequest(`${name} param must be positive`)
  return number
}

/**
 * The link to the next page, or none: it is given when the page is full, as the real services do,
 * who do not look whether more follows. It repeats `parameters`, by default those of the request.
 */
export function nextLinks(
  ctx: RequestContext,
  ids: readonly string[],
  limit: number,
  parameters: URLSearchParams = ctx.search,
): { rel: 'next'; href: string }[] | undefined {
  const last = ids.at(-1)
  if (last === undefined || ids.length < limit) return undefined
  const query = new URLSearchParams(parameters)
  query.set('marker', last)
  const path = ctx.url.split('?', 1)[0]!
  return [{ rel: 'next', href: `${origin(ctx)}${path}?${query.toString()}` }]
}

function origin(ctx: RequestContext): string {
  return new URL(ctx.base).origin
}
