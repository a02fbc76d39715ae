/** A way to satisfy a request, or one group of it. */

export interface Room {
  readonly capacity: number
  readonly used: number
  readonly maxUnit: number
}

/** A provider with what candidates show of it. */
export interface Node {
  readonly id: number
  readonly uuid: string
  readonly rootId: number
  readonly rootUuid: string
  readonly parentUuid: string | null
  readonly traits: readonly string[]
  /** By resource class, in the order in which they were added. */
  readonly rooms: ReadonlyMap<string, Room>
}

export interface Piece {
  readonly node: Node
  readonly resourceClass: string
  readonly amount: number
}

export interface Candidate {
  /** The root of the tree that the servers' own provider is in; others may share with it. */
  readonly anchor: number
  readonly pieces: readonly Piece[]
  /** The providers that satisfy each group, by its suffix. */
  readonly mappings: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Found {
  readonly candidates: readonly Candidate[]
  /** All providers of the trees that candidates take from. */
  readonly summaries: readonly Node[]
}

/** Equal where two candidates say the same, whatever their anchors. */
export function identityOf({ pieces, mappings }: Candidate): string {
  const parts = pieces.map(
    ({ node, resourceClass, amount }) => `${node.id} ${resourceClass} ${amount}`,
  )
  const by = [...mappings].map(([suffix, uuids]) => `${suffix}=${[...uuids].sort().join(' ')}`)
  return `${parts.sort().join(',')};${by.sort().join(',')}`
}

/** All ways to take one of each list, the last list turning fastest. */
export function* combinations<Item>(lists: readonly (readonly Item[])[]): Generator<Item[]> {
  const [first, ...rest] = lists
  if (first === undefined) {
    yield []
    return
  }
  for (const item of first) for (const others of combinations(rest)) yield [item, ...others]
}
