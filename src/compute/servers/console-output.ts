/** What answers cannot have: all control characters but tab and line feed. */
const UNPRINTABLE = /[\x00-\x08\x0B-\x1F]/g

/**
 * The last lines of a log, all of them where no number is given. Minus one is not "all" but all after
 * the first line, as a slice of Python has it (nova/compute/manager.py, _tail_log).
 * @param length as sent: digits are a number too
 */
export function tailOf(log: string, length: number | string | null): string {
  const text = log.replaceAll(UNPRINTABLE, '')
  if (length === null) return text
  const count = Number(length)
  return count === 0 ? '' : text.split('\n').slice(-count).join('\n')
}
