/**
 * What the filters of several lists mean.
 * Source: openstack/cinder cinder/api/common.py (process_general_filtering), cinder/db/api.py
 * (_process_model_like_filter, _filter_host, _process_volume_filters, _process_snaps_filters).
 */
import { isoTime } from '../kernel/clock.ts'
import type { RequestContext } from '../kernel/context.ts'
import { badRequest } from '../kernel/faults.ts'
import { parseIsoTime } from '../kernel/formats.ts'
import {
  NEVER,
  type Column,
  type Columns,
  type Condition,
  type Operator,
  type Value,
} from '../kernel/lists/conditions.ts'
import { ExactNumber, literalEval, str } from '../kernel/python.ts'
import type { SentFilters } from './lists.ts'

/** Tokens of the system and of domains have none, so nothing is theirs: they see an empty list. */
export function ownProject(ctx: RequestContext): string {
  return ctx.token.projectId ?? ''
}

/** Names of filters that stand for others, from 3.31 on. */
const RENAMED = new Map([
  ['name~', 'display_name~'],
  ['description~', 'display_description~'],
  ['consumes_quota', 'use_quota'],
])

export function renamedFilters(sent: SentFilters): SentFilters {
  return new Map([...sent].map(([name, text]) => [RENAMED.get(name) ?? name, text]))
}

/** A filter that everything fulfils. */
export const NO_CONDITION: Condition[] = []

/** A filter that nothing fulfils. */
export const NOTHING = [NEVER]

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof ExactNumber
}

/** Undefined where the column can hold nothing like it. */
export function asStored(value: unknown, column: Column): Value | undefined {
  if (value === null) return null
  if (typeof value === 'object' && !isNumber(value)) return undefined
  if (column.type === 'text') return storable(str(value))
  const number = Number(value instanceof ExactNumber ? value.value : value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** @param value what the column shall contain, with `%` and `_` for any characters */
export function likeFilter(columns: Columns, name: string, value: unknown): Condition[] {
  if (!columns.has(name)) return NOTHING
  if (typeof value !== 'string' && !isNumber(value)) return NO_CONDITION
  const part = storable(str(value))
  return part === undefined ? NOTHING : [{ kind: 'like', column: name, text: part }]
}

/**
 * The column is the name of a host, or of something on it: a pool is itself; a backend is its pools
 * too, a host its backends too. Ranges instead of `like`, which would not heed case everywhere.
 * Source: openstack/cinder cinder/db/api.py (_filter_host).
 */
export function hostFilter(column: 'host' | 'cluster_name', value: unknown): Condition[] {
  if (value === null || value === '') return NO_CONDITION
  const name = storable(str(value))
  if (name === undefined) return NOTHING
  const range = (from: string, below: string): Condition => ({
    kind: 'all',
    of: [
      { kind: 'compare', column, operator: '>=', value: from },
      { kind: 'compare', column, operator: '<', value: below },
    ],
  })
  const itself: Condition = { kind: 'in', column, values: [name] }
  if (name.includes('#')) return [itself]
  // `$` and `A` follow `#` and `@` among the characters.
  const pools = range(`${name}#`, `${name}$`)
  const backends = name.includes('@') ? [] : [range(`${name}@`, `${name}A`)]
  return [{ kind: 'any', of: [itself, pools, ...backends] }]
}

/** `{'key': 'value', …}` as Python or JSON writes it; there must be every item. */
export function metadataFilter(
  text: string,
  itemOf: (key: string, value: string) => Condition = itemIn('metadata'),
): Condition[] {
  const wanted = recordOf(text)
  if (wanted === undefined) return NOTHING
  return Object.entries(wanted).map(([key, sent]): Condition => {
    const value = asText(sent)
    return value === undefined ? NEVER : itemOf(key, value)
  })
}

/** Items of one of the tables of items that a list has. */
export function itemIn(relation: string) {
  return (key: string, value: string): Condition => ({ kind: 'item', relation, key, value })
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || isNumber(value) ? storable(str(value)) : undefined
}

/** A literal can spell what no database stores, and PostgreSQL would not even be asked for. */
function storable(text: string): string | undefined {
  return text.includes('\0') ? undefined : text
}

/** A text that is a Python or JSON object, as one. */
export function recordOf(text: string): Record<string, unknown> | undefined {
  const literal = literalEval(text)
  if (!literal.ok || typeof literal.value !== 'object' || literal.value === null) return undefined
  return Array.isArray(literal.value) ? undefined : (literal.value as Record<string, unknown>)
}

const OPERATORS = new Map<string, Operator>([
  ['gt', '>'],
  ['gte', '>='],
  ['eq', '='],
  ['neq', '!='],
  ['lt', '<'],
  ['lte', '<='],
])

/** `gt:2026-01-01,lt:…`: one of the comparisons suffices. The last one of an operator counts. */
export function timeFilter(column: 'created_at' | 'updated_at', text: string): Condition {
  const any = new Map<string, Condition>()
  for (const part of text.split(',')) {
    const [word = '', ...rest] = part.split(':')
    const operator = OPERATORS.get(word)
    if (operator === undefined) throw badRequest(`Invalid ${word} operator`)
    // Without a colon upstream takes the operator for the time as well, and says so.
    const sent = rest.length === 0 ? word : rest.join(':')
    const time = parseIsoTime(sent)
    if (time === undefined) throw badRequest(`Invalid ${sent} value`)
    any.set(word, { kind: 'compare', column, operator, value: isoTime(time) })
  }
  return { kind: 'any', of: [...any.values()] }
}
