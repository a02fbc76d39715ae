/** Names of metadata definitions: of any case they mean the same, as in the real database. */

/** By what a name is found, and unique. */
export function keyOf(name: string): string {
  return name.toLowerCase()
}

/** The first name that means the same as one before it, or as one that is there. */
export function firstTaken(
  names: readonly string[],
  there: ReadonlySet<string> = new Set(),
): string | undefined {
  const keys = new Set(there)
  return names.find((name) => {
    const isTaken = keys.has(keyOf(name))
    keys.add(keyOf(name))
    return isTaken
  })
}
