/** What a runner has and does when it looks for more to do. */
export interface Load {
  /** How many jobs it may begin. */
  readonly free: number
  /** How many jobs of one kind it may do at a time. */
  readonly most: number
  /** How many jobs it is doing, by kind. */
  readonly underWay: ReadonlyMap<string, number>
}

/**
 * How many jobs of each kind to begin: each goes to the kind of which the fewest are under way, so
 * that a kind with a hundred thousand jobs waiting holds up no other. Kinds that get none are
 * left out.
 * @param due kinds of which jobs are due; of equals, the first is served first
 */
export function sharesOf(due: readonly string[], load: Load): Map<string, number> {
  const shares = new Map<string, number>()
  const doing = (kind: string): number => (load.underWay.get(kind) ?? 0) + (shares.get(kind) ?? 0)
  for (let left = load.free; left > 0; left--) {
    let least: string | undefined
    for (const kind of due) {
      if (doing(kind) >= load.most) continue
      if (least === undefined || doing(kind) < doing(least)) least = kind
    }
    if (least === undefined) break
    shares.set(least, (shares.get(least) ?? 0) + 1)
  }
  return shares
}

/**
 * One kind may not take all hands where there are others: what takes long would otherwise keep all
 * of them, and a job of another kind would wait for the first of those to end.
 */
export function mostOfOneKind(concurrency: number, kinds: number): number {
  return kinds <= 1 ? concurrency : Math.max(1, Math.floor((concurrency * 3) / 4))
}
