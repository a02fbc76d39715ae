/**
 * Filters that are regular expressions, as the real service's MySQL takes them: anywhere in the value,
 * in whatever case, `|` as it is. Source: oslo.db safe_regex_mysql (oslo_db/sqlalchemy/utils.py).
 */
import type { Condition } from '../kernel/lists/conditions.ts'

/** A pattern that no condition of lists says: its rows are to be looked at. */
export interface Pattern {
  readonly column: string
  readonly source: string
  /** Where the column is JSON: what it is held against, an empty text where it is missing. */
  readonly item?: string
}

/** What a pattern is held against, of what stands in its column. */
export function matchedText({ item }: Pattern, value: string): string {
  if (item === undefined) return value
  const all = JSON.parse(value) as Record<string, string | null | undefined>
  return all[item] ?? ''
}

const ESCAPED = /\\([^A-Za-z0-9])/g
const OPERATOR = /[\\^$.*+?()[\]{}]/

/** What the pattern means, where it is a text, perhaps with its ends said: most are. */
export function simpleCondition({ column, source, item }: Pattern): Condition | undefined {
  if (item !== undefined) return undefined
  const isStart = source.startsWith('^')
  const isEnd = source.endsWith('$') && !source.endsWith(String.raw`\$`)
  const middle = source.slice(isStart ? 1 : 0, isEnd ? -1 : undefined)
  const text = textOf(middle)
  if (text === undefined) return undefined
  if (isStart && isEnd) return { kind: 'in', column, values: [text], caseless: true }
  const place = isStart ? 'starts' : isEnd ? 'ends' : 'contains'
  return { kind: 'text', column, place, text, caseless: true }
}

function textOf(source: string): string | undefined {
  if (OPERATOR.test(source.replaceAll(ESCAPED, ''))) return undefined
  return source.replaceAll(ESCAPED, '$1')
}
