/**
 * What lists of block storage have in common beside the page itself: how far to skip, and in which
 * order. Source: openstack/cinder cinder/api/common.py (_get_offset_param, get_sort_params),
 * cinder/db/api.py (process_sort_params).
 */
import type { RequestContext } from '../kernel/context.ts'
import { badRequest } from '../kernel/faults.ts'
import { validInteger } from './integers.ts'

/** How many items after the marker to skip. @throws 400 */
export function offsetOf(ctx: RequestContext): number {
  const text = ctx.search.get('offset')
  return text === null ? 0 : validInteger(text, 'offset', 0)
}

export interface SortKey {
  readonly key: string
  readonly direction: 'asc' | 'desc'
}

/** What follows in every order, so that no two items are level. */
const LAST_KEYS = ['created_at', 'id']

const EITHER =
  "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' " +
  'parameter.'

/**
 * The order a client asks for: `sort=key[:dir],…`, or the older `sort_key` and `sort_dir`; newest
 * first where it asks for none. Whether a list can be sorted by a key is the list's own business.
 * @throws 400
 */
export function sortOf(ctx: RequestContext): readonly SortKey[] {
  const { search } = ctx
  const sort = search.get('sort')
  if (sort !== null && (search.has('sort_key') || search.has('sort_dir'))) throw badRequest(EITHER)
  const asked =
    sort === null
      ? [[search.get('sort_key') ?? 'created_at', search.get('sort_dir') ?? 'desc'] as const]
      : sort.split(',').map((part) => partition(part))
  const keys = asked.map(([key, direction]): SortKey => {
    const trimmed = direction.trim()
    if (trimmed !== 'asc' && trimmed !== 'desc') {
      throw invalidInput("Unknown sort direction, must be 'desc' or 'asc'.")
    }
    return { key: key.trim(), direction: trimmed }
  })
  const { direction } = keys[0]!
  const missing = LAST_KEYS.filter((last) => !keys.some(({ key }) => key === last))
  return [...keys, ...missing.map((key) => ({ key, direction }))]
}

function partition(part: string): readonly [string, string] {
  const colon = part.indexOf(':')
  if (colon < 0) return [part, 'desc']
  return [part.slice(0, colon), part.slice(colon + 1) || 'desc']
}

export function invalidSortKey(): Error {
  return invalidInput('Invalid sort key')
}

function invalidInput(reason: string): Error {
  return badRequest(`Invalid input received: ${reason}`)
}
