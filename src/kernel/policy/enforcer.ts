import type { Credentials, PolicyRule, Scope, Target } from './rule.ts'
import { type Check, CheckSyntaxError, NEVER, parseCheck, ruleNames } from './check.ts'
import { compileCheck, type Evaluate } from './compile.ts'

/** Rules that cannot be enforced as they stand, each problem a line. */
export class PolicyError extends Error {
  override name = 'PolicyError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** A rule is asked for that the service does not declare: a mistake of ours, not of the client. */
export class UndeclaredRule extends Error {
  override name = 'UndeclaredRule'

  constructor(name: string) {
    super(
      `no rule "${name}" is declared here: list it in the rules of the service, or ask the ` +
        'service that declares it (`ctx.within`)',
    )
  }
}

interface CompiledRule {
  readonly checkString: string
  readonly scopes: readonly Scope[]
  /** Made when it is first asked for: most of the rules that there are never are. */
  evaluate: Evaluate | undefined
}

interface RuleSet {
  readonly rules: ReadonlyMap<string, CompiledRule>
  evaluatorOf(name: string): Evaluate
}

/** oslo.policy's options of the same names; both are on unless told. */
export interface EnforcerOptions {
  /** Refuses tokens of a scope that a rule does not list. */
  readonly enforceScope?: boolean
  /** Where off, what a rule allowed before its default was last changed is allowed too. */
  readonly enforceNewDefaults?: boolean
}

/**
 * Decides who may do what, by the rules in force: the declared ones, and the operator's where he
 * gave others.
 */
export class Enforcer {
  readonly #rules: readonly PolicyRule[]
  readonly #options: EnforcerOptions
  #compiled: RuleSet

  /**
   * @param overrides check strings by rule name. Names that are not declared count only where a
   * declared rule refers to them.
   * @throws PolicyError where a check cannot be read, refers to a rule that is not there, or leads
   * back to itself.
   */
  constructor(
    rules: readonly PolicyRule[],
    overrides: ReadonlyMap<string, string> = new Map(),
    options: EnforcerOptions = {},
  ) {
    this.#rules = rules
    this.#options = options
    this.#compiled = compileRules(rules, overrides, options)
  }

  /** What rules allowed before their defaults were last changed does not count beside them. */
  get hasNewDefaults(): boolean {
    return this.#options.enforceNewDefaults ?? true
  }

