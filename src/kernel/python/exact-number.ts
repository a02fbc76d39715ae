/**
 * A number of JSON that a double cannot tell as Python's `json` reads it: an int beyond 2^53, or a
 * float without a fraction (`1.0`, `1e3`), which is no int. All others are plain numbers.
 */

import { Written } from './written.ts'

/** `JSON.rawJSON` of ES2026: what it returns is written as the text it was given. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object }

const FLOAT = /[.eE]/

export class ExactNumber extends Written {
  /** The nearest double. */
  readonly value: number
  /** Drafts of JSON Schema since the sixth take `1.0` for an integer, the fourth does not. */
  readonly isInteger: boolean

  constructor(source: string, wholeFloatsAreIntegers: boolean) {
    const isFloat = FLOAT.test(source)
    const value = Number(source)
    super(isFloat && Number.isFinite(value) ? floatText(value) : source)
    this.value = value
    this.isInteger = !isFloat || (wholeFloatsAreIntegers && Number.isInteger(value))
  }

  /** Python's `repr`. */
  get shown(): string {
    if (Number.isFinite(this.value) || !FLOAT.test(this.text)) return this.text
    return this.value > 0 ? 'inf' : '-inf'
  }

  toJSON(): object {
    return rawJSON(this.text)
  }
}

function floatText(value: number): string {
  if (Math.abs(value) >= 1e16) return value.toExponential()
  return Object.is(value, -0) ? '-0.0' : `${value}.0`
}

/** A number that may be one of these; text that looks like it costs time, nothing else. */
const SUSPECT = /(?:^|[[:,])\s*-?\d+(?:[.eE]|\d{15})/

interface Context {
  readonly source?: string
}

type Reviver = (key: string, value: unknown, context: Context) => unknown
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown

const holding = new WeakSet<object>()

/** Whether `parseExactly` made it, and found such a number in it. */
export function holdsExactNumbers(value: unknown): boolean {
  if (value instanceof ExactNumber) return true
  return typeof value === 'object' && value !== null && holding.has(value)
}

/** `to` is made of what is in `from`. */
export function keepsExactNumbers<T>(from: unknown, to: T): T {
  if (holdsExactNumbers(from) && typeof to === 'object' && to !== null) holding.add(to)
  return to
}

/**
 * `JSON.parse` that keeps what a double would alter.
 * @param wholeFloatsAreIntegers whether schemas take `1.0` for an integer
 * @throws SyntaxError
 */
export function parseExactly(text: string, wholeFloatsAreIntegers = true): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text)
  let found = false
  const parsed = parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || isPlain(value, source)) return value
    found = true
    return new ExactNumber(source, wholeFloatsAreIntegers)
  })
  if (found && typeof parsed === 'object' && parsed !== null) holding.add(parsed)
  return parsed
}

/** @param source a number as JSON or Python writes it: an int, or a float that may lack a side */
export function exactNumber(source: string): number | ExactNumber {
  const value = Number(source)
  if (!isPlain(value, source)) return new ExactNumber(source, true)
  return value === 0 ? 0 : value
}

/** A number that is a float in Python: a whole one is written with its fraction, `1.0`. */
export function pythonFloat(value: number): number | ExactNumber {
  return Number.isInteger(value) ? new ExactNumber(value.toExponential(), true) : value
}

function isPlain(value: number, source: string): boolean {
  if (FLOAT.test(source)) return Number.isFinite(value) && !Number.isInteger(value)
  return Number.isSafeInteger(value)
}
