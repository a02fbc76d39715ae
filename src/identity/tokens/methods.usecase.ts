/** How somebody proves who they are: one function a method (keystone/auth/plugins/). */
import type { RequestContext } from '../../kernel/context.ts'
import { Fault } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import {
  findCredential,
  findCredentialNamed,
  replaceSecretHash,
  type CredentialRow,
} from '../application-credentials/application-credentials.store.ts'
import { takePasscode } from '../credentials/passcodes.usecase.ts'
import type { Admission } from '../authority/authority.usecase.ts'
import { missing, notAuthenticated, notAuthorized, notExpected, tokenNotFound } from '../faults.ts'
import { provenAccess } from '../oauth1/sign-in.usecase.ts'
import type { IdentityEnv } from '../operation.ts'
import { domainByName } from '../projects/projects.store.ts'
import { optionsOf, type UserOptions } from '../users/users.ts'
import { findUser, findUserByName, type UserRow } from '../users/users.store.ts'
import { accountName, checkPassword } from '../users/password-check.usecase.ts'
import type { SignIn, SignInCredential, SignInUser } from './tokens.schemas.ts'
import type { Delegation, TokenScope } from './tokens.ts'

/** In the order in which they are offered. */
export const METHODS = ['password', 'token', 'totp', 'application_credential', 'oauth1'] as const
export type Method = (typeof METHODS)[number]

/** Who proved to be whom, by what. */
export interface Proof {
  readonly userId: string
  readonly generation: number
  readonly defaultProjectId: string | null
  readonly options: UserOptions
  readonly methods: readonly string[]
  /** The token that was shown. */
  readonly from?: Admission
  /** How many secrets were remembered rather than hashed. */
  readonly recalled: number
  /** What the token is bound to from the start: its scope cannot be chosen. */
  readonly bound?: { readonly delegation: Delegation; readonly scope: TokenScope }
}

type Proving = (env: IdentityEnv, auth: SignIn, ctx: RequestContext) => Promise<Proof>

const PROVING: Readonly<Record<Method, Proving>> = {
  password: byPassword,
  token: byToken,
  totp: byPasscode,
  application_credential: byApplicationCredential,
  oauth1: byAccessToken,
}

/** All methods have to succeed, and speak of the same user. @throws 401 */
export async function prove(
  env: IdentityEnv,
  ctx: RequestContext,
  auth: SignIn,
  methods: readonly Method[],
): Promise<Proof> {
  const proofs: Proof[] = []
  const recalled = () => proofs.reduce((sum, proof) => sum + proof.recalled, 0)
  await slowToRefuse(env, recalled, async () => {
    for (const method of methods) proofs.push(await PROVING[method](env, auth, ctx))
    if (proofs.some(({ userId }) => userId !== proofs[0]!.userId)) {
      throw notAuthenticated('the methods speak of different users')
    }
  })
  const [first] = proofs
  const from = proofs.find((proof) => proof.from)?.from
  const bound = proofs.find((proof) => proof.bound)?.bound
  return {
    ...first!,
    methods: [...new Set(proofs.flatMap((proof) => proof.methods))],
    recalled: recalled(),
    ...(from && { from }),
    ...(bound && { bound }),
  }
}

/**
 * A refusal takes the time that hashing what was remembered would have taken: else it would tell
 * whoever may not sign in that the secret is right.
 */
export async function slowToRefuse<T>(
  env: IdentityEnv,
  recalled: () => number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (let i = 0; i < recalled(); i++) await env.passwords.pretend('')
    throw error
  }
}

function proofOf(row: UserRow, method: Method, recalled = false): Proof {
  return {
    recalled: Number(recalled),
    userId: row.id,
    generation: row.generation,
    defaultProjectId: row.default_project_id,
    options: optionsOf(row.options),
    methods: [method],
  }
}

