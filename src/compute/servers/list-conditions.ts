/** What filters of lists of servers mean. Source: openstack/nova nova/db/main/api.py. */
import { badRequest } from '../../kernel/faults.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import { isoTime } from '../../kernel/clock.ts'
import { parseIsoTime } from '../../kernel/formats.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import type { Pattern } from '../patterns.ts'
import { BY_PATTERN, CASELESS, EXACT, NUMBERS, OF_IMAGE, TAGS, TIMES } from './list-parameters.ts'

/** Filters in force, by name. */
export type Texts = ReadonlyMap<string, string>

/** @throws Fault 400 */
export function timeConditions(filters: Texts): Condition[] {
  const since = timeOf(filters, 'changes-since')
  const before = timeOf(filters, 'changes-before')
  if (since !== undefined && before !== undefined && before < since) {
    throw badRequest('The value of changes-since must be less than or equal to changes-before.')
  }
  const bound = (operator: '>=' | '<', value: number | undefined): Condition[] =>
    value === undefined
      ? []
      : [{ kind: 'compare', column: 'updated_at', operator, value: isoTime(value) }]
  // What happened in the second that is named is not later.
  return [...bound('>=', since), ...bound('<', before === undefined ? undefined : before + 1000)]
}

function timeOf(filters: Texts, name: string): number | undefined {
  const text = filters.get(name)
  if (text === undefined) return undefined
  const time = parseIsoTime(text)
  if (time === undefined) throw badRequest(`Invalid filter field: ${name}.`)
  return time
}

export function exactConditions(filters: Texts): Condition[] {
  return [...filters].flatMap(([name, value]): Condition[] => {
    if (name === 'tenant_id' || name === 'project_id') return []
    const column = EXACT[name]
    if (column !== undefined) {
      return [{ kind: 'in', column, values: [value], caseless: CASELESS.includes(column) }]
    }
    if (NUMBERS.includes(name)) return [numberCondition(name, value)]
    if (name === 'config_drive') return [driveCondition(value)]
    if (name === 'auto_disk_config') return [diskCondition(value)]
    if (name === 'locked') return [lockedCondition(value)]
    const held = TAGS[name as keyof typeof TAGS]
    if (held === undefined) return []
    return [{ kind: 'members', relation: 'tags', names: value.split(','), held }]
  })
}

function numberCondition(column: string, value: string): Condition {
  const isNumber = /^\d+$/.test(value) && Number.isSafeInteger(Number(value))
  return isNumber ? { kind: 'in', column, values: [Number(value)] } : NEVER
}

/** Upstream keeps it as a number. */
function diskCondition(value: string): Condition {
  const values = [value === '1' ? 'AUTO' : [], value === '0' ? 'MANUAL' : []].flat()
  return { kind: 'in', column: 'auto_disk_config', values }
}

/** It is stored as the text `True`, or as nothing. */
function driveCondition(value: string): Condition {
  if (value === '') return { kind: 'in', column: 'config_drive', values: [0, 1] }
  const isOn = 'true'.includes(value.toLowerCase()) || value === '1'
  return isOn ? { kind: 'in', column: 'config_drive', values: [1] } : NEVER
}

/** @throws Fault 400 */
function lockedCondition(value: string): Condition {
  const isLocked: Condition = { kind: 'in', column: 'locked_by', values: ['owner', 'admin'] }
  const isFree: Condition = { kind: 'in', column: 'locked_by', values: [null] }
  return requireBoolean(value) ? isLocked : isFree
}

/** @throws Fault 400 */
export function requireBoolean(value: string): boolean {
  const is = booleanFrom(value)
  if (is !== undefined) return is
  throw badRequest(
    `Unrecognized value '${value}', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', ` +
      "'off', 'on', 't', 'true', 'y', 'yes'",
  )
}

export function patternsOf(filters: Texts): Pattern[] {
  return [...filters].flatMap(([name, source]) => {
    if (TIMES.includes(name)) return [{ column: name, source: source.replace(' ', 'T') }]
    if (OF_IMAGE.includes(name)) return [{ column: 'image_properties', item: name, source }]
    const column = BY_PATTERN[name]
    return column === undefined ? [] : [{ column, source }]
  })
}
