import { plain, type Example, type Examples, type World } from '../world.ts'

const HOST = 'host-1'

async function aggregate(world: World, hosts: string[] = []): Promise<Example> {
  const body = { aggregate: { name: world.fresh('aggregate') } }
  const made = await world.call('compute', 'POST', '/v2.1/os-aggregates', { body })
  const aggregate_id = String(made.aggregate.id)
  for (const host of hosts) {
    const path = `/v2.1/os-aggregates/${aggregate_id}/action`
    await world.call('compute', 'POST', path, { body: { add_host: { host } } })
  }
  return { params: { aggregate_id } }
}

/** The service of one of the hosts, by uuid; the last one, as some examples delete it. */
async function service(world: World): Promise<Example> {
  const { services } = await world.call('compute', 'GET', '/v2.1/os-services', { version: '2.53' })
  const found = services.findLast((item: { binary: string }) => item.binary === 'nova-compute')
  return { params: { service_id: found.id } }
}

async function hypervisor(world: World, version = '2.53'): Promise<Example> {
  const { hypervisors } = await world.call('compute', 'GET', '/v2.1/os-hypervisors', { version })
  return { params: { hypervisor_id: String(hypervisors[0].id) } }
}

/** A new image of the owner. */
async function image(world: World): Promise<string> {
  const body = { name: world.fresh('image'), visibility: 'private', key: 'value' }
  const made = await world.call('image', 'POST', '/v2/images', { as: world.owner, body })
  return made.id
}

const METADATA = { body: { metadata: { more: 'value' } } }

async function ofImage(world: World): Promise<Example> {
  return { params: { image_id: await image(world) } }
}

async function ofItem(world: World): Promise<Example> {
  return { params: { image_id: await image(world), key: 'key' } }
}

const named = (): Example => ({ params: { hypervisor_hostname_pattern: 'host' } })
const host = (): Example => ({ params: { host_name: HOST } })
const onService = (extra: object) => (): Example => ({
  body: { host: HOST, binary: 'nova-compute', ...extra },
})

export const computeExamples: Examples = {
  'extensions.list': plain,
  'extensions.show': () => ({ params: { alias: 'os-server-password' } }),
  'versions.list': plain,
  'versions.list_head': plain,
  'versions.show': plain,
  'versions.show_head': plain,
  'versions.show_slash': plain,
  'versions.show_slash_head': plain,
  'versions.show_by_id': () => ({ params: { id: 'v2.1' } }),
  'aggregates.list': plain,
  'aggregates.create': (world) => ({ body: { aggregate: { name: world.fresh('aggregate') } } }),
  'aggregates.show': (world) => aggregate(world),
  'aggregates.update': async (world) => ({
    ...(await aggregate(world)),
    body: { aggregate: { name: world.fresh('renamed') } },
  }),
  'aggregates.delete': (world) => aggregate(world),
  'aggregates.set_metadata': async (world) => ({
    ...(await aggregate(world)),
    body: { set_metadata: { metadata: { ssd: 'true' } } },
  }),
  'aggregates.add_host': async (world) => ({
    ...(await aggregate(world)),
    body: { add_host: { host: HOST } },
  }),
  'aggregates.remove_host': async (world) => ({
    ...(await aggregate(world, [HOST])),
    body: { remove_host: { host: HOST } },
  }),
  'aggregates.images': async (world) => ({
    ...(await aggregate(world)),
    body: { cache: [{ id: await image(world) }] },
  }),
  'images.list': plain,
  'images.detail': plain,
  'images.show': ofImage,
  'images.delete': ofImage,
  'image_metadata.list': ofImage,
  'image_metadata.create': async (world) => ({ ...(await ofImage(world)), ...METADATA }),
  'image_metadata.replace': async (world) => ({ ...(await ofImage(world)), ...METADATA }),
  'image_metadata.show': (world) => ofItem(world),
  'image_metadata.set': async (world) => ({
    ...(await ofItem(world)),
    body: { meta: { key: 'value' } },
  }),
  'image_metadata.delete': (world) => ofItem(world),
  'availability_zones.list': plain,
  'availability_zones.detail': plain,
  'services.list': plain,
  'services.update': async (world) => ({
    ...(await service(world)),
    body: { status: 'disabled' },
  }),
  'services.delete': service,
  'services.enable': onService({}),
  'services.disable': onService({}),
  'services.disable_log_reason': onService({ disabled_reason: 'rebuilding' }),
  'services.force_down': onService({ forced_down: false }),
  'hypervisors.list': plain,
  'hypervisors.detail': plain,
  'hypervisors.show': (world) => hypervisor(world),
  'hypervisors.statistics': plain,
  'hypervisors.uptime': (world) => hypervisor(world),
  'hypervisors.search': named,
  'hypervisors.servers': named,
  'hosts.list': plain,
  'hosts.show': host,
  'hosts.update': () => ({ ...host(), body: { status: 'disable' } }),
  'hosts.startup': host,
  'hosts.shutdown': host,
  'hosts.reboot': host,
}
