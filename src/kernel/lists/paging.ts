/**
 * Paging as compute and block storage have in common: `limit`, `marker` (the id of the last item
 * seen) and a `next` link. Rules: nova/api/openstack/common.py and cinder/api/common.py
 * (get_pagination_params, _get_limit_param, _get_next_link).
 */
import type { RequestContext } from '../context.ts'
import { badRequest } from '../faults.ts'

/** `osapi_max_limit` of both services. */
export const MAX_LIMIT = 1000

/** @throws 400 where `limit` is not a natural number. A larger limit than the maximum is cut. */
export function limitIn(parameters: { getAll(name: string): readonly string[] }): number {
  const text = parameters.getAll('limit').at(-1)
  if (text === undefined) return MAX_LIMIT
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw badRequest('limit param must be an integer')
  const number = Number(text)
  if (number < 0) throw badRequest('limit param must be positive')
  return Math.min(number, MAX_LIMIT)
}

export interface NextLink {
  readonly rel: 'next'
  readonly href: string
}

/**
 * The link to the next page, or none: it is given when the page is full, as the real services do,
 * who do not look whether more follows.
 * @param shown how many items count as shown, where that is not the number of ids
 */
export function nextLinks(
  request: { readonly limit: number | undefined; nextPage(id: string): string },
  ids: readonly string[],
  shown = ids.length,
): NextLink[] | undefined {
  const last = ids.at(-1)
  if (last === undefined || request.limit === undefined || shown < request.limit) return undefined
  return [{ rel: 'next', href: request.nextPage(last) }]
}

/** The address of the request without its query. */
export function ownAddress(ctx: RequestContext): string {
  return new URL(ctx.base).origin + ctx.url.split('?', 1)[0]!
}
