/** What a list is asked for: made by the dialect of a service, checked, free of the query string. */
import type { Condition } from './conditions.ts'

export interface Order {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

export interface Marker {
  /** Names the row after which the page begins. */
  readonly id: string
  /**
   * `place`: the page begins after that id, whether a row has it or not; the list is in the order
   * of ids. `row`: the page begins after that row, in whatever order the list is.
   */
  readonly as: 'place' | 'row'
  /** What a row fulfils that the caller sees: of a marker, too, nobody learns whether others exist. */
  readonly visible?: readonly Condition[]
  /** The refusal where no such row is; without one the marker is then passed over. */
  missing?(): Error
}

export interface ListRequest {
  /** All of them must be fulfilled; those that visibility adds are among them. */
  readonly conditions: readonly Condition[]
  /** The first column counts most. Empty: in the order in which the rows were made. */
  readonly order: readonly Order[]
  /** Most rows to answer with; undefined is all. */
  readonly limit: number | undefined
  /** How many rows after the marker to skip. */
  readonly offset: number
  readonly marker: Marker | undefined
  /** Tell how many there are on all pages. */
  readonly withCount: boolean
  /** Rows that are kept of what was deleted: left out, listed too, or listed alone. */
  readonly deleted: 'hidden' | 'shown' | 'only'
  /** Where the page begins that follows the item with this id. */
  nextPage(id: string): string
}

/** The same of the rows that the caller sees: those of the page fulfil `visible`, and the marker's. */
export function among<R extends ListRequest>(request: R, visible: readonly Condition[]): R {
  const { conditions, marker } = request
  return {
    ...request,
    conditions: [...conditions, ...visible],
    marker: marker && { ...marker, visible: [...(marker.visible ?? []), ...visible] },
  }
}

/** The request of a list that is asked for everything. */
export const EVERYTHING: ListRequest = {
  conditions: [],
  order: [],
  limit: undefined,
  offset: 0,
  marker: undefined,
  withCount: false,
  deleted: 'hidden',
  nextPage() {
    throw new Error('a list without pages has no next one')
  },
}
