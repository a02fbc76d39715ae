/**
 * What a token made from a trust, an application credential or an access token may not do, whatever
 * its roles: make itself something that outlives it, or reach beyond its project.
 * Rules: keystone/api/users.py, trusts.py, credentials.py.
 */
import type { Token } from '../kernel/context.ts'
import { notAuthorized } from './faults.ts'

/** A trust or a consumer must not leave an application credential behind. @throws 403 */
export function refuseTrusts({ delegation }: Token): void {
  if (delegation?.kind === 'trust' || delegation?.kind === 'access_token') throw notAuthorized()
}

/**
 * Unless it was made unrestricted, an application credential cannot make another credential.
 * @throws 403
 */
export function refuseRestricted(
  { delegation }: Token,
  what: 'application credentials' | 'credentials',
): void {
  if (delegation?.kind === 'access_token') throw notAuthorized()
  if (delegation?.kind !== 'application_credential' || delegation.unrestricted) return
  throw notAuthorized(
    `Using method 'application_credential' is not allowed for managing additional ${what}.`,
  )
}

/** @throws 403 */
export function refuseApplicationCredentials({ delegation }: Token): void {
  if (delegation?.kind === 'access_token') throw notAuthorized()
  if (delegation?.kind !== 'application_credential') return
  throw notAuthorized("Using method 'application_credential' is not allowed for managing trusts.")
}

/** Is a credential of this project within what the token was made for? */
export function reaches({ delegation, projectId }: Token, credentialsProject: string | null) {
  return delegation === undefined || projectId === credentialsProject
}
