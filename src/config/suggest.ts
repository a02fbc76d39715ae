/** For whoever mistypes a name: the one that was probably meant. */

/** `; did you mean --data-dir?`, or nothing where no candidate is close. */
export function didYouMean(name: string, candidates: Iterable<string>, prefix = ''): string {
  const meant = closest(name, candidates)
  return meant === undefined ? '' : `; did you mean ${prefix}${meant}?`
}

/** The candidate that takes the fewest typing mistakes to become `name`: at most a third of it. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.floor(Math.max(name.length, 3) / 3) + 1
  for (const candidate of candidates) {
    const mistakes = distance(name.toLowerCase(), candidate.toLowerCase())
    if (mistakes < fewest) [best, fewest] = [candidate, mistakes]
  }
  return best
}

/** Letters added, left out, changed, or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    const above = rows[i - 1]!
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(changed, above[j]! + 1, row[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
