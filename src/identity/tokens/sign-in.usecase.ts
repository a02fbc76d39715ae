/**
 * From what a client sends to a token. The order of refusals is that of keystone/auth/core.py: what
 * is malformed, then the methods, then the scope, and only then who it is. A stranger learns
 * nothing of why he was refused: the reason goes to the log.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, Fault } from '../../kernel/faults.ts'
import type { Admission, Grant, IssuedReceipt } from '../authority/authority.usecase.ts'
import { notAuthenticated, notAuthorized, notExpected, unusable } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { findTrust, useTrust } from '../trusts/trusts.store.ts'
import { satisfiesRules } from '../users/users.ts'
import { METHODS, prove, slowToRefuse, type Method, type Proof } from './methods.usecase.ts'
import { askedScope, defaultScope } from './scopes.usecase.ts'
import type { NameOrId, SignIn } from './tokens.schemas.ts'
import { UNSCOPED, type TokenScope } from './tokens.ts'

/** A receipt for what was proved so far. */
export interface HalfWay {
  readonly receipt: IssuedReceipt
  readonly required: readonly (readonly string[])[]
}

/** A token, or a receipt where the user's rules ask for more. */
export type SignedIn = { readonly admission: Admission } | HalfWay

type Proved = Pick<Proof, 'userId' | 'generation' | 'methods' | 'options'>

/** @param receiptText of an earlier attempt that was good, but not enough */
export async function signIn(
  env: IdentityEnv,
  ctx: RequestContext,
  auth: SignIn,
  receiptText: string | undefined,
): Promise<SignedIn> {
  requireNames(auth)
  const methods = methodsOf(auth)
  const asked = await env.database.read((tx) => askedScope(tx, auth.scope))
  const proof = await prove(env, ctx, auth, methods)
  return slowToRefuse(
    env,
    () => proof.recalled,
    async () =>
      admit(env, ctx, { auth, asked, proof: await withReceipt(env, ctx, proof, receiptText) }),
  )
}

interface Proven {
  readonly auth: SignIn
  readonly asked: TokenScope | undefined
  readonly proof: Proof
}

/** A token for who has proved enough, a receipt for who has not. */
async function admit(
  env: IdentityEnv,
  ctx: RequestContext,
  { auth, asked, proof }: Proven,
): Promise<SignedIn> {
  if (!satisfiesRules(proof.options, proof.methods, METHODS)) return halfWay(env, proof)
  const scope = proof.bound?.scope ?? asked ?? (await openScope(env, proof))
  const trustId = typeof auth.scope === 'object' ? auth.scope['OS-TRUST:trust']?.id : undefined
  const trust = trustId === undefined ? undefined : ({ kind: 'trust', id: trustId } as const)
  const delegation = trust ?? proof.bound?.delegation
  const { from } = proof
  const grant = {
    userId: proof.userId,
    methods: proof.methods,
    scope,
    ...(delegation && { delegation }),
    ...(from?.claims.federation && { federation: from.claims.federation }),
    ...(from && {
      from: { expiresAt: from.claims.expiresAt, chain: from.claims.auditIds.at(-1)! },
    }),
  }
  return { admission: noted(ctx, await issue(env, grant, proof.generation)) }
}

/** Federated users alone get no default scope (keystone/api/_shared/). */
async function openScope(env: IdentityEnv, proof: Proof): Promise<TokenScope> {
  if (proof.from?.claims.federation !== undefined) return UNSCOPED
  return env.database.read((tx) => defaultScope(tx, proof, env.clock.now()))
}

async function issue(env: IdentityEnv, grant: Grant, generation: number): Promise<Admission> {
  const { delegation } = grant
  const admission = await env.tokens.issue(grant, generation)
  if (delegation?.kind !== 'trust') {
    if (admission === undefined) throw notAuthenticated('no access to the scope')
    return admission
  }
  const expiresAt = admission?.state.delegation?.expiresAt ?? null
  if (expiresAt !== null && env.clock.now() > Date.parse(expiresAt)) {
    throw notAuthenticated('the trust has expired')
  }
  if (admission === undefined) throw notAuthorized()
  const { id } = delegation
  // A use is taken at the very end, so that whoever may not use the trust does not use it up.
  const used = await env.database.write(async (tx) => {
    const trust = await findTrust(tx, id)
    return trust?.remaining_uses === null || (trust !== undefined && (await useTrust(tx, id)))
  })
  if (!used) throw unusable(id)
  return admission
}

/** For the record of what happened: who has signed in, and where he may act now. */
export function noted(ctx: RequestContext, admission: Admission): Admission {
  const { bearer } = admission.state
  const { projectId, domainId } = admission.token
  ctx.noteClaimedUser({ userId: bearer.id, userName: bearer.name, projectId, domainId })
  return admission
}

/** What was proved before counts too, for a few minutes and for the same user. @throws 401 */
async function withReceipt(
  env: IdentityEnv,
  ctx: RequestContext,
  proof: Proof,
  text: string | undefined,
): Promise<Proof> {
  if (text === undefined) return proof
  const attempt = { account: `receipt ${proof.userId}`, address: ctx.clientAddress }
  const receipt = await env.throttle.guard(attempt, async () => {
    const read = await env.tokens.readReceipt(text)
    if (read?.userId === proof.userId && read.generation === proof.generation) return read
    throw notAuthenticated('the receipt is not valid')
  })
  return { ...proof, methods: [...new Set([...proof.methods, ...receipt.methods])] }
}

/** Rule: keystone/models/receipt_model.py (required_methods). */
export async function halfWay(env: IdentityEnv, proof: Proved): Promise<HalfWay> {
  const { userId, generation, methods, options } = proof
  const required = (options.multi_factor_auth_rules ?? [])
    .map((rule) => rule.filter((method) => (METHODS as readonly string[]).includes(method)))
    .filter((rule) => rule.some((method) => methods.includes(method)))
  const receipt = await env.tokens.issueReceipt({ userId, generation, methods })
  if (receipt === undefined) throw notAuthenticated('the user may not sign in')
  return { receipt, required }
}

/** Rule: keystone/auth/schema.py (validate_issue_token_auth). */
function requireNames({ identity, scope }: SignIn): void {
  const user = identity.password?.user
  nameOrId('identity/password/user', user)
  nameOrId('identity/password/user/domain', user?.domain)
  nameOrId('identity/totp/user', identity.totp?.user)
  if (typeof scope !== 'object') return
  nameOrId('scope/project', scope.project)
  nameOrId('scope/project/domain', scope.project?.domain)
  nameOrId('scope/domain', scope.domain)
}

function nameOrId(field: string, value: NameOrId | undefined): void {
  if (value === undefined || value.id !== undefined || value.name !== undefined) return
  throw badRequest(`Invalid input for field ${field}: id or name must be present.`)
}

function methodsOf({ identity }: SignIn): Method[] {
  const methods = [...new Set(identity.methods)]
  for (const method of methods) {
    if (!Object.hasOwn(identity, method)) throw notExpected(method, 'identity')
  }
  if (!methods.every(isSupported)) {
    const message = 'Attempted to authenticate with an unsupported method.'
    throw new Fault(401, message, { details: { identity: { methods: METHODS } } })
  }
  if (methods.length === 0) throw notAuthenticated('no method was named')
  return methods
}

function isSupported(method: string): method is Method {
  return (METHODS as readonly string[]).includes(method)
}