  /** May they? @throws UndeclaredRule, so that a misspelt rule does not look like a refusal */
  allows(rule: PolicyRule | string, credentials: Credentials, target: Target): boolean {
    const name = typeof rule === 'string' ? rule : rule.name
    const compiled = this.#compiled.rules.get(name)
    if (compiled === undefined) throw new UndeclaredRule(name)
    const { scopes } = compiled
    if (scopes.length > 0 && !scopes.includes(scopeOf(credentials))) return false
    const evaluate = (compiled.evaluate ??= this.#compiled.evaluatorOf(name))
    return evaluate(credentials, target)
  }

  /** The check string in force, or undefined for a rule that is not there. */
  checkString(name: string): string | undefined {
    return this.#compiled.rules.get(name)?.checkString
  }

  /**
   * Puts other overrides in force, all at once; if they are faulty, the old ones stay.
   * @throws PolicyError
   */
  reload(overrides: ReadonlyMap<string, string>): void {
    this.#compiled = compileRules(this.#rules, overrides, this.#options)
  }
}

/** A token that is neither system- nor domain-scoped counts as project-scoped. */
function scopeOf(credentials: Credentials): Scope {
  if (credentials.system_scope) return 'system'
  return credentials.domain_id ? 'domain' : 'project'
}

function compileRules(
  rules: readonly PolicyRule[],
  overrides: ReadonlyMap<string, string>,
  { enforceScope = true, enforceNewDefaults = true }: EnforcerOptions,
): RuleSet {
  const problems: string[] = []
  const texts = checkStrings(rules, overrides, enforceNewDefaults)
  const checks = readChecks(rules, texts, problems)
  findCycles(checks, problems)
  if (problems.length > 0) throw new PolicyError(problems)

  const scopes = new Map(enforceScope ? rules.map((rule) => [rule.name, rule.scopes]) : [])
  const evaluators = new Map<string, Evaluate>()
  const evaluatorOf = (name: string): Evaluate => {
    const known = evaluators.get(name)
    if (known !== undefined) return known
    const made = compileCheck(checks.get(name)!.check, evaluatorOf)
    evaluators.set(name, made)
    return made
  }
  const compiled = new Map<string, CompiledRule>()
  for (const [name, { checkString }] of checks) {
    compiled.set(name, { checkString, scopes: scopes.get(name) ?? [], evaluate: undefined })
  }
  return { rules: compiled, evaluatorOf }
}

function checkStrings(
  rules: readonly PolicyRule[],
  overrides: ReadonlyMap<string, string>,
  onlyNew: boolean,
): Map<string, string> {
  const texts = new Map<string, string>()
  for (const rule of rules) {
    texts.set(rule.name, overrideOf(rule, overrides) ?? defaultOf(rule, onlyNew))
  }
  for (const [name, text] of overrides) texts.set(name, text)
  return texts
}

/**
 * What the operator says of a rule. What he said of the rule it took over from still counts,
 * unless it only repeats the old default or points to the new rule.
 * Source: oslo_policy/policy.py, `_handle_deprecated_rule`.
 */
function overrideOf(rule: PolicyRule, overrides: ReadonlyMap<string, string>): string | undefined {
  const own = overrides.get(rule.name)
  if (own !== undefined || rule.deprecated === undefined) return own
  const old = overrides.get(rule.deprecated.name)
  const saysNothing = [rule.deprecated.check, `rule:${rule.name}`]
  return old === undefined || saysNothing.includes(old.trim()) ? undefined : old
}

/** Source: oslo_policy/policy.py, `_handle_deprecated_rule`. */
function defaultOf({ check, deprecated }: PolicyRule, onlyNew: boolean): string {
  if (onlyNew || deprecated === undefined || deprecated.check === check) return check
  return [check, deprecated.check].includes('') ? '@' : `(${check}) or (${deprecated.check})`
}

interface ReadCheck {
  readonly checkString: string
  readonly check: Check
}

/**
 * The declared rules and all that they refer to. Other overrides are left alone: one file may serve
 * several services, and what is said of another service's rule may refer to rules only it has.
 */
function readChecks(
  rules: readonly PolicyRule[],
  texts: ReadonlyMap<string, string>,
  problems: string[],
): Map<string, ReadCheck> {
  const checks = new Map<string, ReadCheck>()
  /** By their texts: many rules say the same. What cannot be read is read again, and told again. */
  const read = new Map<string, Check>()
  const waiting = rules.map((rule) => rule.name)
  for (const name of waiting) {
    const checkString = texts.get(name)
    if (checkString === undefined || checks.has(name)) continue
    const check = read.get(checkString) ?? readCheck(name, checkString, problems)
    if (check !== NEVER) read.set(checkString, check)
    checks.set(name, { checkString, check })
    for (const other of new Set(ruleNames(check))) {
      waiting.push(other)
      if (texts.has(other)) continue
      problems.push(`Rule "${name}" refers to rule "${other}", which does not exist.`)
    }
  }
  return checks
}

function readCheck(name: string, checkString: string, problems: string[]): Check {
  try {
    return parseCheck(checkString)
  } catch (error) {
    if (!(error instanceof CheckSyntaxError)) throw error
    problems.push(`Rule "${name}": "${checkString}" cannot be read: ${error.message}.`)
    return NEVER
  }
}

function findCycles(checks: ReadonlyMap<string, ReadCheck>, problems: string[]): void {
  const finished = new Set<string>()
  const visit = (name: string, above: readonly string[]): void => {
    if (finished.has(name)) return
    if (above.includes(name)) {
      const circle = [...above.slice(above.indexOf(name)), name].map((each) => `"${each}"`)
      problems.push(`Rules lead back to themselves: ${circle.join(' → ')}.`)
      return
    }
    const check = checks.get(name)?.check
    for (const other of check === undefined ? [] : ruleNames(check)) {
      visit(other, [...above, name])
    }
    finished.add(name)
  }
  for (const name of checks.keys()) visit(name, [])
}
