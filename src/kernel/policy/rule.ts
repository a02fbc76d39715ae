/** The scopes a token can have, as oslo.policy's `scope_types` names them. */
export type Scope = 'project' | 'domain' | 'system'

/** A documented policy rule: what upstream calls a DocumentedRuleDefault. */
export interface PolicyRule {
  /** The name operators write in `policy.yaml`, e.g. `volume:create_volume_metadata`. */
  readonly name: string
  /** The default check string in oslo.policy's language; `''` and `@` always allow. */
  readonly check: string
  /** One or more sentences for the sample file. */
  readonly description: string
  /** A token of another scope is refused; empty means that any scope will do. */
  readonly scopes: readonly Scope[]
  /** The calls the rule guards, for the sample file. Base rules such as `admin_api` have none. */
  readonly operations: readonly PolicyOperation[]
  /** The rule this one took over from; an override under its name still counts. */
  readonly deprecated?: DeprecatedRule
}

export interface PolicyOperation {
  readonly method: string
  readonly path: string
}

/** Operations as `METHOD /path`, for rules that are written in a line. */
export function operationsOf(calls: readonly `${string} ${string}`[]): readonly PolicyOperation[] {
  return calls.map((call) => {
    const space = call.indexOf(' ')
    return { method: call.slice(0, space), path: call.slice(space + 1) }
  })
}

export interface DeprecatedRule {
  readonly name: string
  readonly check: string
  readonly since?: string
  readonly reason?: string
}

/**
 * Who asks: what check strings see on their left side. `null` is Python's None and equal to the
 * text `None` (as in `domain_id:None`); an absent attribute never matches anything. Attributes may
 * be nested records: `token.project.domain.id:…` walks them.
 */
export interface Credentials {
  readonly user_id: string | null
  readonly project_id?: string | null
  readonly domain_id?: string | null
  /** `'all'` for a system-scoped token. */
  readonly system_scope?: string | null
  readonly roles: readonly string[]
  readonly is_admin: boolean
  readonly user_domain_id?: string | null
  readonly project_domain_id?: string | null
  readonly [attribute: string]: unknown
}

/**
 * What is asked for: what `%(name)s` on the right side sees. A dotted name is looked up as it is
 * written first, then as a path: `{ 'target.role.domain_id': x }` and
 * `{ target: { role: { domain_id: x } } }` are the same. Only own properties count.
 */
export type Target = Readonly<Record<string, unknown>>

/** Declares a rule; scopes, operations and description may be left out. */
export function policyRule(
  rule: Pick<PolicyRule, 'name' | 'check'> & Partial<PolicyRule>,
): PolicyRule {
  return Object.freeze({ description: '', scopes: [], operations: [], ...rule })
}

/**
 * What rules were before, by their name now.
 * @param table old checks, each with the old names (`''` where it has not changed) and, for each,
 *   the rules that took over
 */
export function deprecatedRules(
  table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): ReadonlyMap<string, DeprecatedRule> {
  return new Map(
    Object.entries(table).flatMap(([check, byOldName]) =>
      Object.entries(byOldName).flatMap(([old, names]) =>
        names.map((name) => [name, { name: old === '' ? name : old, check }] as const),
      ),
    ),
  )
}
