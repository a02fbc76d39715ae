/**
 * Filters of lists of images. Source: openstack/glance glance/db/sqlalchemy/api.py
 * (_make_conditions_from_filters), glance/common/utils.py (split_filter_op and its neighbours).
 */
import { badRequest } from '../../kernel/faults.ts'
import { parseIsoTime } from '../../kernel/formats.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { isoTime } from '../../kernel/clock.ts'
import { wholeNumber } from '../lists.ts'

export interface Filters {
  readonly conditions: readonly Condition[]
  /** What else the images must have: of these names these values. */
  readonly properties: readonly (readonly [name: string, value: string])[]
}

type Read = (name: string, value: string) => Condition

const FILTERS: Readonly<Record<string, Read>> = {
  ...each(['name', 'status', 'container_format', 'disk_format'], amongTexts),
  id: amongIds,
  ...each(['created_at', 'updated_at'], atTime),
  ...each(['size', 'virtual_size', 'min_disk', 'min_ram'], equalNumber),
  ...each(['protected', 'os_hidden'], flag),
  ...each(['owner', 'checksum', 'os_hash_value', 'os_hash_algo'], equalText),
  ...each(['size_min', 'virtual_size_min', 'min_disk_min', 'min_ram_min'], boundary('>=')),
  ...each(['size_max', 'virtual_size_max', 'min_disk_max', 'min_ram_max'], boundary('<=')),
}

function each(names: readonly string[], read: Read): Record<string, Read> {
  return Object.fromEntries(names.map((name) => [name, read]))
}

/** Passed over: deleted images are never listed. */
const IGNORED = new Set(['deleted'])

/** @throws 400 */
export function filtersIn(sent: ReadonlyMap<string, string>): Filters {
  const conditions: Condition[] = []
  const properties: (readonly [string, string])[] = []
  for (const [name, value] of sent) {
    if (IGNORED.has(name)) continue
    const read = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
    if (read === undefined) properties.push([name, value])
    else conditions.push(read(name, value))
  }
  return { conditions, properties }
}

function equalText(column: string, value: string): Condition {
  return { kind: 'in', column, values: [value] }
}

/** In any case, as the database of the real service compares. */
function amongTexts(column: string, value: string): Condition {
  return { kind: 'in', column, values: textsIn(value), caseless: true }
}

/** The same; ids are kept in lower case. */
function amongIds(column: string, value: string): Condition {
  return { kind: 'in', column, values: textsIn(value).map((id) => id.toLowerCase()) }
}

/** `eq:`, `in:` or nothing stands before them. @throws 400 */
function textsIn(value: string): string[] {
  const [operator, rest] = operatorIn(value)
  if (operator === 'in') return quotedValues(rest)
  if (operator === 'eq') return [rest]
  throw badRequest(`Unable to filter by unknown operator '${operator}'.`)
}

/** What stands before the first colon, but for times, which have colons themselves. */
function operatorIn(value: string): readonly [operator: string, rest: string] {
  const colon = value.indexOf(':')
  if (colon < 0 || parseIsoTime(value) !== undefined) return ['eq', value]
  return [value.slice(0, colon), value.slice(colon + 1)]
}

const VALUES = /"([^"\\]*(?:\\.[^"\\]*)*)",?|([^,]+),?|,/gs

function quotedValues(list: string): string[] {
  refuseOddQuotes(list)
  return [...list.matchAll(VALUES)].map(([, quoted, plain]) => quoted || plain || '')
}

function refuseOddQuotes(list: string): void {
  let isOpen = false
  for (const { index } of list.matchAll(/"/g)) {
    if (list[index - 1] === '\\') continue
    if (!isOpen && index > 0 && list[index - 1] !== ',') {
      throw oddQuotes(list, 'There is no comma before opening quotation mark.')
    }
    if (isOpen && index + 1 !== list.length && list[index + 1] !== ',') {
      throw oddQuotes(list, 'There is no comma after closing quotation mark.')
    }
    isOpen = !isOpen
  }
  if (isOpen) throw oddQuotes(list, 'The quote is not closed.')
}

function oddQuotes(list: string, reason: string): Error {
  return badRequest(`Invalid filter value ${list}. ${reason}`)
}

/** Times are kept by the millisecond, and shown and compared by the second. */
function atTime(column: string, value: string): Condition {
  const [operator, text] = operatorIn(value)
  const time = parseIsoTime(text)
  if (time === undefined) {
    throw badRequest(`Bad "${column}" query filter format. Use ISO 8601 DateTime notation.`)
  }
  const floor = Math.floor(time / 1000) * 1000
  const isWhole = floor === time
  const before = (milliseconds: number): Condition => ({
    ...{ kind: 'compare', column, operator: '<', value: isoTime(milliseconds) },
  })
  const from = (milliseconds: number): Condition => ({
    ...{ kind: 'compare', column, operator: '>=', value: isoTime(milliseconds) },
  })
  const next = floor + 1000
  const ceiling = isWhole ? floor : next
  switch (operator) {
    case 'gt':
      return from(next)
    case 'gte':
      return from(ceiling)
    case 'lt':
      return before(ceiling)
    case 'lte':
      return before(next)
    case 'eq':
      return isWhole ? { kind: 'all', of: [from(floor), before(next)] } : NEVER
    case 'neq':
      return isWhole ? { kind: 'any', of: [before(floor), from(next)] } : ALWAYS
    default:
      throw badRequest('Unable to filter on a unknown operator.')
  }
}

const ALWAYS: Condition = { kind: 'all', of: [] }

/** Texts are no numbers, but MariaDB reads the number that they begin with, and 0 from others. */
function equalNumber(column: string, value: string): Condition {
  const number = Number(/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(value)?.[0] ?? 0)
  return Number.isSafeInteger(number) ? { kind: 'in', column, values: [number] } : NEVER
}

function boundary(operator: '>=' | '<='): Read {
  return (name, text) => {
    const value = wholeNumber(text)
    if (value === undefined) {
      throw badRequest('Unable to filter on a range with a non-numeric value.')
    }
    const bounded = Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
    return { kind: 'compare', column: name.slice(0, -'_min'.length), operator, value: bounded }
  }
}

function flag(column: string, value: string): Condition {
  const text = column === 'os_hidden' ? value.toLowerCase() : value
  if (text !== 'true' && text !== 'false') {
    throw badRequest(
      `Invalid value '${text}' for '${column}' filter. Valid values are 'true' or 'false'.`,
    )
  }
  return { kind: 'in', column, values: [text === 'true' ? 1 : 0] }
}
