import { ExactNumber, exactNumber } from './exact-number.ts'
import { str } from './repr.ts'

/**
 * The part of Python's `ast.literal_eval` that clients send in list filters, such as
 * `metadata={'key': 'value'}`: strings, numbers, True, False, None, dicts, lists and tuples.
 */

export type Literal = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

const LENGTH_MAX = 65_536
const DEPTH_MAX = 64
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y
const WORD = /True|False|None/y
const SPACE = /[ \t\f\r\n]*/y
const CONTROL_ESCAPES = new Map(
  Object.entries({ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' }),
)
const HEX_DIGITS = new Map(Object.entries({ x: 2, u: 4, U: 8 }))
const NO_LITERAL: Literal = { ok: false }

function isHex(digits: string): boolean {
  return /^0x/i.test(digits)
}

class NotALiteral extends Error {}

/**
 * Reads a Python literal. Tuples become arrays, dicts plain objects whose keys are the `str()` of
 * Python's, numbers that a double would alter `ExactNumber`s. Refused: anything longer than 65,536 characters or nested deeper than 64 levels.
 */
export function literalEval(text: string): Literal {
  if (text.length > LENGTH_MAX) return NO_LITERAL
  try {
    return { ok: true, value: new LiteralReader(text).read() }
  } catch (error) {
    if (error instanceof NotALiteral) return NO_LITERAL
    throw error
  }
}

class LiteralReader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): unknown {
    const value = this.#items('')
    if (value.items.length === 0) throw new NotALiteral()
    return value.bare ? value.items[0] : value.items
  }

  #value(): unknown {
    this.#space()
    const character = this.#text[this.#at]
    if (character === '{' || character === '[' || character === '(') return this.#container()
    if (character === "'" || character === '"') return this.#string()
    if ((character === 'u' || character === 'U') && /["']/.test(this.#text[this.#at + 1] ?? '')) {
      this.#at += 1
      return this.#string()
    }
    const word = this.#match(WORD)
    if (word === undefined) return this.#number()
    return word === 'None' ? null : word === 'True'
  }

  #container(): unknown {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) throw new NotALiteral()
    const opening = this.#text[this.#at]
    this.#at += 1
    const value = opening === '{' ? this.#dict() : this.#sequence(opening === '[')
    this.#depth -= 1
    return value
  }

  #sequence(isList: boolean): unknown {
    const { items, bare } = this.#items(isList ? ']' : ')')
    return bare && !isList ? items[0] : items
  }

  /** Items up to `end`, or to the end of the text if `end` is empty; bare: one, and no comma. */
  #items(end: string): { items: unknown[]; bare: boolean } {
    const items: unknown[] = []
    let comma = false
    while (!this.#ends(end)) {
      items.push(this.#value())
      if (this.#ends(end)) break
      this.#expect(',')
      comma = true
    }
    this.#at += end.length
    return { items, bare: items.length === 1 && !comma }
  }

  #dict(): unknown {
    const entries: [string, unknown][] = []
    while (!this.#ends('}')) {
      const key = this.#value()
      const isContainer = typeof key === 'object' && key !== null && !(key instanceof ExactNumber)
      if (isContainer) throw new NotALiteral()
      this.#expect(':')
      entries.push([str(key), this.#value()])
      if (this.#ends('}')) break
      this.#expect(',')
    }
    this.#at += 1
    return Object.fromEntries(entries)
  }

  #string(): string {
    const quote = this.#text[this.#at]
    let value = ''
    for (this.#at += 1; ; this.#at += 1) {
      const character = this.#text[this.#at]
      if (character === undefined || character === '\n') throw new NotALiteral()
      if (character === quote) break
      value += character === '\\' ? this.#escape() : character
    }
    this.#at += 1
    return value
  }

  /** Reads the escape at the cursor and leaves the cursor on its last character. */
  #escape(): string {
    this.#at += 1
    const character = this.#text[this.#at]
    if (character === undefined) throw new NotALiteral()
    const control = CONTROL_ESCAPES.get(character)
    if (control !== undefined) return control
    if (character === '\\' || character === "'" || character === '"') return character
    const digits = HEX_DIGITS.get(character)
    if (digits !== undefined) return this.#codePoint(/[0-9a-fA-F]+/y, digits, digits, 16)
    if (character >= '0' && character <= '7') {
      this.#at -= 1
      return this.#codePoint(/[0-7]+/y, 1, 3, 8)
    }
    return `\\${character}`
  }

  #codePoint(pattern: RegExp, digitsMin: number, digitsMax: number, base: number): string {
    pattern.lastIndex = this.#at + 1
    const digits = (pattern.exec(this.#text)?.[0] ?? '').slice(0, digitsMax)
    const point = Number.parseInt(digits, base)
    if (digits.length < digitsMin || point > 0x10ffff) throw new NotALiteral()
    this.#at += digits.length
    return String.fromCodePoint(point)
  }

  #number(): number | ExactNumber {
    const text = this.#match(NUMBER)
    if (text === undefined || /^[+-]?0+[1-9]\d*$/.test(text)) throw new NotALiteral()
    const digits = text.replace(/^[+-]/, '')
    return exactNumber(
      (text.startsWith('-') ? '-' : '') + (isHex(digits) ? BigInt(digits) : digits),
    )
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  #space(): void {
    this.#match(SPACE)
  }

  #ends(end: string): boolean {
    this.#space()
    return end === '' ? this.#at >= this.#text.length : this.#text[this.#at] === end
  }

  #expect(character: string): void {
    this.#space()
    if (this.#text[this.#at] !== character) throw new NotALiteral()
    this.#at += 1
  }
}