async function byPassword(
  env: IdentityEnv,
  { identity }: SignIn,
  ctx: RequestContext,
): Promise<Proof> {
  const user = identity.password?.user
  // Keystone has not noted the method by then.
  if (user === undefined) throw notExpected('user', 'None')
  const { row, account } = await env.database.read((tx) => accountOf(tx, user))
  noteUser(ctx, row)
  const attempt = { account: `password ${account}`, address: ctx.clientAddress }
  const proven = () => checkPassword(env, row, user.password)
  const checked = await env.throttle.guard(attempt, proven)
  return proofOf(checked.row, 'password', checked.recalled)
}

async function byPasscode(
  env: IdentityEnv,
  { identity }: SignIn,
  ctx: RequestContext,
): Promise<Proof> {
  const user = identity.totp?.user
  if (user === undefined) throw notExpected('user', 'None')
  const { row, account } = await env.database.read((tx) => accountOf(tx, user))
  noteUser(ctx, row)
  const attempt = { account: `totp ${account}`, address: ctx.clientAddress }
  return env.throttle.guard(attempt, async () => {
    const right = await takePasscode(env, row?.id ?? '', user.passcode ?? '')
    if (row === undefined || !right) throw notAuthenticated('the user or the passcode is wrong')
    if (row.enabled === 0) throw notAuthenticated('the user is disabled')
    return proofOf(row, 'totp')
  })
}

/** The record of what happened says whose account it was, right or wrong. */
function noteUser(ctx: RequestContext, row: UserRow | undefined): void {
  if (row !== undefined) ctx.noteClaimedUser({ userId: row.id, userName: row.name })
}

interface Account {
  readonly row: UserRow | undefined
  /** Its name in a form that does not tell whether there is such a user, however it was asked for. */
  readonly account: string
}

async function accountOf(tx: Tx, user: SignInUser): Promise<Account> {
  if (!user.name) {
    if (!user.id) throw notExpected('id or name', 'user')
    const row = await findUser(tx, user.id)
    return { row, account: row ? accountName(row.domain_id, row.name) : user.id }
  }
  if (user.domain === undefined) throw notExpected('domain', 'user')
  const { name, id } = user.domain
  if (!name && !id) throw notExpected('id or name', 'domain')
  const domain = name ? await domainByName(tx, name) : { id: id! }
  const domainId = domain?.id ?? name!
  // Looked for in a domain that is none too, which takes as long.
  const row = await findUserByName(tx, user.name, domainId)
  return { row, account: accountName(domainId, user.name) }
}

/** The one who made the credential, and nobody else, whatever the request says of a user. */
async function byApplicationCredential(
  env: IdentityEnv,
  auth: SignIn,
  ctx: RequestContext,
): Promise<Proof> {
  const asked = auth.identity.application_credential
  if (asked === undefined) throw notExpected('id or name', 'application credential')
  if (auth.scope !== undefined) {
    const message =
      'Error authenticating with application credential: ' +
      'Application credentials cannot request a scope.'
    throw new Fault(401, message, { details: { identity: {} } })
  }
  const name = `application_credential ${nameOfCredential(asked)}`
  const attempt = { account: name, address: ctx.clientAddress }
  return env.throttle.guard(attempt, () => checkCredential(env, asked, ctx))
}

