/**
 * Text that no database would give back as it was sent: a NUL character, which PostgreSQL refuses,
 * and half of a surrogate pair, which UTF-8 cannot hold. It is refused on the way in, so that both
 * databases answer alike.
 */

/** JSON can only hold such text by an escape (a raw control character is no JSON). */
const SUSPECTS = [String.raw`\u0000`, String.raw`\ud`, String.raw`\uD`]

/** @param raw the body as sent, @param value the same as JSON */
export function isStorable(raw: Buffer, value: unknown): boolean {
  return !SUSPECTS.some((escape) => raw.includes(escape)) || holdsText(value)
}

function holdsText(value: unknown): boolean {
  if (typeof value === 'string') return isText(value)
  if (Array.isArray(value)) return value.every(holdsText)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, item]) => isText(key) && holdsText(item))
}

function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/**
 * Lists and objects within one another. Nobody means more; far more would exhaust the stack of
 * whoever writes it again, each time that it is shown. Python gives up at some thousand.
 */
const DEEPEST = 200

/** @param raw the body as sent, @param value the same as JSON */
export function isTooDeep(raw: Buffer, value: unknown): boolean {
  // Every level takes a bracket at each end.
  if (raw.length <= 2 * DEEPEST) return false
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth <= DEEPEST; depth++) {
    if (level.length === 0) return false
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    )
  }
  return true
}

/** A percent-encoded NUL in a path or query. */
export function isStorableUrl(url: string): boolean {
  return !url.includes('%00')
}
