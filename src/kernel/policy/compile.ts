import { literalEval, str } from '../python.ts'
import type { Check } from './check.ts'
import type { Credentials, Target } from './rule.ts'

/** A check made ready to run. */
export type Evaluate = (credentials: Credentials, target: Target) => boolean

/**
 * Turns a check into closures, once; evaluating allocates nothing in the common cases.
 * @param ruleFor what stands for `rule:name`; it is asked while compiling.
 * Rules: oslo_policy/_checks.py; neutron/policy.py.
 */
export function compileCheck(check: Check, ruleFor: (name: string) => Evaluate): Evaluate {
  switch (check.kind) {
    case 'always':
      return always
    case 'never':
      return never
    case 'not': {
      const inner = compileCheck(check.check, ruleFor)
      return (credentials, target) => !inner(credentials, target)
    }
    case 'and':
      return check.checks
        .map((part) => compileCheck(part, ruleFor))
        .reduceRight(
          (rest, first) => (credentials, target) =>
            first(credentials, target) && rest(credentials, target),
        )
    case 'or':
      return check.checks
        .map((part) => compileCheck(part, ruleFor))
        .reduceRight(
          (rest, first) => (credentials, target) =>
            first(credentials, target) || rest(credentials, target),
        )
    case 'rule':
      return ruleFor(check.name)
    case 'role':
      return compileRole(check.name)
    case 'match':
      return compileMatch(check.left, check.right)
    case 'field':
      return compileField(check.field, check.value)
  }
}

/** What is null or not there matches nothing. Booleans compare as Python writes them. */
function compileField(field: string, wanted: string): Evaluate {
  const find = (target: Target): string | undefined =>
    Object.hasOwn(target, field) ? shown(target[field] ?? undefined) : undefined
  if (!wanted.startsWith('~')) return (_, target) => find(target) === wanted
  // Python's `match` begins at the beginning.
  const pattern = new RegExp(`^(?:${wanted.slice(1)})`)
  return (_, target) => {
    const value = find(target)
    return value !== undefined && pattern.test(value)
  }
}

function always(): boolean {
  return true
}

function never(): boolean {
  return false
}

/** Roles have no case. */
function compileRole(name: string): Evaluate {
  const text = compileText(name)
  if (typeof text === 'string') {
    const wanted = text.toLowerCase()
    return (credentials) => hasRole(credentials.roles, wanted)
  }
  return (credentials, target) => {
    const wanted = text(target)
    return wanted !== undefined && hasRole(credentials.roles, wanted.toLowerCase())
  }
}

function hasRole(roles: readonly string[] | undefined, wanted: string): boolean {
  if (roles === undefined) return false
  for (const role of roles) {
    if (role === wanted || role.toLowerCase() === wanted) return true
  }
  return false
}

/** `left:right`, where left is a Python literal or a path into the credentials. */
function compileMatch(left: string, right: string): Evaluate {
  const text = compileText(right)
  const literal = literalEval(left)
  if (literal.ok) {
    const wanted = str(literal.value)
    if (typeof text === 'string') return text === wanted ? always : never
    return (_, target) => text(target) === wanted
  }
  const path = left.split('.')
  const [name] = path as [string]
  if (path.length > 1) {
    const wanted = typeof text === 'string' ? () => text : text
    return (credentials, target) => {
      const match = wanted(target)
      return match !== undefined && matchesAt(credentials, path, 0, match)
    }
  }
  if (typeof text === 'string') return (credentials) => matches(credentials[name], text)
  return (credentials, target) => {
    const match = text(target)
    return match !== undefined && matches(credentials[name], match)
  }
}

/** A list matches when one of its items does; what is not there matches nothing. */
function matches(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted
  if (value === undefined) return false
  if (Array.isArray(value)) return value.some((item) => matches(item, wanted))
  return str(value) === wanted
}

function matchesAt(value: unknown, path: readonly string[], step: number, wanted: string): boolean {
  const name = path[step]
  if (name === undefined) return matches(value, wanted)
  if (Array.isArray(value)) return value.some((item) => matchesAt(item, path, step, wanted))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false
  return matchesAt((value as Record<string, unknown>)[name], path, step + 1, wanted)
}

/** A text without `%(name)s` as it is; one with them as a function, undefined if one is missing. */
type Text = string | ((target: Target) => string | undefined)

function compileText(source: string): Text {
  const pieces = source.split(/%\(([^)]*)\)s/).map((piece, index) => {
    return index % 2 === 0 ? piece.replaceAll('%%', '%') : lookup(piece)
  })
  if (pieces.length === 1) return pieces[0] as string
  if (pieces.length === 3 && pieces[0] === '' && pieces[2] === '') {
    const find = pieces[1] as Lookup
    return (target) => shown(find(target))
  }
  return (target) => {
    let text = ''
    for (const piece of pieces) {
      const part = typeof piece === 'string' ? piece : shown(piece(target))
      if (part === undefined) return undefined
      text += part
    }
    return text
  }
}

function shown(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : str(value)
}

type Lookup = (target: Target) => unknown

function lookup(name: string): Lookup {
  if (!name.includes('.')) {
    return (target) => (Object.hasOwn(target, name) ? target[name] : undefined)
  }
  const path = name.split('.')
  return (target) => (Object.hasOwn(target, name) ? target[name] : walk(target, path))
}

function walk(target: Target, path: readonly string[]): unknown {
  let value: unknown = target
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
