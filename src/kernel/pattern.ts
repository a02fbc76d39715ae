/**
 * Schemas carry patterns as the real services write them, in Python's dialect; this reads them.
 * Rule: the re module of Python 3, `search` on a str without flags.
 */

const compiled = new Map<string, RegExp>()

const DIGIT = '\\p{Nd}'
const WORD = '\\p{L}\\p{N}_'
const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const CLASSES = new Map(Object.entries({ d: DIGIT, w: WORD, s: SPACE }))
/** Ends of the text: Python's `$` stands before a trailing newline too, `\Z` does not. */
const END = '(?=\\n?$)'
/** Escapes that mean the same in both dialects. */
const SHARED_ESCAPE = /[bBfnrtvx0-9u^$\\.*+?()[\]{}|/]/
const QUANTIFIER = /\{\d*,?\d*\}/y

/**
 * The regular expression that accepts what Python's `re.search(source, text)` accepts. Both count
 * code points.
 * @throws SyntaxError where the pattern is beyond this translation.
 */
export function pythonPattern(source: string): RegExp {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const pattern = new RegExp(translate(source), 'u')
  compiled.set(source, pattern)
  return pattern
}

/** The same without keeping it: for patterns that come from clients. */
export function isPythonPattern(source: string): boolean {
  try {
    new RegExp(translate(source), 'u')
    return true
  } catch {
    return false
  }
}

function translate(source: string): string {
  let text = ''
  let at = 0
  while (at < source.length) {
    const [piece, length] = outside(source, at)
    text += piece
    at += length
  }
  return text
}

type Piece = readonly [text: string, length: number]

/** What stands at `at`, outside of brackets, and how many characters of the source it took. */
function outside(source: string, at: number): Piece {
  const character = source[at] ?? ''
  switch (character) {
    case '$':
      return [END, 1]
    case '.':
      return ['[^\\n]', 1]
    case '[':
      return characterClass(source, at)
    case '\\':
      return escape(source, at, false)
    case '{':
      QUANTIFIER.lastIndex = at
      return quantifier(QUANTIFIER.exec(source)?.[0])
    case '}':
    case ']':
      return [`\\${character}`, 1]
  }
  if (source.startsWith('(?P<', at)) return ['(?<', 4]
  if (source.startsWith('(?P=', at)) {
    const end = source.indexOf(')', at)
    return [`\\k<${source.slice(at + 4, end)}>`, end + 1 - at]
  }
  return [character, 1]
}

/** Braces that hold no count are ordinary characters in Python, and `{,n}` starts at nought. */
function quantifier(found: string | undefined): Piece {
  if (found === undefined || !/\d/.test(found)) return ['\\{', 1]
  return [found.replace('{,', '{0,'), found.length]
}

function escape(source: string, at: number, inClass: boolean): Piece {
  const next = source[at + 1]
  if (next === undefined) throw new SyntaxError('bad escape (end of pattern)')
  const positive = CLASSES.get(next)
  if (positive !== undefined) return [inClass ? positive : `[${positive}]`, 2]
  const negated = CLASSES.get(next.toLowerCase())
  if (negated !== undefined) return [inClass ? complement(next) : `[^${negated}]`, 2]
  if (next === 'A') return ['^', 2]
  if (next === 'Z') return ['$', 2]
  if (next === 'a') return ['\\x07', 2]
  if (next === '-') return [inClass ? '\\-' : '-', 2]
  if (SHARED_ESCAPE.test(next)) return [`\\${next}`, 2]
  if (/[a-zA-Z]/.test(next)) throw new SyntaxError(`bad escape \\${next}`)
  return [next, 2]
}

/** A negated class inside brackets, spelled as what it holds. */
function complement(letter: string): string {
  if (letter === 'D') return '\\P{Nd}'
  if (letter === 'S') {
    return (
      '\\0-\\x08\\x0e-\\x1b!-\\x84\\x86-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027' +
      '\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\u{10ffff}'
    )
  }
  throw new SyntaxError('\\W inside brackets is not supported')
}

function characterClass(source: string, start: number): Piece {
  let at = start + 1
  let text = '['
  if (source[at] === '^') {
    text += '^'
    at += 1
  }
  const first = at
  for (;;) {
    const character = source[at]
    if (character === undefined) throw new SyntaxError('unterminated character set')
    if (character === ']' && at > first) break
    const [piece, length]: Piece =
      character === '\\'
        ? escape(source, at, true)
        : [character === '[' || character === ']' ? `\\${character}` : character, 1]
    text += piece
    at += length
  }
  return [text + ']', at + 1 - start]
}
