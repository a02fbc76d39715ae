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

/** A percent-encoded NUL in a path or query. */
export function isStorableUrl(url: string): boolean {
  return !url.includes('%00')
}
