import type { Example, Examples, World } from '../world.ts'

/** A new image of the owner. */
export async function image(world: World, attributes: object = {}): Promise<Example> {
  const body = { name: world.fresh('image'), visibility: 'private', ...attributes }
  const made = await world.call('image', 'POST', '/v2/images', { as: world.owner, body })
  return { params: { image_id: made.id } }
}

export const imageExamples: Examples = {
  'versions.choose': () => ({}),
  'versions.list': () => ({}),

  'images.create': (world) => ({ body: { name: world.fresh('image') } }),
  'images.show': (world) => image(world),
  'images.delete': (world) => image(world),
}
