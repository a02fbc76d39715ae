import { ADMIN_PASSWORD } from '../../support/cloud.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

const DOMAIN_ID = 'default'

async function make(
  world: World,
  plural: string,
  singular: string,
  extra: object = {},
): Promise<string> {
  const body = { [singular]: { name: world.fresh(singular), ...extra } }
  return (await world.call('identity', 'POST', `/v3/${plural}`, { body }))[singular].id
}

const project = async (world: World): Promise<Example> => ({
  params: { project_id: await make(world, 'projects', 'project', { domain_id: DOMAIN_ID }) },
})

/** Without a password, which would take a while to hash. */
const user = async (world: World): Promise<Example> => ({
  params: { user_id: await make(world, 'users', 'user', { domain_id: DOMAIN_ID }) },
})

/** Disabled, so that it can be deleted. */
const domain = async (world: World): Promise<Example> => ({
  params: { domain_id: await make(world, 'domains', 'domain', { enabled: false }) },
})

/** A token of somebody who is none of the personas, to be looked at or revoked. */
async function subject(world: World): Promise<Example> {
  const token = await world.cloud.token('admin', ADMIN_PASSWORD, 'admin')
  return { headers: { 'X-Subject-Token': token } }
}

const PASSWORD = 'first secret'

async function userWithPassword(world: World): Promise<Example> {
  const extra = { domain_id: DOMAIN_ID, password: PASSWORD }
  return { params: { user_id: await make(world, 'users', 'user', extra) } }
}

const group = async (world: World): Promise<Example> => ({
  params: { group_id: await make(world, 'groups', 'group', { domain_id: DOMAIN_ID }) },
})

async function groupAndUser(world: World, member = false): Promise<Example> {
  const params = { ...(await group(world)).params, ...(await user(world)).params }
  const path = `/v3/groups/${params['group_id']}/users/${params['user_id']}`
  if (member) await world.call('identity', 'PUT', path)
  return { params }
}

const role = async (world: World): Promise<Example> => ({
  params: { role_id: await make(world, 'roles', 'role') },
})

async function implied(world: World, there = true): Promise<Example> {
  const prior_role_id = await make(world, 'roles', 'role')
  const implied_role_id = await make(world, 'roles', 'role')
  const path = `/v3/roles/${prior_role_id}/implies/${implied_role_id}`
  if (there) await world.call('identity', 'PUT', path)
  return { params: { prior_role_id, implied_role_id } }
}

/** A role of a user or group on a project, a domain or the system. */
async function grant(world: World, on: On, who: Who, there: boolean): Promise<Example> {
  const holder = { users: user, groups: group }[who]
  const params = { ...(await holder(world)).params, ...(await role(world)).params }
  if (on === 'projects') Object.assign(params, (await project(world)).params)
  if (on === 'domains') params['domain_id'] = DOMAIN_ID
  const place = on === 'system' ? '' : `/${params[on === 'projects' ? 'project_id' : 'domain_id']}`
  const holderId = params[who === 'users' ? 'user_id' : 'group_id']
  const path = `/v3/${on}${place}/${who}/${holderId}/roles/${params['role_id']}`
  if (there) await world.call('identity', 'PUT', path)
  return { params }
}

type On = 'projects' | 'domains' | 'system'
type Who = 'users' | 'groups'

function grants(prefix: string, on: On, who: Who): Examples {
  const example = (there: boolean) => (world: World) => grant(world, on, who, there)
  return {
    [`${prefix}.list`]: example(true),
    [`${prefix}.check`]: example(true),
    [`${prefix}.assign`]: example(false),
    [`${prefix}.unassign`]: example(true),
  }
}

const region = async (world: World): Promise<Example> => {
  const body = { region: { id: world.fresh('region') } }
  const made = await world.call('identity', 'POST', '/v3/regions', { body })
  return { params: { region_id: made.region.id } }
}

const service = async (world: World): Promise<Example> => ({
  params: { service_id: await make(world, 'services', 'service', { type: 'something' }) },
})

const endpointOf = (params: Example['params']) => ({
  endpoint: {
    service_id: params!['service_id'],
    interface: 'public',
    url: 'http://something.example.org',
  },
})

async function endpoint(world: World): Promise<Example> {
  const body = endpointOf((await service(world)).params)
  const made = await world.call('identity', 'POST', '/v3/endpoints', { body })
  return { params: { endpoint_id: made.endpoint.id } }
}

