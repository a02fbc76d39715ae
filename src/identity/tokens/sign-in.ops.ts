/**
 * From what a client sends to a token. The order of refusals is that of keystone/auth/core.py: what
 * is malformed, then the methods, then the scope, and only then who it is. A stranger learns
 * nothing of why he was refused: the reason goes to the log.
 */
import { badRequest, Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { Admission } from '../facade/authority.ts'
import { notAuthenticated, notAuthorized, notExpected, tokenNotFound } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { domainByName, projectIdByName } from '../projects/projects.store.ts'
import { optionsOf, satisfiesRules, type UserOptions } from '../users/users.ts'
import { findUser, findUserByName, type UserRow } from '../users/users.store.ts'
import { placeState, standingOf } from './tokens.store.ts'
import type { NameOrId, SignIn, SignInScope, SignInUser } from './tokens.schemas.ts'
import { UNSCOPED, type TokenScope } from './tokens.ts'

const METHODS = ['password', 'token'] as const
type Method = (typeof METHODS)[number]

/** Who proved to be whom, by what. */
interface Proof {
  readonly userId: string
  readonly generation: number
  readonly defaultProjectId: string | null
  readonly options: UserOptions
  readonly methods: readonly string[]
  /** The token that was shown. */
  readonly from?: Admission
}

export async function signIn(env: IdentityEnv, auth: SignIn): Promise<Admission> {
  requireNames(auth)
  const methods = methodsOf(auth)
  const asked = await env.database.read((tx) => askedScope(tx, auth.scope))
  const proof = await prove(env, auth, methods)
  if (!satisfiesRules(proof.options, proof.methods, METHODS)) {
    throw notAuthenticated("the methods do not satisfy the user's rules")
  }
  const scope = asked ?? (await env.database.read((tx) => defaultScope(tx, proof)))
  const { from } = proof
  const grant = {
    userId: proof.userId,
    methods: proof.methods,
    scope,
    ...(from && {
      from: { expiresAt: from.claims.expiresAt, chain: from.claims.auditIds.at(-1)! },
    }),
  }
  const admission = await env.tokens.issue(grant, proof.generation)
  if (admission === undefined) throw notAuthenticated('no access to the scope')
  return admission
}

/** Rule: keystone/auth/schema.py (validate_issue_token_auth). */
function requireNames({ identity, scope }: SignIn): void {
  const user = identity.password?.user
  nameOrId('identity/password/user', user)
  nameOrId('identity/password/user/domain', user?.domain)
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

/** Undefined where the request leaves the scope open: then the user's default project counts. */
async function askedScope(tx: Tx, scope: SignInScope | undefined): Promise<TokenScope | undefined> {
  if (scope === undefined) return undefined
  const kinds = ['project', 'domain', 'unscoped', 'system', 'OS-TRUST:trust']
  const named = kinds.filter((kind) =>
    typeof scope === 'string' ? scope === kind : Object.hasOwn(scope, kind),
  )
  if (named.length !== 1) {
    throw notExpected('system, project, domain, OS-TRUST:trust or unscoped', 'scope')
  }
  if (named[0] === 'unscoped') return UNSCOPED
  if (typeof scope === 'string') throw badRequest(`Invalid input for field 'scope': ${scope}`)
  if (scope.system !== undefined) return { kind: 'system' }
  if (scope.domain !== undefined) {
    return { kind: 'domain', domainId: await openDomainId(tx, scope.domain) }
  }
  if (scope.project !== undefined) {
    return { kind: 'project', projectId: await projectIdOf(tx, scope.project) }
  }
  throw notAuthenticated('there is no such trust')
}

async function projectIdOf(
  tx: Tx,
  asked: NameOrId & { domain?: NameOrId | undefined },
): Promise<string> {
  if (asked.name === undefined || asked.name === '') return asked.id ?? ''
  if (asked.domain === undefined) throw notExpected('domain', 'project')
  const id = await projectIdByName(tx, asked.name, await openDomainId(tx, asked.domain))
  if (id === undefined) throw notAuthenticated('there is no such project')
  return id
}

async function openDomainId(tx: Tx, asked: NameOrId): Promise<string> {
  const domain = asked.name ? await domainByName(tx, asked.name) : await byId(tx, asked.id ?? '')
  if (domain === undefined) throw notAuthenticated('there is no such domain')
  if (domain.enabled === 0) throw notAuthenticated('the domain is disabled')
  return domain.id
}

async function byId(tx: Tx, id: string): Promise<{ id: string; enabled: number } | undefined> {
  const place = await placeState(tx, id)
  return place?.is_domain === 1 ? place : undefined
}

/** The user's default project, if there is one and the user may use it. */
async function defaultScope(tx: Tx, proof: Proof): Promise<TokenScope> {
  const { userId, defaultProjectId } = proof
  if (defaultProjectId === null) return UNSCOPED
  const scope = { kind: 'project', projectId: defaultProjectId } as const
  return (await standingOf(tx, userId, scope)) === undefined ? UNSCOPED : scope
}

async function prove(env: IdentityEnv, auth: SignIn, methods: readonly Method[]): Promise<Proof> {
  const proofs: Proof[] = []
  for (const method of methods) {
    proofs.push(method === 'password' ? await byPassword(env, auth) : await byToken(env, auth))
  }
  const [first, ...others] = proofs
  if (others.some((other) => other.userId !== first!.userId)) {
    throw notAuthenticated('the methods speak of different users')
  }
  const from = proofs.find((proof) => proof.from)?.from
  return {
    ...first!,
    methods: [...new Set(proofs.flatMap((proof) => proof.methods))],
    ...(from && { from }),
  }
}

async function byPassword(env: IdentityEnv, { identity }: SignIn): Promise<Proof> {
  const user = identity.password?.user
  if (user === undefined) throw notExpected('user', 'password')
  const password = user.password ?? ''
  const row = await env.database.read((tx) => userNamed(tx, user))
  const hash = row?.hash ?? undefined
  // The same work whether or not there is such a user, so that time tells nothing.
  const right = await (hash === undefined
    ? env.passwords.pretend(password)
    : env.passwords.verify(password, hash))
  if (row === undefined) throw notAuthenticated('there is no such user')
  if (!right || user.password === undefined) throw notAuthenticated('the password is wrong')
  if (row.enabled === 0) throw notAuthenticated('the user is disabled')
  const expires = row.password_expires_at
  if (expires !== null && env.clock.now() >= Date.parse(`${expires}Z`)) {
    throw notAuthenticated('the password has expired')
  }
  return {
    userId: row.id,
    generation: row.generation,
    defaultProjectId: row.default_project_id,
    options: optionsOf(row.options),
    methods: ['password'],
  }
}

async function userNamed(tx: Tx, user: SignInUser): Promise<UserRow | undefined> {
  if (!user.name) {
    if (!user.id) throw notExpected('id or name', 'user')
    return findUser(tx, user.id)
  }
  if (user.domain === undefined) throw notExpected('domain', 'user')
  const { name, id } = user.domain
  if (!name && !id) throw notExpected('id or name', 'domain')
  const domain = name ? await domainByName(tx, name) : { id: id! }
  return domain && findUserByName(tx, user.name, domain.id)
}

async function byToken(env: IdentityEnv, { identity, scope }: SignIn): Promise<Proof> {
  const text = identity.token?.id
  if (text === undefined) throw notExpected('id', 'token')
  const from = await env.tokens.inspect(text)
  if (from === undefined) throw tokenNotFound(text)
  const narrower = typeof scope === 'object' && (scope.project ?? scope.domain) !== undefined
  if (from.claims.scope.kind === 'system' && narrower) {
    throw notAuthorized(
      'Using a system-scoped token to create a project-scoped or domain-scoped token is not allowed.',
    )
  }
  const { user } = from.standing
  return {
    userId: user.id,
    generation: user.generation,
    defaultProjectId: user.default_project_id,
    options: optionsOf(user.options),
    methods: [...from.claims.methods, 'token'],
    from,
  }
}
