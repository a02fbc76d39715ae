import type { Example, Examples, World } from '../world.ts'

/** Lets the owner have as many of each as there are examples. */
export async function unlimited(world: World): Promise<void> {
  const quota = { network: -1, subnet: -1, port: -1, router: -1, floatingip: -1 }
  const path = `/v2.0/quotas/${world.owner.projectId}`
  await world.call('network', 'PUT', path, { body: { quota } })
}

/** Makes something of the owner's and returns it. @param path of its collection, after `/v2.0` */
export async function made(
  world: World,
  path: string,
  resource: string,
  attributes: object = {},
): Promise<any> {
  await unlimited(world)
  const body = { [resource]: attributes }
  const got = await world.call('network', 'POST', `/v2.0${path}`, { as: world.owner, body })
  return got[resource]
}

/** A new network of the owner. */
export function network(world: World, attributes: object = {}): Promise<any> {
  return made(world, '/networks', 'network', { name: world.fresh('network'), ...attributes })
}

async function aNetwork(world: World): Promise<Example> {
  return { params: { id: (await network(world)).id } }
}

export const networkExamples: Examples = {
  'versions.list': () => ({}),
  'resources.list': () => ({}),
  'extensions.list': () => ({}),
  'service_providers.list': () => ({}),
  'extensions.show': () => ({ params: { alias: 'sorting' } }),

  'networks.list': () => ({}),
  'networks.create': (world) => ({ body: { network: { name: world.fresh('network') } } }),
  'networks.show': aNetwork,
  'networks.update': async (world) => ({
    ...(await aNetwork(world)),
    body: { network: { name: 'changed' } },
  }),
  'networks.delete': aNetwork,
}
