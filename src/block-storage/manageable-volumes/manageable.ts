/**
 * What lies on a backend and is no volume, but may become one.
 * Source: openstack/cinder cinder/api/v3/resource_common_manage.py, cinder/volume/volume_utils.py
 * (paginate_entries_list).
 */
import { Type as T, type Static } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { limitIn } from '../../kernel/lists/paging.ts'
import { validInteger } from '../integers.ts'
import { invalidInput } from '../volumes/volume.ts'

export interface Manageable {
  /** What the backend calls it. */
  readonly name: string
  /** GiB. */
  readonly size: number
}

const TEXT = T.Optional(T.String())

export const LIST_PARAMETERS = T.Object({
  host: TEXT,
  cluster: TEXT,
  ...{ limit: TEXT, offset: TEXT, marker: TEXT },
  ...{ sort: TEXT, sort_key: TEXT, sort_dir: TEXT },
})

export type ListParameters = Static<typeof LIST_PARAMETERS>

type Order = readonly (readonly [key: string, direction: string])[]

/** How a list is asked for, beside what it is about. @throws 400 */
export function pageAsked(query: ListParameters) {
  const { limit: asked, offset, marker } = query
  return {
    limit: limitIn({ getAll: () => (asked === undefined ? [] : [asked]) }),
    offset: offset === undefined ? 0 : validInteger(offset, 'offset', 0),
    marker: marker === undefined || marker === '' ? undefined : marker,
    order: orderAsked(query),
  }
}

/** @throws 400 */
function orderAsked({ sort, sort_key, sort_dir }: ListParameters): Order {
  if (sort !== undefined && (sort_key !== undefined || sort_dir !== undefined)) {
    throw badRequest(
      "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the " +
        "'sort' parameter.",
    )
  }
  const parts = sort?.split(',').map((part) => part.split(':')) ?? [
    [sort_key ?? 'reference', sort_dir ?? 'desc'],
  ]
  const order = parts.map(
    ([key = '', direction]) => [key.trim(), direction?.trim() || 'desc'] as const,
  )
  const keys = order.map(([key]) => key).filter((key) => key !== 'reference' && key !== 'size')
  if (keys.length > 0) throw badRequest(`Invalid sort keys passed: ${keys.join(', ')}`)
  const directions = order.map(([, direction]) => direction)
  const invalid = directions.filter((direction) => direction !== 'asc' && direction !== 'desc')
  if (invalid.length > 0) throw badRequest(`Invalid sort dirs passed: ${invalid.join(', ')}`)
  return order
}

/** @throws 400 where the marker names nothing */
export function pageOf<Entry extends Manageable>(
  entries: readonly Entry[],
  { limit, offset, marker, order }: ReturnType<typeof pageAsked>,
): readonly Entry[] {
  const sorted = entries.toSorted((a, b) => compare(a, b, order))
  const start = offset + (marker === undefined ? 0 : placeOf(sorted, marker) + 1)
  return sorted.slice(start, start + limit)
}

function compare(a: Manageable, b: Manageable, order: Order): number {
  for (const [key, direction] of order) {
    const [left, right] = key === 'size' ? [a.size, b.size] : [a.name, b.name]
    if (left !== right) return (left < right ? -1 : 1) * (direction === 'asc' ? 1 : -1)
  }
  return 0
}

/** A marker is a reference, as JSON. */
function placeOf(entries: readonly Manageable[], marker: string): number {
  let reference: unknown
  try {
    reference = JSON.parse(marker)
  } catch {
    throw invalidInput(`marker ${marker} can not be analysed, please use json like format`)
  }
  const place = entries.findIndex(({ name }) => name === nameIn(reference))
  if (place < 0) throw invalidInput(`marker not found: ${marker}`)
  return place
}

export const SOURCE_NAME = 'source-name'

/** What a reference names, where it does so as this backend understands. */
export function nameIn(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined
  const name: unknown = (reference as Record<string, unknown>)[SOURCE_NAME]
  return typeof name === 'string' ? name : undefined
}
