/**
 * Does what a backend says of itself fulfil the extra specs of a type?
 * Source: openstack/cinder cinder/scheduler/filters/capabilities_filter.py
 * (_satisfies_extra_specs) and extra_specs_ops.py (match).
 */
import { booleanFrom } from '../../kernel/booleans.ts'

export type Capability = string | number | boolean | null
export type Capabilities = Readonly<Record<string, Capability>>
type Specs = ReadonlyMap<string, string | null>

/** Specs of another scope than `capabilities:` are for drivers, and ask for nothing here. */
export function fulfils(capabilities: Capabilities, specs: Specs): boolean {
  return [...specs].every(([key, wanted]) => {
    const scope = key.split(':')
    if (scope.length > 1 && scope[0] !== 'capabilities') return true
    const path = scope[0] === 'capabilities' ? scope.slice(1) : scope
    const [name = '', ...members] = path
    // No capability of ours has members.
    if (members.length > 0 || !Object.hasOwn(capabilities, name)) return false
    return matches(capabilities[name]!, wanted)
  })
}

const NUMBERS = new Map<string, (a: number, b: number) => boolean>([
  ['=', (a, b) => a >= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['>=', (a, b) => a >= b],
  ['<=', (a, b) => a <= b],
])

const TEXTS = new Map<string, (a: string, b: string) => boolean>([
  ['<in>', (a, b) => a.includes(b)],
  ['s==', (a, b) => a === b],
  ['s!=', (a, b) => a !== b],
  ['s<', (a, b) => a < b],
  ['s<=', (a, b) => a <= b],
  ['s>', (a, b) => a > b],
  ['s>=', (a, b) => a >= b],
])

/** What is no boolean is false: `strutils.bool_from_string`, not strict. */
function isTrue(text: string): boolean {
  return booleanFrom(text) ?? false
}

/** @param wanted a value, or an operator and a value, or `<or> a <or> b` */
function matches(value: Capability, wanted: string | null): boolean {
  if (wanted === null || value === null) return value === wanted
  const [operator = '', ...words] = wanted.split(/\s+/).filter((word) => word !== '')
  const text = String(value)
  if (operator === '<or>') return words.filter((_, index) => index % 2 === 0).includes(text)
  const [operand] = words
  if (operator === '<is>') {
    return operand !== undefined && isTrue(text) === isTrue(operand)
  }
  const compareNumbers = NUMBERS.get(operator)
  const compareTexts = TEXTS.get(operator)
  // Without an operator Python compares the spec with the value itself, which only a text equals.
  if (compareNumbers === undefined && compareTexts === undefined) return value === wanted
  if (operand === undefined) return false
  if (compareTexts !== undefined) return typeof value === 'string' && compareTexts(value, operand)
  const [left, right] = [Number(value), Number(operand)]
  return !Number.isNaN(left) && !Number.isNaN(right) && compareNumbers!(left, right)
}
