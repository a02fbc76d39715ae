/** What application credentials and access tokens have in common. */
import type { Tx } from '../../storage/database.ts'
import { standingOf, type Standing } from './tokens.store.ts'
import type { TokenScope } from './tokens.ts'

/** Some roles of a user on a project, lent to whoever has the secret. */
export interface Loan {
  readonly user_id: string
  readonly project_id: string
}

/**
 * What is left of a loan: those of the roles that the user still has. Undefined where there is none
 * left, and where the loan is not this user's, or not for this scope.
 * @param roleIds asked only where the rest holds
 */
export async function standingLent(
  tx: Tx,
  loan: Loan,
  userId: string,
  scope: TokenScope,
  now: number,
  roleIds: () => Promise<readonly { readonly role_id: string }[]>,
): Promise<Standing | undefined> {
  if (loan.user_id !== userId) return undefined
  if (scope.kind !== 'project' || scope.projectId !== loan.project_id) return undefined
  const standing = await standingOf(tx, userId, scope, now)
  if (standing === undefined) return undefined
  const lent = new Set((await roleIds()).map((role) => role.role_id))
  const roles = standing.roles.filter((role) => lent.has(role.id))
  return roles.length === 0 ? undefined : { ...standing, roles }
}
