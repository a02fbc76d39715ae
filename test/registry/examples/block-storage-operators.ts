import { plain, type Example, type Examples, type World } from '../world.ts'

/** What the owner is told of a volume that no backend can take. */
async function message(world: World): Promise<Example> {
  const name = world.fresh('nowhere')
  const type = { name, extra_specs: { vendor_name: 'nobody' } }
  await world.call('block-storage', 'POST', '/v3/types', { body: { volume_type: type } })
  const made = await world.call('block-storage', 'POST', '/v3/volumes', {
    as: world.owner,
    body: { volume: { size: 1, volume_type: name } },
  })
  await world.cloud.settled()
  const query = `?resource_uuid=${made.volume.id}`
  const { messages } = await world.call('block-storage', 'GET', `/v3/messages${query}`, {
    version: '3.5',
  })
  return { params: { message_id: messages[0].id } }
}

/** The host of a backend, as its service names it. */
async function backend(world: World): Promise<string> {
  const { services } = await world.call('block-storage', 'GET', '/v3/os-services')
  return services.find((item: { binary: string }) => item.binary === 'cinder-volume').host
}

async function manage(world: World): Promise<Example> {
  const ref = { 'source-name': world.fresh('lun') }
  return { body: { volume: { host: await backend(world), ref } } }
}

/** Of what operators of block storage use, and of what it tells users. */
export const operatorExamples: Examples = {
  'messages.list': plain,
  'messages.show': (world) => message(world),
  'messages.delete': (world) => message(world),
  'services.freeze': async (world) => {
    const body = { host: await backend(world) }
    // Whoever is asked before has frozen it, or not.
    await world.cloud.request('block-storage', 'PUT', '/v3/os-services/thaw', {
      token: world.admin.token,
      body,
    })
    return { body }
  },
  'services.thaw': async (world) => {
    const body = { host: await backend(world) }
    await world.cloud.request('block-storage', 'PUT', '/v3/os-services/freeze', {
      token: world.admin.token,
      body,
    })
    return { body }
  },
  'services.failover_host': async (world) => ({ body: { host: await backend(world) } }),
  'services.failover': async (world) => ({ body: { host: await backend(world) } }),
  'services.get_log': () => ({ body: { binary: 'cinder-volume' } }),
  'services.set_log': () => ({ body: { binary: 'cinder-volume', level: 'INFO' } }),
  'clusters.list': plain,
  'clusters.detail': plain,
  'clusters.show': () => ({ params: { cluster_id: 'blue' } }),
  'clusters.enable': () => ({ body: { name: 'blue' } }),
  'clusters.disable': () => ({ body: { name: 'blue', disabled_reason: 'rebuilding' } }),
  'workers.cleanup': () => ({ body: { is_up: true } }),
  'manageable_volumes.list': async (world) => ({ query: `?host=${await backend(world)}` }),
  'manageable_volumes.detail': async (world) => ({ query: `?host=${await backend(world)}` }),
  'manageable_volumes.manage': manage,
  'volume_manage.list': async (world) => ({ query: `?host=${await backend(world)}` }),
  'volume_manage.detail': async (world) => ({ query: `?host=${await backend(world)}` }),
  'volume_manage.manage': manage,
  'volumes.unmanage': async (world) => {
    const body = { volume: { size: 1, name: world.fresh('volume') } }
    const made = await world.call('block-storage', 'POST', '/v3/volumes', { as: world.owner, body })
    await world.cloud.settled()
    return { params: { volume_id: made.volume.id }, body: { 'os-unmanage': null } }
  },
  'resource_filters.list': plain,
}
