/** Rules of users (keystone/identity/core.py). */
import { badRequest, conflict } from '../../kernel/faults.ts'

export interface UserOptions {
  readonly lock_password?: boolean | null
  readonly ignore_lockout_failure_attempts?: boolean | null
  readonly ignore_password_expiry?: boolean | null
  readonly ignore_change_password_upon_first_use?: boolean | null
  readonly multi_factor_auth_enabled?: boolean | null
  readonly multi_factor_auth_rules?: readonly (readonly string[])[] | null
}

export function optionsOf(options: string): UserOptions {
  return JSON.parse(options) as UserOptions
}

/**
 * Do the methods that were used satisfy the user's rules? Methods that this cloud does not offer do
 * not count, lest a rule lock somebody out (keystone/auth/core.py, UserMFARulesValidator).
 */
export function satisfiesRules(
  options: UserOptions,
  used: readonly string[],
  offered: readonly string[],
): boolean {
  const rules = options.multi_factor_auth_rules ?? []
  if (options.multi_factor_auth_enabled === false) return true
  const possible = rules
    .map((rule) => rule.filter((method) => offered.includes(method)))
    .filter((rule) => rule.length > 0)
  return (
    possible.length === 0 || possible.some((rule) => rule.every((method) => used.includes(method)))
  )
}

/** @throws 400 for what no update may change */
export function refuseMove(
  user: { readonly id: string; readonly domain_id: string },
  changes: Readonly<Record<string, unknown>>,
): void {
  if (changes['id'] !== undefined && changes['id'] !== user.id) throw badRequest('Cannot change ID')
  if (changes['domain_id'] !== undefined && changes['domain_id'] !== user.domain_id) {
    throw badRequest('Cannot change Domain ID')
  }
}

/** Somebody of the domain has the name. Users and groups say it alike. */
export function nameTaken(kind: 'user' | 'group', name: string, domainId?: string) {
  const where = domainId === undefined ? '' : ` at domain ID ${domainId}`
  return conflict(
    `Conflict occurred attempting to store ${kind} - Duplicate entry found with name ${name}${where}.`,
  )
}
