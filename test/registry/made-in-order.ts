/** For each list of identity: makes some of what it lists, one after the other. */
import type { Keystone } from '../support/identity.ts'
import { newAccessToken } from '../support/oauth1.ts'
import { Trusts } from '../support/trusts.ts'
import {
  applicationCredential,
  each,
  entered,
  granted,
  made,
  one,
  owned,
  put,
  putBackwards,
  sent,
  several,
  type Maker,
} from './list-makers.ts'

async function endpoints(keystone: Keystone): Promise<{ service: string; ids: string[] }> {
  const { id: service } = await keystone.make('service', { type: 'counted' })
  const attributes = { service_id: service, interface: 'public', url: 'http://stock.example' }
  return { service, ids: await each(() => keystone.make('endpoint', attributes)) }
}

const FILTER = '/OS-EP-FILTER'

const endpointGroup = (keystone: Keystone, name: string, service_id = 'nowhere') => {
  const endpoint_group = { name, filters: { service_id } }
  return sent(keystone, 'POST', `${FILTER}/endpoint_groups`, { endpoint_group })
}

const registered = (keystone: Keystone, service_id: string, resource_name: string) => {
  const registered_limits = [{ service_id, resource_name, default_limit: 9 }]
  return sent(keystone, 'POST', '/registered_limits', { registered_limits })
}

const limited = (which: 'registered_limits' | 'limits'): Maker => {
  return async (keystone) => {
    const { id: service_id } = await keystone.make('service', { type: 'limited' })
    const project_id = await one(keystone, 'project')
    const ids = await each(async (resource_name) => {
      const above = await registered(keystone, service_id, resource_name)
      if (which === 'registered_limits') return above
      const limits = [{ service_id, resource_name, project_id, resource_limit: 5 }]
      return sent(keystone, 'POST', '/limits', { limits })
    })
    return { path: `/${which}`, ids }
  }
}

const trusted = async (keystone: Keystone) => {
  const [trustor, trustee] = await new Trusts(keystone).pair()
  return { trustor, trustee, trusts: new Trusts(keystone) }
}

