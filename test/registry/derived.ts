/**
 * Who may do what by upstream's own list of rules, worked out without any of our code: a second
 * opinion on the tables, and on the engine. See oslo_policy/_checks.py for what checks mean.
 */
import { readUpstream, type UpstreamRule } from './upstream-policy.ts'

/** What checks see of the caller, and what they see of the thing acted on. */
export type Facts = Readonly<Record<string, string | null | undefined>>

export interface PolicyCredentials {
  readonly roles: readonly string[]
  readonly facts: Facts
}

export type Ask = (rule: string, credentials: PolicyCredentials, target: Facts) => boolean

/** @param serviceType e.g. `identity` */
export function upstreamRulesOf(serviceType: string): Map<string, UpstreamRule> {
  return new Map(readUpstream(serviceType).map((row) => [row.rule, row]))
}

/** Judges by the rules of one service. A token of a scope that a rule does not list is refused. */
export function judge(rules: ReadonlyMap<string, UpstreamRule>): Ask {
  const ask: Ask = (name, credentials, target) => {
    const row = rules.get(name)
    if (row === undefined) throw new Error(`upstream has no rule ${name}`)
    const { scopes, check } = row
    const { system_scope: system, domain_id: domain } = credentials.facts
    const scope = system ? 'system' : domain ? 'domain' : 'project'
    if (scopes.length > 0 && !scopes.includes(scope)) return false
    return holds(check, credentials, target, (other) => ask(other, credentials, target))
  }
  return ask
}

/** `or` binds least, then `and`, then `not`. Parentheses belong to a check where they are `%(x)s`. */
function holds(
  check: string,
  credentials: PolicyCredentials,
  target: Facts,
  rule: (name: string) => boolean,
): boolean {
  const words = check
    .replaceAll(/(?<![%\w])\(|\)(?!s)/g, ' $& ')
    .trim()
    .split(/\s+/)
  const take = (word: string): boolean => words[0] === word && words.shift() !== undefined
  const alternatives = (): boolean => {
    let result = all()
    while (take('or')) result = [all(), result].some(Boolean)
    return result
  }
  const all = (): boolean => {
    let result = one()
    while (take('and')) result = [one(), result].every(Boolean)
    return result
  }
  const one = (): boolean => {
    if (take('not')) return !one()
    if (take('(')) {
      const inside = alternatives()
      if (!take(')')) throw new Error(`"${check}" is not closed`)
      return inside
    }
    return single(words.shift() ?? '', credentials, target, rule)
  }
  return alternatives()
}

function single(
  check: string,
  { roles, facts }: PolicyCredentials,
  target: Facts,
  rule: (name: string) => boolean,
): boolean {
  if (check === '' || check === '@') return true
  if (check === '!') return false
  const [, left = '', right = ''] = /^(.*?):(.*)$/.exec(check) ?? []
  if (left === 'rule') return rule(right)
  if (left === 'field') return fieldHolds(right, target)
  const named = /^%\((.*)\)s$/.exec(right)?.[1]
  const wanted = named === undefined ? right : target[named]
  // What is not there matches nothing; what is null is Python's None.
  if (wanted === undefined) return false
  if (left === 'role') return roles.includes(String(wanted))
  const literal = /^'(.*)'$/.exec(left)?.[1] ?? (left === 'None' ? 'None' : undefined)
  const own = literal ?? (left in facts ? (facts[left] ?? 'None') : undefined)
  return own !== undefined && own === (wanted ?? 'None')
}

/** neutron/policy.py (FieldCheck): `networks:shared=True`, or a pattern after `~`. */
function fieldHolds(text: string, target: Facts): boolean {
  const [, field = '', wanted = ''] = /^\w+:(.*?)=(.*)$/.exec(text) ?? []
  const value = target[field]
  if (value === undefined || value === null) return false
  return wanted.startsWith('~') ? new RegExp(wanted.slice(1)).test(value) : value === wanted
}