async function checkCredential(
  env: IdentityEnv,
  asked: SignInCredential,
  ctx: RequestContext,
): Promise<Proof> {
  const row = await env.database.read((tx) => credentialAsked(tx, asked))
  if (row !== undefined) ctx.noteClaimedUser({ userId: row.user_id })
  const secret = asked.secret ?? ''
  const hasExpired =
    row !== undefined && row.expires_at !== null && env.clock.now() >= Date.parse(row.expires_at)
  const recalled = env.passwords.recalls(secret, row?.secret_hash) && !hasExpired
  const right =
    recalled ||
    (await (row === undefined
      ? env.passwords.pretend(secret)
      : env.passwords.verify(secret, row.secret_hash)))
  if (row === undefined || !right || asked.secret === undefined) {
    throw notAuthenticated('the application credential or its secret is wrong')
  }
  if (hasExpired) throw notAuthenticated('the application credential has expired')
  const user = await env.database.read((tx) => findUser(tx, row.user_id))
  if (user === undefined) throw notAuthenticated('there is no such user')
  if (env.passwords.isCheap(row.secret_hash)) {
    const dearer = await env.passwords.hash(secret)
    await env.database.write((tx) => replaceSecretHash(tx, row.id, dearer))
  }
  return {
    ...proofOf(user, 'application_credential', recalled),
    bound: {
      delegation: { kind: 'application_credential', id: row.id },
      scope: { kind: 'project', projectId: row.project_id },
    },
  }
}

async function credentialAsked(
  tx: Tx,
  { id, name, user }: SignInCredential,
): Promise<CredentialRow | undefined> {
  if (id) {
    const row = await findCredential(tx, id)
    if (row === undefined) throw missing('Application Credential', id)
    return row
  }
  if (!name) throw notExpected('name or ID', 'application credential')
  if (user === undefined) throw notExpected('user', 'application credential')
  const { row: owner } = await accountOf(tx, user)
  return owner && findCredentialNamed(tx, owner.id, name)
}

/** As it was asked for: its secret is long, so that a second way to name it is no help. */
function nameOfCredential({ id, name, user }: SignInCredential): string {
  return id ?? JSON.stringify([name, user?.id, user?.name, user?.domain?.id, user?.domain?.name])
}

/** A consumer, with what a user has allowed it: the token is the user's, and bound. */
async function byAccessToken(env: IdentityEnv, _auth: SignIn, ctx: RequestContext): Promise<Proof> {
  const access = await provenAccess(env, ctx)
  const user = await env.database.read((tx) => findUser(tx, access.user_id))
  if (user === undefined) throw notAuthenticated('there is no such user')
  return {
    ...proofOf(user, 'oauth1'),
    bound: {
      delegation: { kind: 'access_token', id: access.id },
      scope: { kind: 'project', projectId: access.project_id },
    },
  }
}

/** A token makes none that reaches further than itself (keystone/auth/plugins/token.py). */
async function byToken(
  env: IdentityEnv,
  { identity, scope }: SignIn,
  ctx: RequestContext,
): Promise<Proof> {
  const text = identity.token?.id
  if (text === undefined) throw notExpected('id', 'token')
  const from = await env.tokens.inspect(text)
  if (from === undefined) throw tokenNotFound(text)
  ctx.noteClaimedUser({ userId: from.state.bearer.id, userName: from.state.bearer.name })
  const { delegation } = from.claims
  if (delegation?.kind === 'trust') {
    throw notAuthorized(
      'Using trust-scoped token to create another token. Create a new trust-scoped token instead',
    )
  }
  if (delegation?.kind === 'access_token') {
    throw notAuthorized(
      'Using OAuth-scoped token to create another token. Create a new OAuth-scoped token instead',
    )
  }
  const narrower = typeof scope === 'object' && (scope.project ?? scope.domain) !== undefined
  if (from.claims.scope.kind === 'system' && narrower) {
    throw notAuthorized(
      'Using a system-scoped token to create a project-scoped or domain-scoped token is not allowed.',
    )
  }
  if (delegation !== undefined && scope !== undefined) {
    throw notAuthorized(
      'Using an application credential token to create a scoped token is not allowed.',
    )
  }
  const { bearer } = from.state
  return {
    userId: bearer.id,
    generation: bearer.generation,
    defaultProjectId: bearer.default_project_id,
    options: optionsOf(bearer.options),
    methods: [...from.claims.methods, 'token'],
    recalled: 0,
    from,
    ...(delegation && { bound: { delegation, scope: from.claims.scope } }),
  }
}
