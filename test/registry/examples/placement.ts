import { plain, type Example, type Examples, type World } from '../world.ts'

/** Something of the newest version's, made by an administrator. */
async function done(world: World, method: string, path: string, body?: object): Promise<any> {
  return world.call('placement', method, path, { version: '1.39', ...(body && { body }) })
}

/** A provider with an inventory. */
async function provider(world: World): Promise<{ uuid: string; generation: number }> {
  const { uuid } = await done(world, 'POST', '/resource_providers', { name: world.fresh('rp') })
  const inventories = { VCPU: { total: 8 } }
  const body = { resource_provider_generation: 0, inventories }
  await done(world, 'PUT', `/resource_providers/${uuid}/inventories`, body)
  return { uuid, generation: 1 }
}

async function aProvider(world: World): Promise<Example> {
  return { params: { uuid: (await provider(world)).uuid } }
}

async function anInventory(world: World): Promise<Example> {
  const { params } = await aProvider(world)
  return { params: { ...params, resource_class: 'VCPU' } }
}

/** A change of a provider that is known as it is. */
async function known(world: World, change: object): Promise<Example> {
  const { uuid, generation } = await provider(world)
  return { params: { uuid }, body: { resource_provider_generation: generation, ...change } }
}

const names = new WeakMap<World, number>()

/** A name that operators may add. */
function custom(world: World): string {
  const number = (names.get(world) ?? 0) + 1
  names.set(world, number)
  return `CUSTOM_${number}`
}

async function addedName(world: World, kind: 'traits' | 'resource_classes'): Promise<Example> {
  const name = custom(world)
  await done(world, 'PUT', `/${kind}/${name}`)
  return { params: { name } }
}

async function claim(world: World): Promise<object> {
  const { uuid } = await provider(world)
  return {
    allocations: { [uuid]: { resources: { VCPU: 1 } } },
    project_id: world.owner.projectId,
    user_id: world.owner.userId,
    consumer_generation: null,
    consumer_type: 'INSTANCE',
  }
}

async function aConsumer(world: World): Promise<Example> {
  const consumer_uuid = crypto.randomUUID()
  await done(world, 'PUT', `/allocations/${consumer_uuid}`, await claim(world))
  return { params: { consumer_uuid } }
}

export const placementExamples: Examples = {
  'versions.list': plain,

  'resource_providers.list': plain,
  'resource_providers.create': (world) => ({ body: { name: world.fresh('rp') } }),
  'resource_providers.show': aProvider,
  'resource_providers.update': async (world) => ({
    ...(await aProvider(world)),
    body: { name: world.fresh('rp') },
  }),
  'resource_providers.delete': aProvider,

  'inventories.list': aProvider,
  'inventories.create': async (world) => ({
    ...(await aProvider(world)),
    body: { resource_class: 'DISK_GB', total: 10 },
  }),
  'inventories.replace': (world) => known(world, { inventories: { DISK_GB: { total: 10 } } }),
  'inventories.delete_all': aProvider,
  'inventories.refuse_to_delete_all': async (world) => ({
    ...(await aProvider(world)),
    version: '1.4',
  }),
  'inventories.show': anInventory,
  'inventories.update': async (world) => {
    const { params, body } = await known(world, { total: 16 })
    return { params: { ...params, resource_class: 'VCPU' }, body: body! }
  },
  'inventories.delete': anInventory,

  'aggregates.list': aProvider,
  'aggregates.replace': (world) => known(world, { aggregates: [crypto.randomUUID()] }),

  'provider_traits.list': aProvider,
  'provider_traits.replace': (world) => known(world, { traits: ['HW_CPU_X86_VMX'] }),
  'provider_traits.delete': aProvider,

  'traits.list': plain,
  'traits.show': (world) => addedName(world, 'traits'),
  'traits.ensure': (world) => ({ params: { name: custom(world) } }),
  'traits.delete': (world) => addedName(world, 'traits'),

  'resource_classes.list': plain,
  'resource_classes.create': (world) => ({ body: { name: custom(world) } }),
  'resource_classes.show': (world) => addedName(world, 'resource_classes'),
  'resource_classes.rename': async (world) => ({
    ...(await addedName(world, 'resource_classes')),
    body: { name: custom(world) },
    version: '1.6',
  }),
  'resource_classes.ensure': (world) => ({ params: { name: custom(world) } }),
  'resource_classes.delete': (world) => addedName(world, 'resource_classes'),

  'allocations.list': aConsumer,
  'allocations.replace': async (world) => ({
    params: { consumer_uuid: crypto.randomUUID() },
    body: await claim(world),
  }),
  'allocations.delete': aConsumer,
  'allocations.manage': async (world) => ({
    body: { [crypto.randomUUID()]: await claim(world) },
  }),
  'provider_allocations.list': aProvider,

  'allocation_candidates.list': () => ({ query: '?resources=VCPU:1' }),

  'provider_usages.list': aProvider,
  'usages.list': (world) => ({ query: `?project_id=${world.owner.projectId}` }),

  'reshaper.reshape': async (world) => {
    const { uuid, generation } = await provider(world)
    const inventories = { VCPU: { total: 16 } }
    return {
      body: {
        inventories: { [uuid]: { resource_provider_generation: generation, inventories } },
        allocations: {},
      },
    }
  },
}
