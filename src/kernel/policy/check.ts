/**
 * Check strings: oslo.policy's language, read into a tree.
 *
 *     role:admin or (role:reader and project_id:%(project_id)s)
 *
 * `@` and the empty string always allow, `!` never does. `rule:x` stands for another rule, `role:x`
 * for a role of the token (in any case), `left:right` compares an attribute of the credentials, or
 * a Python literal, with a text into which `%(name)s` puts attributes of the target.
 * `field:networks:shared=True`, which Neutron has besides, compares an attribute of the target with a
 * text, or with a pattern after `~`.
 * Source: oslo_policy/_parser.py and _checks.py; neutron/policy.py (FieldCheck).
 */

export type Check =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'not'; readonly check: Check }
  | { readonly kind: 'and'; readonly checks: readonly Check[] }
  | { readonly kind: 'or'; readonly checks: readonly Check[] }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'role'; readonly name: string }
  | { readonly kind: 'match'; readonly left: string; readonly right: string }
  | {
      readonly kind: 'field'
      readonly resource: string
      readonly field: string
      readonly value: string
    }

export const ALWAYS: Check = { kind: 'always' }
export const NEVER: Check = { kind: 'never' }

/** Why a check string cannot be read, in a sentence for the operator. */
export class CheckSyntaxError extends Error {
  /** Where in the check string, counted from 0. */
  readonly at: number

  constructor(message: string, at = 0) {
    super(message)
    this.at = at
  }
}

/** A word of a check string, and where it stands. */
interface Token {
  readonly text: string
  readonly at: number
}

/** The older form: a list of alternatives, each a check or a list of checks that must all hold. */
export type ListForm = readonly (string | readonly string[])[]

const DEPTH_MAX = 100
const CONVERSIONS = /%(?:%|\([^)]*\)s)/g
/** Checks that ask a server or a driver of another project; refused rather than ignored. */
const FOREIGN_KINDS = new Set(['http', 'https', 'file'])

/**
 * Reads a check string or the list form.
 * @throws CheckSyntaxError
 */
export function parseCheck(source: string | ListForm): Check {
  if (typeof source !== 'string') return parseList(source)
  const tokens = tokenize(source)
  return tokens.length === 0 ? ALWAYS : new CheckReader(tokens, source.length).read()
}

/** The text of a check, which reads back as the same check. */
export function printCheck(check: Check): string {
  switch (check.kind) {
    case 'always':
      return '@'
    case 'never':
      return '!'
    case 'not':
      return `not ${printCheck(check.check)}`
    case 'and':
    case 'or':
      return `(${check.checks.map(printCheck).join(` ${check.kind} `)})`
    case 'rule':
    case 'role':
      return `${check.kind}:${check.name}`
    case 'match':
      return `${check.left}:${check.right}`
    case 'field':
      return `field:${check.resource}:${check.field}=${check.value}`
  }
}

/** The rules that a check refers to. */
export function ruleNames(check: Check): string[] {
  switch (check.kind) {
    case 'rule':
      return [check.name]
    case 'not':
      return ruleNames(check.check)
    case 'and':
    case 'or':
      return check.checks.flatMap(ruleNames)
    default:
      return []
  }
}

/**
 * Parentheses stand at the ends of words, so that those of `%(name)s` are none: upstream's
 * tokenizer, too, takes them off both ends of what stands between spaces.
 */
function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: word, index } of source.matchAll(/\S+/g)) {
    const opened = word.replace(/^\(+/, '')
    const bare = opened.replace(/\)+$/, '')
    const start = word.length - opened.length
    const end = start + bare.length
    for (let i = 0; i < start; i += 1) tokens.push({ text: '(', at: index + i })
    if (bare !== '') tokens.push({ text: bare, at: index + start })
    for (let i = end; i < word.length; i += 1) tokens.push({ text: ')', at: index + i })
  }
  return tokens
}

