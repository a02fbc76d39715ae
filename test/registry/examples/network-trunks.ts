import type { Example, Examples, World } from '../world.ts'
import { made } from './network.ts'
import { port } from './network-ports.ts'

async function trunk(world: World): Promise<any> {
  return made(world, '/trunks', 'trunk', { port_id: (await port(world)).id })
}

async function aTrunk(world: World): Promise<Example> {
  return { params: { id: (await trunk(world)).id } }
}

async function subPorts(world: World) {
  const { id } = await port(world)
  return { sub_ports: [{ port_id: id, segmentation_type: 'vlan', segmentation_id: 5 }] }
}

async function carrying(world: World): Promise<Example> {
  const [{ id }, body] = [await trunk(world), await subPorts(world)]
  const path = `/v2.0/trunks/${id}/add_subports`
  await world.call('network', 'PUT', path, { as: world.owner, body })
  return { params: { id }, body }
}

export const trunkExamples: Examples = {
  'trunks.list': () => ({}),
  'trunks.create': async (world) => ({
    body: { trunk: { port_id: (await port(world)).id } },
  }),
  'trunks.show': aTrunk,
  'trunks.update': async (world) => ({
    ...(await aTrunk(world)),
    body: { trunk: { name: 'changed' } },
  }),
  'trunks.delete': aTrunk,
  'trunks.add_subports': async (world) => ({
    ...(await aTrunk(world)),
    body: await subPorts(world),
  }),
  'trunks.remove_subports': carrying,
  async 'trunks.get_subports'(world) {
    const { params } = await carrying(world)
    return { params: params! }
  },
}
