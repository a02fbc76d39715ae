import type { Example, Examples, World } from '../world.ts'
import { network } from './network.ts'

/** A new segment of a network of the owner. */
async function aSegment(world: World): Promise<Example> {
  const { id: network_id } = await network(world)
  const body = { segment: { network_id, network_type: 'local' } }
  const { segment } = await world.call('network', 'POST', '/v2.0/segments', { body })
  return { params: { id: segment.id } }
}

/** What operators have of Network. */
export const networkOperatorExamples: Examples = {
  'network_ip_availabilities.list': () => ({}),
  'network_ip_availabilities.show': async (world) => ({
    params: { id: (await network(world)).id },
  }),

  'segments.list': () => ({}),
  'segments.create': async (world) => ({
    body: { segment: { network_id: (await network(world)).id, network_type: 'local' } },
  }),
  'segments.show': aSegment,
  'segments.update': async (world) => ({
    ...(await aSegment(world)),
    body: { segment: { name: world.fresh('segment') } },
  }),
  'segments.delete': aSegment,
}
