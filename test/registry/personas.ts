/** Who asks, in the access matrix: one of each kind that policies tell apart. */
import type { Cloud } from '../support/cloud.ts'

export const PERSONAS = [
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

export type Persona = (typeof PERSONAS)[number]

const DOMAIN = 'default'

/** Tokens by persona; undefined is no token. Makes the users they belong to. */
export async function tokensOf(cloud: Cloud): Promise<Map<Persona, string | undefined>> {
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
  ])
}

/** A user with a role on the system or on the Default domain, and a token of that scope. */
async function wide(
  cloud: Cloud,
  name: string,
  role: string,
  scope: 'system' | 'domain',
): Promise<string> {
  const { token } = await cloud.admin()
  const call = async (method: string, path: string, body?: object) => {
    const got = await cloud.request('identity', method, path, { token, ...(body && { body }) })
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.text}`)
    return got.body
  }
  const password = `${name}pass`
  const { user } = await call('POST', '/v3/users', { user: { name, password, domain_id: DOMAIN } })
  const { roles } = await call('GET', `/v3/roles?name=${role}`)
  const on = scope === 'system' ? '/v3/system' : `/v3/domains/${DOMAIN}`
  await call('PUT', `${on}/users/${user.id}/roles/${roles[0].id}`)
  return cloud.token(
    name,
    password,
    scope === 'system' ? { system: { all: true } } : { domain: { id: DOMAIN } },
  )
}
