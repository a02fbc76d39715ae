import { accessToken, fromDashboard } from '../federation.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

const RULES = [{ local: [{ user: { name: '{0}' } }], remote: [{ type: 'UserName' }] }]

async function put(world: World, path: string, body: object): Promise<void> {
  await world.call('identity', 'PUT', `/v3/OS-FEDERATION${path}`, { body })
}

async function provider(world: World): Promise<Example> {
  const idp_id = world.fresh('idp')
  const identity_provider = { domain_id: 'default' }
  await put(world, `/identity_providers/${idp_id}`, { identity_provider })
  return { params: { idp_id } }
}

async function mapping(world: World): Promise<Example> {
  const mapping_id = world.fresh('mapping')
  await put(world, `/mappings/${mapping_id}`, { mapping: { rules: RULES } })
  return { params: { mapping_id } }
}

async function protocol(world: World, there = true): Promise<Example & { body: object }> {
  const { idp_id } = (await provider(world)).params!
  const { mapping_id } = (await mapping(world)).params!
  const body = { protocol: { mapping_id } }
  const protocol_id = 'oidc'
  const path = `/identity_providers/${idp_id}/protocols/${protocol_id}`
  if (there) await put(world, path, body)
  return { params: { idp_id: idp_id!, protocol_id }, body }
}

/** Without the body, which would be that of making it. */
const standingProtocol = async (world: World): Promise<Example> => ({
  params: (await protocol(world)).params!,
})

const SERVICE_PROVIDER = {
  service_provider: { auth_url: 'https://a.example/auth', sp_url: 'https://a.example/sp' },
}

async function serviceProvider(world: World): Promise<Example> {
  const service_provider_id = world.fresh('sp')
  await put(world, `/service_providers/${service_provider_id}`, SERVICE_PROVIDER)
  return { params: { service_provider_id } }
}

export const federationExamples: Examples = {
  'federation.auth': accessToken,
  'federation.auth_post': accessToken,
  'websso.start': fromDashboard,
  'websso.sign_in': fromDashboard,
  'auth.list_projects_federated': plain,
  'auth.list_domains_federated': plain,
  'identity_providers.list': plain,
  'identity_providers.create': (world) => ({ params: { idp_id: world.fresh('idp') } }),
  'identity_providers.show': provider,
  'identity_providers.update': async (world) => ({
    ...(await provider(world)),
    body: { identity_provider: { description: 'another' } },
  }),
  'identity_providers.delete': provider,
  'protocols.list': provider,
  'protocols.create': (world) => protocol(world, false),
  'protocols.show': standingProtocol,
  'protocols.update': (world) => protocol(world),
  'protocols.delete': standingProtocol,
  'mappings.list': plain,
  'mappings.create': (world) => ({
    params: { mapping_id: world.fresh('mapping') },
    body: { mapping: { rules: RULES } },
  }),
  'mappings.show': mapping,
  'mappings.update': async (world) => ({
    ...(await mapping(world)),
    body: { mapping: { rules: RULES, schema_version: '2.0' } },
  }),
  'mappings.delete': mapping,
  'service_providers.list': plain,
  'service_providers.create': (world) => ({
    params: { service_provider_id: world.fresh('sp') },
    body: SERVICE_PROVIDER,
  }),
  'service_providers.show': serviceProvider,
  'service_providers.update': async (world) => ({
    ...(await serviceProvider(world)),
    body: { service_provider: { description: 'another' } },
  }),
  'service_providers.delete': serviceProvider,
}