class CheckReader {
  readonly #tokens: readonly Token[]
  readonly #end: number
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens
    this.#end = end
  }

  read(): Check {
    const check = this.#or()
    const rest = this.#tokens[this.#at]
    if (rest === undefined) return check
    throw new CheckSyntaxError(
      rest.text === ')'
        ? 'a closing parenthesis has no opening one'
        : `expected 'and' or 'or' before '${rest.text}'`,
      rest.at,
    )
  }

  #or(): Check {
    const checks = [this.#and()]
    while (this.#accept('or')) checks.push(this.#and())
    return checks.length === 1 ? checks[0]! : { kind: 'or', checks }
  }

  #and(): Check {
    const checks = [this.#not()]
    while (this.#accept('and')) checks.push(this.#not())
    return checks.length === 1 ? checks[0]! : { kind: 'and', checks }
  }

  #not(): Check {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) {
      throw new CheckSyntaxError('it is nested too deeply', this.#tokens[this.#at]?.at)
    }
    const check: Check = this.#accept('not') ? { kind: 'not', check: this.#not() } : this.#single()
    this.#depth -= 1
    return check
  }

  #single(): Check {
    const token = this.#tokens[this.#at]
    if (token === undefined) {
      throw new CheckSyntaxError('it ends where a check is expected', this.#end)
    }
    const { text, at } = token
    this.#at += 1
    if (text === '(') {
      const check = this.#or()
      if (!this.#accept(')')) throw new CheckSyntaxError('a parenthesis is not closed', at)
      return check
    }
    if (text === ')' || isOperator(text)) {
      throw new CheckSyntaxError(`expected a check before '${text}'`, at)
    }
    return parseSingle(text, at)
  }

  #accept(word: string): boolean {
    if (this.#tokens[this.#at]?.text.toLowerCase() !== word) return false
    this.#at += 1
    return true
  }
}

function isOperator(token: string): boolean {
  return ['and', 'or', 'not'].includes(token.toLowerCase())
}

/** @param at where `text` stands, for messages */
function parseSingle(text: string, at = 0): Check {
  if (text === '@') return ALWAYS
  if (text === '!') return NEVER
  const colon = text.indexOf(':')
  if (colon === -1 || /^(['"]).*\1$/.test(text)) {
    throw new CheckSyntaxError(`'${text}' is no check; a check reads 'kind:match', '@' or '!'`, at)
  }
  const left = text.slice(0, colon)
  const right = text.slice(colon + 1)
  if (left === 'rule') return { kind: 'rule', name: right }
  if (left === 'field') return parseField(right, at)
  if (FOREIGN_KINDS.has(left)) throw new CheckSyntaxError(`'${left}:' checks are not supported`, at)
  if (right.replace(CONVERSIONS, '').includes('%')) {
    throw new CheckSyntaxError(`'${right}' has a '%' that is neither '%(name)s' nor '%%'`, at)
  }
  return left === 'role' ? { kind: 'role', name: right } : { kind: 'match', left, right }
}

/** `networks:router:external=True`: only the first colon ends the name of the resource. */
function parseField(text: string, at: number): Check {
  const [, resource, field, value] = /^([^:]*):([^=]*)=(.*)$/.exec(text) ?? []
  if (resource === undefined || field === undefined || value === undefined) {
    throw new CheckSyntaxError(
      `'field:${text}' is no check; one reads 'field:networks:shared=True'`,
      at,
    )
  }
  if (value.startsWith('~') && !isPattern(value.slice(1))) {
    throw new CheckSyntaxError(`'${value.slice(1)}' is no regular expression`, at)
  }
  return { kind: 'field', resource, field, value }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}

/** In a list nothing is split at spaces, and a check with one could not be written as a string. */
function parseListed(text: string): Check {
  if (/\s|^\(|\)$/.test(text)) {
    throw new CheckSyntaxError(`'${text}' is more than one check; in a list each stands alone`)
  }
  return parseSingle(text)
}

function parseList(list: ListForm): Check {
  if (list.length === 0) return ALWAYS
  const alternatives = list
    .map((item) => (typeof item === 'string' ? [item] : item))
    .filter((item) => item.length > 0)
    .map((item) =>
      combine(
        'and',
        item.map((text) => parseListed(text)),
      ),
    )
  return alternatives.length === 0 ? NEVER : combine('or', alternatives)
}

function combine(kind: 'and' | 'or', checks: Check[]): Check {
  return checks.length === 1 ? checks[0]! : { kind, checks }
}
