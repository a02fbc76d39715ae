import { plain, type Example, type Examples, type World } from '../world.ts'

/** A project of its own, since one that was given endpoints sees no others. */
async function project(world: World): Promise<{ params: { project_id: string } }> {
  const body = { project: { name: world.fresh('seeing'), domain_id: 'default' } }
  const made = await world.call('identity', 'POST', '/v3/projects', { body })
  return { params: { project_id: made.project.id } }
}

async function endpoint(world: World): Promise<{ params: { endpoint_id: string } }> {
  const { endpoints } = await world.call('identity', 'GET', '/v3/endpoints?interface=internal')
  return { params: { endpoint_id: endpoints[0].id } }
}

async function group(world: World): Promise<{ params: { endpoint_group_id: string } }> {
  const body = {
    endpoint_group: { name: world.fresh('group'), filters: { interface: 'internal' } },
  }
  const path = '/v3/OS-EP-FILTER/endpoint_groups'
  const made = await world.call('identity', 'POST', path, { body })
  return { params: { endpoint_group_id: made.endpoint_group.id } }
}

async function projectAndEndpoint(world: World, given = true): Promise<Example> {
  const params = { ...(await project(world)).params, ...(await endpoint(world)).params }
  const path = `/v3/OS-EP-FILTER/projects/${params.project_id}/endpoints/${params.endpoint_id}`
  if (given) await world.call('identity', 'PUT', path)
  return { params }
}

async function groupAndProject(world: World, given = true): Promise<Example> {
  const params = { ...(await group(world)).params, ...(await project(world)).params }
  const of = `/v3/OS-EP-FILTER/endpoint_groups/${params.endpoint_group_id}`
  if (given) await world.call('identity', 'PUT', `${of}/projects/${params.project_id}`)
  return { params }
}

async function policy(world: World): Promise<{ params: { policy_id: string } }> {
  const body = { policy: { type: 'text/plain', blob: '{}' } }
  const made = await world.call('identity', 'POST', '/v3/policies', { body })
  return { params: { policy_id: made.policy.id } }
}

/** A policy and what it is for, by the names in the path. */
async function policyFor(world: World, ...names: readonly string[]): Promise<Example> {
  const { params } = await policy(world)
  const call = (path: string) => world.call('identity', 'GET', `/v3/${path}`)
  const { services } = await call('services?type=identity')
  const { endpoints } = await call(`endpoints?service_id=${services[0].id}`)
  const ids: Record<string, string> = {
    endpoint_id: endpoints[0].id,
    service_id: services[0].id,
    region_id: 'RegionOne',
  }
  const named = Object.fromEntries(names.map((name) => [name, ids[name]!]))
  const rest = names.map((name) => `/${name.replace('_id', 's')}/${ids[name]}`).join('')
  const path = `/v3/policies/${params.policy_id}/OS-ENDPOINT-POLICY${rest}`
  await world.call('identity', 'PUT', path)
  return { params: { ...params, ...named } }
}

const ofEndpoint = (world: World) => policyFor(world, 'endpoint_id')
const ofService = (world: World) => policyFor(world, 'service_id')
const ofRegion = (world: World) => policyFor(world, 'service_id', 'region_id')

export const catalogExamples: Examples = {
  'endpoint_groups.list': plain,
  'endpoint_groups.create': (world) => ({
    body: {
      endpoint_group: { name: world.fresh('group'), filters: { interface: 'public' } },
    },
  }),
  'endpoint_groups.show': group,
  'endpoint_groups.update': async (world) => ({
    ...(await group(world)),
    body: { endpoint_group: { filters: { interface: 'admin' } } },
  }),
  'endpoint_groups.delete': group,
  'endpoint_groups.list_endpoints': group,
  'endpoint_groups.list_projects': group,
  'endpoint_groups.show_project': (world) => groupAndProject(world),
  'endpoint_groups.add_project': (world) => groupAndProject(world, false),
  'endpoint_groups.remove_project': (world) => groupAndProject(world),
  'project_endpoints.list': project,
  'project_endpoints.list_groups': project,
  'project_endpoints.list_projects': endpoint,
  'project_endpoints.check': (world) => projectAndEndpoint(world),
  'project_endpoints.add': (world) => projectAndEndpoint(world, false),
  'project_endpoints.remove': (world) => projectAndEndpoint(world),
  'simple_certificates.show_ca': plain,
  'simple_certificates.list': plain,
  'tokens.list_revoked': plain,
  'policies.list': plain,
  'policies.create': () => ({ body: { policy: { type: 'text/plain', blob: '{}' } } }),
  'policies.show': policy,
  'policies.update': async (world) => ({
    ...(await policy(world)),
    body: { policy: { blob: '[]' } },
  }),
  'policies.delete': policy,
  'policy_endpoints.list': policy,
  'policy_endpoints.show_policy': async (world) => {
    const { params } = await ofEndpoint(world)
    return { params: { endpoint_id: params!['endpoint_id']! } }
  },
  'policy_endpoints.check': ofEndpoint,
  'policy_endpoints.associate': ofEndpoint,
  'policy_endpoints.dissociate': ofEndpoint,
  'policy_services.check': ofService,
  'policy_services.associate': ofService,
  'policy_services.dissociate': ofService,
  'policy_service_regions.check': ofRegion,
  'policy_service_regions.associate': ofRegion,
  'policy_service_regions.dissociate': ofRegion,
}
