/** Who asks, in the access matrix: one of each kind that policies tell apart. */
import type { Cloud } from '../support/cloud.ts'
import type { LaggingClock } from '../support/lagging-clock.ts'

/** Those of the tables that were written by hand. */
export const FIRST_PERSONAS = [
  /** Sends no token. */
  'nobody',
  /** Sends a token that is none. */
  'forger',
  'reader',
  'member',
  'manager',
  /** Role admin on the project that owns the things acted on. */
  'admin',
  'other member',
  'other admin',
  'system reader',
  'system admin',
  /** Role admin on the domain that owns the project. */
  'domain admin',
  /** Role service on the project `service`: another service of the cloud. */
  'service',
] as const

/** Those whose outcomes are in `access-matrix.tsv`. */
export const MORE_PERSONAS = [
  'other reader',
  'other manager',
  'system member',
  /** On the domain that owns the project. */
  'domain reader',
  'domain member',
  'domain manager',
  /** On another domain, and of it. */
  'foreign domain reader',
  'foreign domain manager',
  'foreign domain admin',
  /** Has a token for nothing yet. */
  'unscoped',
] as const

/** Role admin, once: their tokens have ended. They come in nowhere. */
export const DEAD_PERSONAS = [
  'expired',
  'revoked',
  'disabled user',
  'disabled project',
  'disabled domain',
] as const

export const PERSONAS = [...FIRST_PERSONAS, ...MORE_PERSONAS, ...DEAD_PERSONAS] as const

export type Persona = (typeof PERSONAS)[number]

const DOMAIN = 'default'

/**
 * Tokens by persona; undefined is no token. Makes the users they belong to.
 * @param clock of the cloud; so late that what is issued before it catches up has expired then
 */
export async function tokensOf(
  cloud: Cloud,
  clock: LaggingClock,
): Promise<Map<Persona, string | undefined>> {
  const expired = await wide(cloud, 'once-admin', 'admin', 'system')
  clock.catchUp()
  const on = async (name: string, role: string, project: string) =>
    (await cloud.user(name, role, project)).token
  const [reader, member, manager, admin, otherMember, otherAdmin, service] = [
    await on('own-reader', 'reader', 'demo'),
    await on('own-member', 'member', 'demo'),
    await on('own-manager', 'manager', 'demo'),
    await on('own-admin', 'admin', 'demo'),
    await on('other-member', 'member', 'other'),
    await on('other-admin', 'admin', 'other'),
    await on('a-service', 'service', 'service'),
  ]
  return new Map<Persona, string | undefined>([
    ['nobody', undefined],
    ['forger', `${member.slice(0, -8)}AAAAAAAA`],
    ['reader', reader],
    ['member', member],
    ['manager', manager],
    ['admin', admin],
    ['other member', otherMember],
    ['other admin', otherAdmin],
    ['system reader', await wide(cloud, 'system-reader', 'reader', 'system')],
    ['system admin', await wide(cloud, 'system-admin', 'admin', 'system')],
    ['domain admin', await wide(cloud, 'domain-admin', 'admin', 'domain')],
    ['service', service],
    ['other reader', await on('other-reader', 'reader', 'other')],
    ['other manager', await on('other-manager', 'manager', 'other')],
    ['system member', await wide(cloud, 'system-member', 'member', 'system')],
    ['domain reader', await wide(cloud, 'domain-reader', 'reader', 'domain')],
    ['domain member', await wide(cloud, 'domain-member', 'member', 'domain')],
    ['domain manager', await wide(cloud, 'domain-manager', 'manager', 'domain')],
    ['foreign domain reader', await wide(cloud, 'foreign-reader', 'reader', 'foreign domain')],
    ['foreign domain manager', await wide(cloud, 'foreign-manager', 'manager', 'foreign domain')],
    ['foreign domain admin', await wide(cloud, 'foreign-admin', 'admin', 'foreign domain')],
    ['unscoped', await wide(cloud, 'nobodys', 'reader', 'nothing')],
    ['expired', expired],
    ...(await deadTokens(cloud)),
  ])
}

/** Of those who were administrators until something was taken away. */
async function deadTokens(cloud: Cloud): Promise<[Persona, string][]> {
  const call = caller(cloud, (await cloud.admin()).token)
  const { user, token: ofUser } = await account(cloud, 'gone-user', 'admin', 'system')
  await call('PATCH', `/v3/users/${user.id}`, { user: { enabled: false } })
  const revoked = await wide(cloud, 'revoked-admin', 'admin', 'system')
  await caller(cloud, revoked)('DELETE', '/v3/auth/tokens', undefined, revoked)
  const ofProject = (await cloud.user('closed-admin', 'admin', 'closed')).token
  const { projects } = await call('GET', '/v3/projects?name=closed')
  await call('PATCH', `/v3/projects/${projects[0].id}`, { project: { enabled: false } })
  const { token: ofDomain, domainId } = await account(cloud, 'shut-admin', 'admin', 'shut')
  await call('PATCH', `/v3/domains/${domainId}`, { domain: { enabled: false } })
  return [
    ['disabled user', ofUser],
    ['revoked', revoked],
    ['disabled project', ofProject],
    ['disabled domain', ofDomain],
  ]
}

type Call = (method: string, path: string, body?: object, subject?: string) => Promise<any>

function caller(cloud: Cloud, token: string): Call {
  return async (method, path, body, subject) => {
    const headers = subject === undefined ? {} : { 'X-Subject-Token': subject }
    const send = { token, headers, ...(body && { body }) }
    const got = await cloud.request('identity', method, path, send)
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.text}`)
    return got.body
  }
}

/** On the system, the Default domain, a domain that is made where there is none, or nowhere. */
type Place = 'system' | 'domain' | 'foreign domain' | 'shut' | 'nothing'

async function wide(cloud: Cloud, name: string, role: string, place: Place): Promise<string> {
  return (await account(cloud, name, role, place)).token
}

/** A user with a role there, and a token of that scope. */
async function account(cloud: Cloud, name: string, role: string, place: Place) {
  const call = caller(cloud, (await cloud.admin()).token)
  const own = place === 'system' || place === 'domain' || place === 'nothing'
  const domainId: string = own ? DOMAIN : await domainCalled(call, place)
  const password = `${name}pass`
  const made = { name, password, domain_id: domainId }
  const { user } = await call('POST', '/v3/users', { user: made })
  const { roles } = await call('GET', `/v3/roles?name=${role}`)
  const on = place === 'system' ? '/v3/system' : `/v3/domains/${domainId}`
  if (place !== 'nothing') await call('PUT', `${on}/users/${user.id}/roles/${roles[0].id}`)
  const scopes = { system: { system: { all: true } }, nothing: 'unscoped' } as const
  const scope =
    place === 'system' || place === 'nothing' ? scopes[place] : { domain: { id: domainId } }
  const identity = { methods: ['password'], password: { user: { id: user.id, password } } }
  const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
    body: { auth: { identity, scope } },
  })
  if (got.status !== 201) throw new Error(`no token for ${name}: ${got.status} ${got.text}`)
  return { user, domainId, token: got.headers.get('x-subject-token')! }
}

async function domainCalled(call: Call, name: string): Promise<string> {
  const { domains } = await call('GET', `/v3/domains?name=${encodeURIComponent(name)}`)
  if (domains.length > 0) return domains[0].id
  return (await call('POST', '/v3/domains', { domain: { name } })).domain.id
}
