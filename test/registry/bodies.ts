/** Real answers of identity, rich enough to hold every key that an answer may have. */
import { expect } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { ADMIN_PASSWORD, type Got } from '../support/cloud.ts'
import { FederatedCloud } from '../support/federated.ts'
import { Keystone } from '../support/identity.ts'
import { Trusts } from '../support/trusts.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { EXAMPLES } from './examples.ts'
import { placeOf, request } from './request.ts'
import type { World } from './world.ts'

/** Below these, keys are what clients put there. */
const OPAQUE = new Set(['blob', 'config', 'filters', 'options', 'parents', 'rules', 'subtree'])

/** Paths of all keys: `.projects[].name`. */
export function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${path}.${key}`
    return OPAQUE.has(key) ? [at] : [at, ...keysOf(inner, at)]
  })
}

/** Keys by operation, of all answers that were seen. */
export class Bodies {
  readonly #keys = new Map<string, Set<string>>()

  see(operation: string, body: unknown): void {
    const keys = this.#keys.get(operation) ?? new Set()
    for (const key of keysOf(body)) keys.add(key)
    this.#keys.set(operation, keys)
  }

  has(operation: string, key: string): boolean {
    return this.#keys.get(operation)?.has(key) ?? false
  }
}

/** Lists of what the example of another operation makes: that has the parameters too. */
const FILLED_BY: Readonly<Record<string, string>> = {
  'access_rules.list': 'access_rules.show',
  'access_tokens.list': 'access_tokens.show',
  'policy_endpoints.list': 'policy_endpoints.check',
  'project_endpoints.list': 'project_endpoints.check',
  'project_endpoints.list_projects': 'project_endpoints.check',
  'protocols.list': 'protocols.show',
}

/**
 * The answers to the examples of these operations, each to somebody who may ask. Lists come again
 * when all the rest has left something in them.
 */
export async function exampleBodies(
  world: World,
  bodies: Bodies,
  ids: ReadonlySet<string>,
): Promise<void> {
  const tokenFor = await tokensByOperation(world)
  const service = SERVICES.find(({ type }) => type === 'identity')!
  const operations = service.operations.filter(({ id }) => ids.has(id))
  const lists = operations.filter(({ id }) => id.includes('.list'))
  for (const operation of [...operations, ...lists]) {
    const { id } = operation
    const example = await EXAMPLES['identity']?.[FILLED_BY[id] ?? id]?.(world)
    if (example === undefined) continue
    const token = tokenFor(operation, 'identity')
    const place = placeOf(service, operation)
    const got = await request(world.cloud, operation, place, example, token)
    if (got.status in operation.response) bodies.see(id, got.body)
  }
}

/** What examples are too plain to show. */
export async function richBodies({ cloud }: World, bodies: Bodies): Promise<void> {
  const keystone = await Keystone.of(cloud)
  await tokens(keystone, bodies)
  await halves(keystone, bodies)
  await things(keystone, bodies)
  await assignments(keystone, bodies)
}

/** Of a user of an identity provider, in a cloud that has one. */
export async function federatedBodies(bodies: Bodies): Promise<void> {
  const federated = await FederatedCloud.start()
  try {
    const { project } = await federated.groupWithProject('staff')
    const claims = { sub: 'sample', preferred_username: 'sample', groups: ['staff'] }
    const { token, body } = await federated.arrive(claims)
    bodies.see('federation.auth', { token: body })
    const scoped = await federated.rescope(token, { project: { id: project.id } })
    bodies.see('tokens.issue', scoped.body)
  } finally {
    await federated.stop()
  }
}

async function tokens(keystone: Keystone, bodies: Bodies): Promise<void> {
  const { userId } = keystone.admin
  const issued: Got[] = []
  await keystone.grant('domains', 'default', 'users', userId, 'admin')
  for (const scope of ['unscoped', { system: { all: true } }, { domain: { id: 'default' } }]) {
    issued.push(await keystone.signIn(userId, ADMIN_PASSWORD, scope))
  }
  const tenant = await keystone.tenant()
  issued.push(await keystone.signIn(tenant.user.id, tenant.name, { project: tenant.project }))
  const path = `/users/${tenant.user.id}/application_credentials`
  const body = {
    application_credential: {
      name: 'sample',
      secret: 'sample',
      description: 'words',
      expires_at: '2099-01-01T00:00:00',
      access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }],
    },
  }
  const made = await keystone.send('POST', path, { token: tenant.token, body })
  bodies.see('application_credentials.create', made.body)
  bodies.see('application_credentials.list', (await keystone.get(path)).body)
  const { id } = made.body.application_credential
  bodies.see('application_credentials.show', (await keystone.get(`${path}/${id}`)).body)
  const identity = {
    methods: ['application_credential'],
    application_credential: { id, secret: 'sample' },
  }
  issued.push(await keystone.auth({ identity }))
  const trusts = new Trusts(keystone)
  const [trustor, trustee] = await trusts.pair()
  const trust = await trusts.entrust(trustor, trustee)
  issued.push(await trusts.use(trustee, trust.id))
  for (const got of issued) {
    expect(got.status, got.text).toBe(201)
    bodies.see('tokens.issue', got.body)
    const subject = got.headers.get('x-subject-token')!
    bodies.see('tokens.show', (await keystone.get('/auth/tokens', { subject })).body)
  }
}

/** What half a sign-in gets, and what is left of a whole one that is revoked. */
async function halves(keystone: Keystone, bodies: Bodies): Promise<void> {
  const user = await keystone.make('user', {
    name: 'careful',
    password: 'careful',
    options: {
      multi_factor_auth_enabled: true,
      multi_factor_auth_rules: [['password', 'totp']],
    },
  })
  bodies.see('tokens.issue', (await keystone.signIn(user.id, 'careful')).body)
  const revoked = await keystone.tenant()
  await keystone.send('DELETE', '/auth/tokens', { subject: revoked.token })
  await keystone.change('user', revoked.user.id, { enabled: false })
  await keystone.remove('project', revoked.project.id)
  bodies.see('revocations.list', (await keystone.get('/OS-REVOKE/events')).body)
}

async function things(keystone: Keystone, bodies: Bodies): Promise<void> {
  const shown = async (kind: string, attributes: object, query = '') => {
    const made = await keystone.make(kind, { name: keystone.name('sample'), ...attributes })
    bodies.see(`${kind}s.create`, { [kind]: made })
    const path = `/${kind}s/${made.id}`
    bodies.see(`${kind}s.show`, (await keystone.get(path + query)).body)
    const changed = await keystone.change(kind, made.id, { description: 'other words' })
    bodies.see(`${kind}s.update`, { [kind]: changed })
    bodies.see(`${kind}s.list`, (await keystone.get(`/${kind}s`)).body)
    return made
  }
  const words = { description: 'words' }
  await shown('service', { type: 'sample', ...words })
  const parent = await shown('project', { ...words, tags: ['one'] })
  const project = await shown('project', { parent_id: parent.id })
  const query = '?parents_as_list&subtree_as_list'
  for (const { id } of [parent, project]) {
    bodies.see('projects.show', (await keystone.get(`/projects/${id}${query}`)).body)
  }
  const at = '/OS-FEDERATION/identity_providers/sample'
  const identity_provider = { domain_id: 'default' }
  await keystone.send('PUT', at, { body: { identity_provider } })
  const mapping = { rules: [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'x' }] }] }
  await keystone.send('PUT', '/OS-FEDERATION/mappings/sample', { body: { mapping } })
  const protocol = { mapping_id: 'sample' }
  await keystone.send('PUT', `${at}/protocols/openid`, { body: { protocol } })
  const user = await shown('user', {
    ...words,
    federated: [{ idp_id: 'sample', protocols: [{ protocol_id: 'openid', unique_id: 'someone' }] }],
    email: 'someone@example.com',
    default_project_id: project.id,
    password: 'sample',
  })
  const group = await shown('group', words)
  await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
  bodies.see('groups.list_users', (await keystone.get(`/groups/${group.id}/users`)).body)
  bodies.see('users.list_groups', (await keystone.get(`/users/${user.id}/groups`)).body)
  await keystone.grant('projects', project.id, 'users', user.id, 'member')
  bodies.see('users.list_projects', (await keystone.get(`/users/${user.id}/projects`)).body)
  await limits(keystone, bodies, project.id)
  const given = await keystone.get(`/projects/${project.id}/users/${user.id}/roles`)
  bodies.see('project_user_roles.list', given.body)
}

async function limits(keystone: Keystone, bodies: Bodies, project_id: string): Promise<void> {
  const service = await keystone.make('service', { type: 'limited' })
  const of = { service_id: service.id, resource_name: 'samples', description: 'words' }
  const send = (path: string, body: object) => keystone.send('POST', path, { body })
  await send('/registered_limits', { registered_limits: [{ ...of, default_limit: 2 }] })
  await send('/limits', { limits: [{ ...of, project_id, resource_limit: 1 }] })
  const token = await keystone.adminScopedTo({ system: { all: true } })
  bodies.see('limits.list', (await keystone.get('/limits', { token })).body)
}

async function assignments(keystone: Keystone, bodies: Bodies): Promise<void> {
  const { project, user } = await keystone.tenant('admin')
  const group = await keystone.make('group', { name: keystone.name('assigned') })
  await keystone.send('PUT', `/groups/${group.id}/users/${user.id}`)
  await keystone.grant('domains', 'default', 'groups', group.id, 'reader')
  const role = await keystone.roleId('reader')
  const path = `/OS-INHERIT/projects/${project.id}/users/${user.id}/roles/${role}`
  await keystone.send('PUT', `${path}/inherited_to_projects`)
  const local = await keystone.make('role', { name: 'local', domain_id: 'default' })
  await keystone.send('PUT', `/projects/${project.id}/users/${user.id}/roles/${local.id}`)
  const within = `scope.project.id=${project.id}&include_subtree=true`
  for (const query of [
    '',
    '?effective',
    '?effective&include_names',
    '?include_names',
    `?${within}`,
  ]) {
    bodies.see('role_assignments.list', (await keystone.get(`/role_assignments${query}`)).body)
  }
}