export const identityExamples: Examples = {
  'versions.list': plain,
  'versions.show': plain,
  'auth.show_catalog': plain,
  'auth.list_projects': plain,
  'auth.list_domains': plain,
  'auth.show_system': plain,
  'groups.list': plain,
  'groups.create': (world) => ({
    body: { group: { name: world.fresh('group'), domain_id: DOMAIN_ID } },
  }),
  'groups.show': group,
  'groups.update': async (world) => ({
    ...(await group(world)),
    body: { group: { description: 'another' } },
  }),
  'groups.delete': group,
  'groups.list_users': group,
  'groups.check_user': (world) => groupAndUser(world, true),
  'groups.add_user': (world) => groupAndUser(world),
  'groups.remove_user': (world) => groupAndUser(world, true),
  'roles.list': plain,
  'roles.create': (world) => ({ body: { role: { name: world.fresh('role') } } }),
  'roles.show': role,
  'roles.update': async (world) => ({
    ...(await role(world)),
    body: { role: { description: 'another' } },
  }),
  'roles.delete': role,
  'roles.list_implied': (world) => implied(world),
  'roles.show_implied': (world) => implied(world),
  'roles.check_implied': (world) => implied(world),
  'roles.imply': (world) => implied(world, false),
  'roles.imply_not': (world) => implied(world),
  'roles.list_inferences': plain,
  ...grants('project_user_roles', 'projects', 'users'),
  ...grants('project_group_roles', 'projects', 'groups'),
  ...grants('domain_user_roles', 'domains', 'users'),
  ...grants('domain_group_roles', 'domains', 'groups'),
  ...grants('system_user_roles', 'system', 'users'),
  ...grants('system_group_roles', 'system', 'groups'),
  'role_assignments.list': plain,
  'regions.list': plain,
  'regions.create': (world) => ({ body: { region: { id: world.fresh('region') } } }),
  'regions.create_with_id': (world) => ({
    params: { region_id: world.fresh('region') },
    body: { region: {} },
  }),
  'regions.show': region,
  'regions.update': async (world) => ({
    ...(await region(world)),
    body: { region: { description: 'another' } },
  }),
  'regions.delete': region,
  'services.list': plain,
  'services.create': (world) => ({
    body: { service: { name: world.fresh('service'), type: 'something' } },
  }),
  'services.show': service,
  'services.update': async (world) => ({
    ...(await service(world)),
    body: { service: { description: 'another' } },
  }),
  'services.delete': service,
  'endpoints.list': plain,
  'endpoints.create': async (world) => ({ body: endpointOf((await service(world)).params) }),
  'endpoints.show': endpoint,
  'endpoints.update': async (world) => ({
    ...(await endpoint(world)),
    body: { endpoint: { url: 'http://elsewhere.example.org' } },
  }),
  'endpoints.delete': endpoint,
  'tokens.issue': () => ({
    body: {
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: { name: 'admin', domain: { id: DOMAIN_ID }, password: ADMIN_PASSWORD },
          },
        },
      },
    },
  }),
  'tokens.show': subject,
  'tokens.check': subject,
  'tokens.revoke': subject,
  'projects.list': plain,
  'projects.create': (world) => ({
    body: { project: { name: world.fresh('project'), domain_id: DOMAIN_ID } },
  }),
  'projects.show': project,
  'projects.update': async (world) => ({
    ...(await project(world)),
    body: { project: { description: 'another' } },
  }),
  'projects.delete': project,
  'users.list': plain,
  'users.create': (world) => ({
    body: { user: { name: world.fresh('user'), domain_id: DOMAIN_ID } },
  }),
  'users.show': user,
  'users.update': async (world) => ({
    ...(await user(world)),
    body: { user: { description: 'another' } },
  }),
  'users.delete': user,
  'users.change_password': async (world) => ({
    ...(await userWithPassword(world)),
    body: { user: { original_password: PASSWORD, password: 'second secret' } },
  }),
  'users.list_projects': user,
  'users.list_groups': user,
  'domains.list': plain,
  'domains.create': (world) => ({ body: { domain: { name: world.fresh('domain') } } }),
  'domains.show': domain,
  'domains.update': async (world) => ({
    ...(await domain(world)),
    body: { domain: { description: 'another' } },
  }),
  'domains.delete': domain,
}
