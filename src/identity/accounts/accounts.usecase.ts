/**
 * What whoever keeps the data of a cloud may do without a token, from the command line: the way
 * back in when nobody can sign in any more. No policy is asked; the rules for passwords hold.
 */
import { isoTime } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { insertGrant, placesOfUser, type Assignment } from '../grants/grants.store.ts'
import { anybody } from '../groups/belonging.store.ts'
import type { IdentityEnv } from '../operation.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { placeState, userState, type UserState } from '../tokens/tokens.store.ts'
import { UNSCOPED, type TokenScope } from '../tokens/tokens.ts'
import { findUserByName, type UserRow } from '../users/users.store.ts'
import { changeUser, createUser } from '../users/users.usecase.ts'
import { lockedRow } from '../rows.store.ts'
import { domainNamed, projectNamed, roleNamed, userNamed } from './lookup.usecase.ts'

/** What was asked for cannot be done as things are; the message says why. */
export class NotPossible extends Error {
  override name = 'NotPossible'
}

/** A user by name or id, in a domain by name or id. */
export interface Who {
  readonly user: string
  readonly domain: string
}

/** Where a role holds, or a token: by name or id. */
export type Place =
  | { readonly kind: 'project'; readonly project: string; readonly domain: string }
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'system' }

export interface NewAccount extends Who {
  readonly password: string
  readonly email: string | undefined
  readonly grant: { readonly role: string; readonly on: Place } | undefined
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly domain_id: string
}

export interface IssuedToken {
  readonly text: string
  readonly expires: string
  readonly userId: string
  readonly scope: TokenScope
}

/** Makes a user and, if asked, gives a role: both or nothing. @throws NotHere, NotPossible, Fault */
export async function makeAccount(env: IdentityEnv, asked: NewAccount): Promise<Account> {
  const { domain, grant } = await env.database.read(async (tx) => ({
    domain: await domainNamed(tx, asked.domain),
    grant: asked.grant && {
      ...(await targetOf(tx, asked.grant.on)),
      role_id: (await roleNamed(tx, asked.grant.role)).id,
    },
  }))
  const { user: name, password, email } = asked
  if (await env.database.read((tx) => findUserByName(tx, name, domain.id))) {
    throw new NotPossible(`the domain ${domain.name} has a user "${name}" already`)
  }
  const user = { name, password, ...(email !== undefined && { email }) }
  const made = await createUser(env, user, domain.id, async (tx, { id: actor_id }) => {
    if (grant) await insertGrant(tx, { actor_type: 'user', actor_id, ...grant, inherited: 0 })
  })
  return accountOf(made)
}

/**
 * Sets a password; all tokens of the user end with it.
 * @param enable also lets a disabled user in, and one who guessed wrong too often
 * @throws NotHere, Fault
 */
export async function givePassword(
  env: IdentityEnv,
  { user, domain }: Who,
  password: string,
  enable: boolean,
): Promise<Account> {
  const find = async (tx: Tx) => userNamed(tx, user, await domainNamed(tx, domain))
  const known = await env.database.read(find)
  const changes = { password, ...(enable && { enabled: true }) }
  const reload = async (tx: Tx) => {
    await lockedRow(tx, 'identity_users', known.id)
    return find(tx)
  }
  return accountOf(await changeUser(env, known, reload, changes))
}

/**
 * A token as if the user had signed in.
 * @param aim undefined for the default project, or the only one where the user has a role
 * @throws NotHere, NotPossible
 */
export async function issueToken(
  env: IdentityEnv,
  who: Who,
  aim: Place | 'unscoped' | undefined,
): Promise<IssuedToken> {
  const { user, scope } = await env.database.read(async (tx) => {
    const row = await userNamed(tx, who.user, await domainNamed(tx, who.domain))
    return {
      user: (await userState(tx, row.id))!,
      scope: await scopeOf(tx, row, aim, env.clock.now()),
    }
  })
  // Keystone's name for a sign-in that a web server in front of it has checked.
  const grant = { userId: user.id, methods: ['external'], scope }
  const admission = await env.tokens.issue(grant, user.generation)
  if (admission === undefined) {
    throw new NotPossible(await env.database.read((tx) => whyNot(tx, user, scope)))
  }
  const { token, claims } = admission
  return { text: token.id, expires: isoTime(claims.expiresAt), userId: user.id, scope }
}

function accountOf({ id, name, domain_id }: UserRow): Account {
  return { id, name, domain_id }
}

async function targetOf(
  tx: Tx,
  place: Place,
): Promise<Pick<Assignment, 'target_type' | 'target_id'>> {
  if (place.kind === 'system') return { target_type: 'system', target_id: 'system' }
  const domain = await domainNamed(tx, place.domain)
  if (place.kind === 'domain') return { target_type: 'domain', target_id: domain.id }
  const { id } = await projectNamed(tx, place.project, domain)
  return { target_type: 'project', target_id: id }
}

async function scopeOf(
  tx: Tx,
  user: UserRow,
  aim: Place | 'unscoped' | undefined,
  now: number,
): Promise<TokenScope> {
  if (aim === 'unscoped') return UNSCOPED
  if (aim === undefined) return { kind: 'project', projectId: await usualProject(tx, user, now) }
  const { target_type: kind, target_id: id } = await targetOf(tx, aim)
  if (kind === 'system') return { kind }
  return kind === 'domain' ? { kind, domainId: id } : { kind: 'project', projectId: id }
}

async function usualProject(tx: Tx, user: UserRow, now: number): Promise<string> {
  const projects = await placesOfUser(tx, 'project', anybody(user.id, now))
  const usual = projects.find(({ id }) => id === user.default_project_id)
  if (usual !== undefined) return usual.id
  const [only, ...others] = projects
  if (only !== undefined && others.length === 0) return only.id
  throw new NotPossible(
    only === undefined
      ? `${user.name} has no role on any project`
      : `${user.name} has roles on several projects: ${namesOf(projects)}`,
  )
}

function namesOf(projects: readonly ProjectRow[]): string {
  return projects.map(({ name }) => name).join(', ')
}

async function whyNot(tx: Tx, user: UserState, scope: TokenScope): Promise<string> {
  if (user.enabled === 0) return `${user.name} is disabled`
  if (user.domain_enabled === 0)
    return `${user.name} belongs to ${user.domain_name}, a disabled domain`
  if (scope.kind === 'system') return `${user.name} has no role on the system`
  if (scope.kind === 'unscoped') return `${user.name} may not sign in`
  const id = scope.kind === 'project' ? scope.projectId : scope.domainId
  const place = await placeState(tx, id)
  if (place === undefined) return `the ${scope.kind} is gone`
  const closed = place.enabled === 0 || place.domain_enabled === 0
  if (closed) return `the ${scope.kind} ${place.name} is disabled`
  return `${user.name} has no role on the ${scope.kind} ${place.name}`
}
