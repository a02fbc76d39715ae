/** From what a provider says of somebody to a token (keystone/api/_shared/authentication.py). */
import type { RequestContext } from '../../kernel/context.ts'
import { notAuthenticated } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { METHODS } from '../tokens/methods.usecase.ts'
import { defaultScope } from '../tokens/scopes.usecase.ts'
import { halfWay, type SignedIn } from '../tokens/sign-in.usecase.ts'
import { UNSCOPED } from '../tokens/tokens.ts'
import { noteSignIn } from '../users/activity.usecase.ts'
import { optionsOf, satisfiesRules } from '../users/users.ts'
import { signInMapped, type MappedSignIn } from './mapped-users.usecase.ts'
import { attributesOf, type Claims } from './claims.ts'
import type { OidcSettings } from './settings.ts'

/** The method of the token is the protocol. @throws 401, 403, 404, 409 */
export async function signInFrom(
  env: IdentityEnv,
  ctx: RequestContext,
  { identityProvider, protocol, claimDelimiter }: OidcSettings,
  claims: Claims,
): Promise<SignedIn> {
  const assertion = attributesOf(claims, claimDelimiter)
  const signIn = await signInMapped(env, identityProvider, protocol, assertion)
  const { user, federation } = signIn
  const { id: userId, generation } = user
  ctx.noteClaimedUser({ userId, userName: user.name })
  if (federation !== undefined) await noteSignIn(env, userId)
  const options = optionsOf(user.options)
  const methods = [protocol]
  if (!satisfiesRules(options, methods, [...METHODS, protocol])) {
    return halfWay(env, { userId, generation, methods, options })
  }
  const scope = await scopeFor(env, signIn)
  const grant = { userId, methods, scope, ...(federation && { federation }) }
  const admission = await env.tokens.issue(grant, generation)
  if (admission === undefined) throw notAuthenticated('the user may not sign in')
  return { admission }
}

/** A user of ours gets the default project; somebody from elsewhere chooses. */
async function scopeFor(env: IdentityEnv, { user, federation }: MappedSignIn) {
  if (federation !== undefined) return UNSCOPED
  const owner = { userId: user.id, defaultProjectId: user.default_project_id }
  return env.database.read((tx) => defaultScope(tx, owner, env.clock.now()))
}
