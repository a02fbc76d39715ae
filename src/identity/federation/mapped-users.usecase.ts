/**
 * Signing in by an assertion of an identity provider: which user it stands for, and which groups and
 * projects the mapping gives that user (keystone/auth/plugins/mapped.py).
 */
import { parseExactly } from '../../kernel/python.ts'
import { Fault, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { missing, notAuthenticated } from '../faults.ts'
import { findGroup, groupIdByName } from '../groups/groups.store.ts'
import type { IdentityEnv } from '../operation.ts'
import { domainByName, findDomain } from '../projects/projects.store.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { lockedRow } from '../rows.store.ts'
import type { Federation } from '../tokens/tokens.ts'
import { findUser, findUserByName, type UserRow } from '../users/users.store.ts'
import { missingMapping, missingProtocol, missingProvider } from './faults.ts'
import { userIdOf } from './federated-users.store.ts'
import { findProvider, type Provider } from './identity-providers.store.ts'
import {
  applyMapping,
  NotMapped,
  type Assertion,
  type DomainRef,
  type Mapped,
  type MappedUser,
  type Rule,
} from './mapping.ts'
import type { SchemaVersion } from './mapping.schemas.ts'
import { findMapping } from './mappings.store.ts'
import { replaceMemberships } from './memberships.store.ts'
import { findProtocol, type ProtocolRow } from './protocols.store.ts'
import type { FederationSettings } from './settings.ts'
import { provideProjects } from './shadow-projects.usecase.ts'
import { beginGeneration } from './shadow-users.store.ts'
import { createShadowUser, refreshShadowUser, type ShadowUser } from './shadow-users.usecase.ts'

const LONGEST_NAME = 255
const MINUTE = 60_000

/** `federation` is undefined for a local user to whom the mapping points. */
export interface MappedSignIn {
  readonly user: UserRow
  readonly federation: Federation | undefined
}

/** An identity provider and one of its protocols. */
export interface ProviderProtocol {
  readonly provider: Provider
  readonly protocol: ProtocolRow
}

/** @throws 403 for a disabled provider, 404 for one that is not there or lacks the protocol */
export async function enabledProtocol(
  tx: Tx,
  idpId: string,
  protocolId: string,
): Promise<ProviderProtocol> {
  const provider = await findProvider(tx, idpId)
  if (provider === undefined) throw missingProvider(idpId)
  if (provider.enabled === 0) throw forbidden(`Identity Provider ${idpId} is disabled`)
  const protocol = await findProtocol(tx, idpId, protocolId)
  if (protocol === undefined) throw missingProtocol(idpId, protocolId)
  return { provider, protocol }
}

/** @throws 401, 403, 404, 409 */
export async function signInMapped(
  env: IdentityEnv,
  idpId: string,
  protocolId: string,
  assertion: Assertion,
): Promise<MappedSignIn> {
  try {
    return await signInOnce(env, idpId, protocolId, assertion)
  } catch (error) {
    // Users who sign in at the same time may be given the same new project.
    if (!(error instanceof Fault) || error.status !== 409) throw error
    return signInOnce(env, idpId, protocolId, assertion)
  }
}

function signInOnce(
  env: IdentityEnv,
  idpId: string,
  protocolId: string,
  assertion: Assertion,
): Promise<MappedSignIn> {
  return env.database.write(async (tx) => {
    const source = await enabledProtocol(tx, idpId, protocolId)
    refuseOthers(source, assertion, env.oidc.settings)
    const { mapping_id: mappingId } = source.protocol
    const mapping = await findMapping(tx, mappingId)
    if (mapping === undefined) throw missingMapping(mappingId)
    const version = mapping.schema_version as SchemaVersion
    const rules = parseExactly(mapping.rules) as readonly Rule[]
    const mapped = mappedBy(() => applyMapping({ rules, version }, assertion))
    const groupIds = await groupsOf(tx, mapped)
    if (mapped.user.type === 'local') {
      return { user: await localUser(tx, mapped.user), federation: undefined }
    }
    const { domain_id: homeId } = source.provider
    const shadow = await shadowOf(tx, mapped.user, assertion, homeId)
    const userId = await shadowUser(tx, env, source, shadow, groupIds)
    await provideProjects(tx, env, mapped.projects, { userId, idpId, homeId, version, ...shadow })
    return { user: (await findUser(tx, userId))!, federation: { idpId, protocolId } }
  })
}

/** The assertion has to be of the provider that it is presented for (utils.py, validate_idp). */
function refuseOthers(
  { provider, protocol }: ProviderProtocol,
  assertion: Assertion,
  settings: FederationSettings,
): void {
  if (provider.remote_ids.length === 0) return
  const name = protocol.remote_id_attribute || settings.remoteIdAttribute
  const [remoteId, ...others] = assertion.get(name) ?? []
  if (remoteId === undefined) throw notAuthenticated(`the assertion has no ${name}`)
  if (others.length > 0 || !provider.remote_ids.includes(remoteId)) {
    throw forbidden(
      'Incoming identity provider identifier not included among the accepted identifiers.',
    )
  }
}

/** A mapping that does not apply lets nobody in; why is for the log. */
function mappedBy(apply: () => Mapped): Mapped {
  try {
    return apply()
  } catch (error) {
    if (error instanceof NotMapped) throw notAuthenticated(error.message)
    throw error
  }
}

/** Groups that are named and not there are left out; ids of none are a mistake of the mapping. */
async function groupsOf(tx: Tx, { groupIds, groups }: Mapped): Promise<string[]> {
  const ids = new Set<string>()
  for (const id of groupIds) {
    if ((await findGroup(tx, id)) === undefined) {
      throw notAuthenticated(`the mapping gives group ${id}, which is not there`)
    }
    ids.add(id)
  }
  for (const { name, domain } of groups) {
    const id = await groupIdByName(tx, name, await domainIdOf(tx, domain))
    if (id !== undefined) ids.add(id)
  }
  return [...ids]
}

async function domainIdOf(tx: Tx, { id, name = '' }: DomainRef): Promise<string> {
  if (id) return id
  const domain = await domainByName(tx, name)
  if (domain === undefined) throw missing('domain', name)
  return domain.id
}

/** @throws 401 */
async function localUser(tx: Tx, { id, name, domain }: MappedUser): Promise<UserRow> {
  const user = await (name
    ? domain && findUserByName(tx, name, await domainIdOf(tx, domain))
    : findUser(tx, id ?? ''))
  if (user === undefined) throw notAuthenticated('the mapping points to a user who is not there')
  return user
}

interface Named extends ShadowUser {
  readonly uniqueId: string
}

/** By id, else by name, else by the name that the provider's user has for it. @throws 401, 404 */
async function shadowOf(
  tx: Tx,
  { id, name, email, domain }: MappedUser,
  assertion: Assertion,
  homeId: string,
): Promise<Named> {
  const shown = name || assertion.get('REMOTE_USER')?.[0] || id
  if (!shown) throw notAuthenticated('the mapping gives the user no name')
  const uniqueId = quoted(id || shown)
  if (Math.max(shown.length, uniqueId.length) > LONGEST_NAME) {
    throw notAuthenticated(`the name of the user is longer than ${LONGEST_NAME} characters`)
  }
  const domainId = domain === undefined ? homeId : await domainIdOf(tx, domain)
  if ((await findDomain(tx, domainId)) === undefined) throw missing('domain', domainId)
  return { uniqueId, name: shown, domainId, email }
}

/** Python's `urllib.parse.quote`. */
function quoted(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
}

async function shadowUser(
  tx: Tx,
  env: IdentityEnv,
  { provider, protocol }: ProviderProtocol,
  { uniqueId, ...shadow }: Named,
  groupIds: readonly string[],
): Promise<string> {
  const who = { idpId: provider.id, protocolId: protocol.id, uniqueId }
  const known = await userIdOf(tx, who)
  const userId = known ?? (await createShadowUser(tx, who, shadow, env.clock.isoNow()))
  const user = await lockedRow(tx, 'identity_users', userId)
  if (user === undefined) throw notAuthenticated('the user is being deleted')
  if (known !== undefined) await refreshShadowUser(tx, user, shadow)
  const minutes = provider.authorization_ttl || env.oidc.settings.defaultAuthorizationTtl
  const times = { now: env.clock.now(), lifetime: minutes * MINUTE }
  const { changed } = await replaceMemberships(tx, { userId, idpId: provider.id }, groupIds, times)
  // Tokens from before would show groups that they were not issued for.
  if (changed && known !== undefined) {
    await beginGeneration(tx, userId)
    await recordEnd(tx, env, [{ kind: 'user', subject_id: userId }])
  }
  return userId
}
