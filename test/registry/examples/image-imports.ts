import { insertLocation } from '../../../src/image/images/images.store.ts'
import type { Example, Examples, World } from '../world.ts'
import { activeImage, image } from './image.ts'

const RAW = { disk_format: 'raw', container_format: 'bare' }

/** An image whose bytes wait to be imported. */
async function staged(world: World): Promise<Example> {
  const made = await image(world, RAW)
  const path = `/v2/images/${made.params!['image_id']}/stage`
  const got = await world.cloud.request('image', 'PUT', path, {
    token: world.owner.token,
    body: 'bytes',
    headers: { 'Content-Type': 'application/octet-stream' },
  })
  if (got.status !== 204) throw new Error(`${got.status} ${got.text}`)
  return made
}

/** A task that has failed already. */
async function task(world: World): Promise<Example> {
  const body = { type: 'api_image_import', input: { image_id: 'x' } }
  const { id } = await world.call('image', 'POST', '/v2/tasks', { body })
  return { params: { task_id: id } }
}

/** An image with two copies: the second is only said to be there. */
async function copied(world: World): Promise<Example> {
  const { params } = await activeImage(world)
  const id = params!['image_id']!
  await world.cloud.app.database.write((tx) =>
    insertLocation(tx, { image_id: id, url: `file:///nowhere/${id}`, store: 'elsewhere' }),
  )
  return { params: { image_id: id, store_id: 'file' } }
}

export const imageImportExamples: Examples = {
  'images.import': async (world) => ({
    ...(await staged(world)),
    body: { method: { name: 'glance-direct' } },
  }),
  'images.list_tasks': (world) => image(world),

  'tasks.create': () => ({ body: { type: 'api_image_import', input: { image_id: 'x' } } }),
  'tasks.list': () => ({}),
  'tasks.show': (world) => task(world),
  'tasks.delete': (world) => task(world),

  'info.stores': () => ({}),
  'info.stores_detail': () => ({}),
  'info.import': () => ({}),
  'stores.delete_image': (world) => copied(world),

  'locations.list': (world) => image(world, { visibility: 'community' }),
  'locations.add': async (world) => ({
    ...(await image(world, { visibility: 'community' })),
    body: { url: 'bogus://x' },
  }),

  'cache.list': () => ({}),
  'cache.queue': (world) => activeImage(world),
  'cache.remove': (world) => activeImage(world),
  'cache.clear': () => ({}),
  'cache.clean': () => ({}),
  'cache.prune': () => ({}),
  'cache.list_nodes': (world) => activeImage(world),
}