export const MADE_IN_ORDER: Readonly<Record<string, Maker>> = {
  'access_rules.list': owned('access_rules', applicationCredential),
  'access_tokens.list': async (keystone) => ({
    path: `/users/${keystone.admin.userId}/OS-OAUTH1/access_tokens`,
    token: keystone.admin.token,
    ids: await each(() => newAccessToken(keystone, [{ name: 'member' }])),
  }),
  async 'access_tokens.list_roles'(keystone) {
    const { userId, projectId, token } = keystone.admin
    const own = `/projects/${projectId}/users/${userId}/roles`
    const made = await several(keystone, 'role')
    const ids = await putBackwards(keystone, made, (role) => `${own}/${role}`)
    const access = await newAccessToken(
      keystone,
      ids.map((id) => ({ id })),
    )
    return { path: `/users/${userId}/OS-OAUTH1/access_tokens/${access.id}/roles`, token, ids }
  },
  'application_credentials.list': owned('application_credentials', (path, letter) => {
    return [`${path}/application_credentials`, { application_credential: { name: letter } }]
  }),
  'auth.list_domains': entered('domain', '/auth/domains'),
  'auth.list_domains_federated': entered('domain', '/OS-FEDERATION/domains'),
  'auth.list_projects': entered('project', '/auth/projects'),
  'auth.list_projects_federated': entered('project', '/OS-FEDERATION/projects'),
  'consumers.list': async (keystone) => ({
    path: '/OS-OAUTH1/consumers',
    ids: await each(() => sent(keystone, 'POST', '/OS-OAUTH1/consumers', { consumer: {} })),
  }),
  'credentials.list': made('credential', (type) => ({ type, blob: 'b', user_id: 'u' })),
  'domain_group_roles.list': granted('group', 'domain'),
  'domain_user_roles.list': granted('user', 'domain'),
  'ec2_credentials.list': owned('credentials/OS-EC2', (path, _letter, tenant_id) => {
    return [`${path}/credentials/OS-EC2`, { tenant_id }]
  }),
  'endpoint_groups.list': async (keystone) => ({
    path: `${FILTER}/endpoint_groups`,
    ids: await each((letter) => endpointGroup(keystone, letter)),
  }),
  async 'endpoint_groups.list_endpoints'(keystone) {
    const { service, ids } = await endpoints(keystone)
    const { id } = await endpointGroup(keystone, 'all', service)
    return { path: `${FILTER}/endpoint_groups/${id}/endpoints`, ids }
  },
  async 'endpoint_groups.list_projects'(keystone) {
    const { id } = await endpointGroup(keystone, 'some')
    const path = `${FILTER}/endpoint_groups/${id}/projects`
    const made = await several(keystone, 'project')
    return { path, ids: await putBackwards(keystone, made, (project) => `${path}/${project}`) }
  },
  'endpoints.list': async (keystone) => ({
    path: '/endpoints',
    ids: (await endpoints(keystone)).ids,
  }),
  async 'groups.list_users'(keystone) {
    const path = `/groups/${await one(keystone, 'group')}/users`
    const ids = await several(keystone, 'user')
    await putBackwards(keystone, ids, (user) => `${path}/${user}`)
    return { path, ids }
  },
  'identity_providers.list': put('identity_provider', '/OS-FEDERATION/identity_providers', {
    domain_id: 'default',
  }),
  'inherited_domain_group_roles.list': granted('group', 'domain', '/inherited_to_projects'),
  'inherited_domain_user_roles.list': granted('user', 'domain', '/inherited_to_projects'),
  'limits.list': limited('limits'),
  'mappings.list': put('mapping', '/OS-FEDERATION/mappings', {
    rules: [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'NAME' }] }],
  }),
  'policies.list': async (keystone) => ({
    path: '/policies',
    ids: await each((type) =>
      sent(keystone, 'POST', '/policies', { policy: { type, blob: '{}' } }),
    ),
  }),
  async 'policy_endpoints.list'(keystone) {
    const { ids } = await endpoints(keystone)
    const policy = { type: 'text', blob: '{}' }
    const { id } = await sent(keystone, 'POST', '/policies', { policy })
    const path = `/policies/${id}/OS-ENDPOINT-POLICY/endpoints`
    await putBackwards(keystone, ids, (endpoint) => `${path}/${endpoint}`)
    return { path, ids }
  },
  async 'project_endpoints.list'(keystone) {
    const { ids } = await endpoints(keystone)
    const path = `${FILTER}/projects/${await one(keystone, 'project')}/endpoints`
    await putBackwards(keystone, ids, (endpoint) => `${path}/${endpoint}`)
    return { path, ids }
  },
  async 'project_endpoints.list_groups'(keystone) {
    const project = await one(keystone, 'project')
    const made = await each((letter) => endpointGroup(keystone, letter))
    const ids = await putBackwards(
      keystone,
      made,
      (id) => `${FILTER}/endpoint_groups/${id}/projects/${project}`,
    )
    return { path: `${FILTER}/projects/${project}/endpoint_groups`, ids }
  },
  async 'project_endpoints.list_projects'(keystone) {
    const [endpoint] = (await endpoints(keystone)).ids
    const made = await several(keystone, 'project')
    const ids = await putBackwards(
      keystone,
      made,
      (project) => `${FILTER}/projects/${project}/endpoints/${endpoint}`,
    )
    return { path: `${FILTER}/endpoints/${endpoint}/projects`, ids }
  },
  'project_group_roles.list': granted('group', 'project'),
  'project_user_roles.list': granted('user', 'project'),
  async 'protocols.list'(keystone) {
    const provider = keystone.name('provider')
    const at = `/OS-FEDERATION/identity_providers/${provider}`
    await sent(keystone, 'PUT', at, { identity_provider: { domain_id: 'default' } })
    const rules = [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'NAME' }] }]
    await sent(keystone, 'PUT', `/OS-FEDERATION/mappings/${provider}`, { mapping: { rules } })
    return put('protocol', `${at}/protocols`, { mapping_id: provider })(keystone)
  },
  'regions.list': made('region', (id) => ({ id })),
  'registered_limits.list': limited('registered_limits'),
  async 'role_assignments.list'(keystone) {
    const { path, ids } = await granted('user', 'project')(keystone)
    const user = path.split('/')[4]!
    return { path: `/role_assignments?user.id=${user}`, ids }
  },
  'roles.list': made('role', (name) => ({ name })),
  'service_providers.list': put('service_provider', '/OS-FEDERATION/service_providers', {
    auth_url: 'https://stock.example',
    sp_url: 'https://stock.example',
  }),
  'services.list': made('service', (type) => ({ type })),
  'system_group_roles.list': granted('group', 'system'),
  'system_user_roles.list': granted('user', 'system'),
  async 'trusts.list'(keystone) {
    const { trustor, trustee, trusts } = await trusted(keystone)
    const ids = await each(() => trusts.entrust(trustor, trustee))
    return {
      path: `/OS-TRUST/trusts?trustor_user_id=${trustor.user.id}`,
      token: trustor.token,
      ids,
    }
  },
  async 'trusts.list_roles'(keystone) {
    const { trustor, trustee, trusts } = await trusted(keystone)
    const own = `/projects/${trustor.project.id}/users/${trustor.user.id}/roles`
    const made = await several(keystone, 'role')
    const ids = await putBackwards(keystone, made, (role) => `${own}/${role}`)
    const token = await keystone.issue(trustor.user.id, trustor.name, { project: trustor.project })
    const given = { roles: ids.map((id) => ({ id })) }
    const { id } = await trusts.entrust({ ...trustor, token }, trustee, given)
    return { path: `/OS-TRUST/trusts/${id}/roles`, token, ids }
  },
  async 'users.list_groups'(keystone) {
    const user = await one(keystone, 'user')
    const ids = await several(keystone, 'group')
    await putBackwards(keystone, ids, (group) => `/groups/${group}/users/${user}`)
    return { path: `/users/${user}/groups`, ids }
  },
  'users.list_projects': entered('project', '/users/{user_id}/projects'),
}
