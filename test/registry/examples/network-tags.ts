import type { Example, Examples, World } from '../world.ts'
import { network } from './network.ts'

/** A new network of the owner that has a tag. */
async function tagged(world: World): Promise<Example> {
  const { id } = await network(world)
  const path = `/v2.0/networks/${id}/tags`
  await world.call('network', 'PUT', path, { as: world.owner, body: { tags: ['tag'] } })
  return { params: { resource_type: 'networks', resource_id: id } }
}

async function one(world: World): Promise<Example> {
  const { params } = await tagged(world)
  return { params: { ...params, tag: 'tag' } }
}

const BODY = { body: { tags: ['red'] } }

export const networkTagExamples: Examples = {
  'tags.list': tagged,
  'tags.show': one,
  'tags.replace': async (world) => ({ ...(await tagged(world)), ...BODY }),
  'tags.add_several': async (world) => ({ ...(await tagged(world)), ...BODY }),
  'tags.add': one,
  'tags.delete': one,
  'tags.delete_all': tagged,
}
