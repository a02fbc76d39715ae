/** What a sign-in asks to be let into (keystone/auth/core.py, AuthInfo). */
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { notAuthenticated, notExpected } from '../faults.ts'
import { domainByName, projectIdByName } from '../projects/projects.store.ts'
import { findTrust } from '../trusts/trusts.store.ts'
import { placeState, scopeState } from './tokens.store.ts'
import type { NameOrId, SignInScope } from './tokens.schemas.ts'
import { UNSCOPED, type TokenScope } from './tokens.ts'

interface Owner {
  readonly userId: string
  readonly defaultProjectId: string | null
}

/** Undefined where the request leaves the scope open: then the user's default project counts. */
export async function askedScope(
  tx: Tx,
  scope: SignInScope | undefined,
): Promise<TokenScope | undefined> {
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
  return scopeOfTrust(tx, scope['OS-TRUST:trust']?.id)
}

async function scopeOfTrust(tx: Tx, id: string | undefined): Promise<TokenScope> {
  if (!id) throw notExpected('trust_id', 'trust')
  const trust = await findTrust(tx, id)
  if (trust === undefined) throw notAuthenticated('there is no such trust')
  return trust.project_id === null ? UNSCOPED : { kind: 'project', projectId: trust.project_id }
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

/**
 * The user's default project, if there is one and the user may use it.
 * @param now milliseconds since 1970
 */
export async function defaultScope(
  tx: Tx,
  { userId, defaultProjectId }: Owner,
  now: number,
): Promise<TokenScope> {
  if (defaultProjectId === null) return UNSCOPED
  const scope = { kind: 'project', projectId: defaultProjectId } as const
  return (await scopeState(tx, userId, scope, now)) === undefined ? UNSCOPED : scope
}
