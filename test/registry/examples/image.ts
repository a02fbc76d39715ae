import type { ImageStatus } from '../../../src/image/images/image-status.ts'
import { updateImage } from '../../../src/image/images/images.store.ts'
import { PATCH_TYPE } from '../../support/image-api.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

/** A new image of the owner. */
export async function image(world: World, attributes: object = {}): Promise<Example> {
  const body = { name: world.fresh('image'), visibility: 'private', ...attributes }
  const made = await world.call('image', 'POST', '/v2/images', { as: world.owner, body })
  return { params: { image_id: made.id } }
}

/** A new image of the owner, in this status. */
export async function imageIn(world: World, status: ImageStatus): Promise<Example> {
  const made = await image(world)
  const id = made.params!['image_id']!
  await world.cloud.app.database.write((tx) => updateImage(tx, id, { status }))
  return made
}

/** A new image of the owner that is shared with the other project. */
async function member(world: World): Promise<Example> {
  const { params } = await image(world, { visibility: 'shared' })
  const { image_id } = params as { image_id: string }
  const body = { member: world.otherProjectId }
  await world.call('image', 'POST', `/v2/images/${image_id}/members`, { as: world.owner, body })
  return { params: { image_id, member_id: world.otherProjectId } }
}

function tag({ params }: Example): Example {
  return { params: { ...params, tag: 'tag' } }
}

const OCTETS = { 'Content-Type': 'application/octet-stream' }

/** Bytes for a new image that waits for them. */
async function bytesFor(world: World): Promise<Example> {
  const found = await image(world, { disk_format: 'raw', container_format: 'bare' })
  return { ...found, body: 'bytes', headers: OCTETS }
}

/** A new image of the owner that has bytes. */
export async function activeImage(world: World): Promise<Example> {
  const { params, body, headers } = await bytesFor(world)
  const url = `${world.cloud.app.addresses.get('image')}/v2/images/${params!['image_id']}/file`
  const token = { 'X-Auth-Token': world.owner.token }
  await fetch(url, { method: 'PUT', headers: { ...headers, ...token }, body: body as string })
  return { params: params! }
}

export const imageExamples: Examples = {
  'versions.choose': () => ({}),
  'versions.list': () => ({}),

  'images.create': (world) => ({ body: { name: world.fresh('image') } }),
  'images.list': () => ({}),
  'images.show': (world) => image(world),
  'images.delete': (world) => image(world),
  'images.update': async (world) => ({
    ...(await image(world)),
    body: [{ op: 'replace', path: '/name', value: world.fresh('image') }],
    headers: { 'Content-Type': PATCH_TYPE },
  }),
  'images.deactivate': (world) => imageIn(world, 'active'),
  'images.reactivate': (world) => imageIn(world, 'deactivated'),

  'members.list': (world) => member(world),
  'members.add': async (world) => {
    const { params } = await member(world)
    return { params: { image_id: params!['image_id']! }, body: { member: world.fresh('project') } }
  },
  'members.show': (world) => member(world),
  'members.update': async (world) => ({ ...(await member(world)), body: { status: 'accepted' } }),
  'members.delete': (world) => member(world),

  'tags.add': async (world) => tag(await image(world)),
  'tags.delete': async (world) => tag(await image(world, { tags: ['tag'] })),

  'info.usage': plain,
  'images.upload': (world) => bytesFor(world),
  'images.stage': (world) => bytesFor(world),
  'images.download': (world) => activeImage(world),
}
