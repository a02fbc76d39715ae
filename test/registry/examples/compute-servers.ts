import { updateImage } from '../../../src/image/images/images.store.ts'
import { serverRow } from '../../support/server-rows.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

async function ofServer(world: World): Promise<Example> {
  return { params: { server_id: await serverRow(world.cloud, world.owner) } }
}

/** Of everybody; nobody looks whether it has bytes. */
async function activeImage(world: World): Promise<string> {
  const body = { name: world.fresh('image'), disk_format: 'raw', container_format: 'bare' }
  const made = await world.call('image', 'POST', '/v2/images', {
    body: { ...body, visibility: 'public' },
  })
  await world.cloud.app.database.write((tx) => updateImage(tx, made.id, { status: 'active' }))
  return made.id
}

async function newServer(world: World): Promise<Example> {
  const name = world.fresh('server')
  const { flavor } = await world.call('compute', 'POST', '/v2.1/flavors', {
    body: { flavor: { name, ram: 64, vcpus: 1, disk: 1 } },
  })
  const server = { name, flavorRef: flavor.id, imageRef: await activeImage(world) }
  return { body: { server: { ...server, networks: 'none' } } }
}

export const computeServerExamples: Examples = {
  'servers.create': newServer,
  'servers.list': plain,
  'servers.detail': plain,
  'servers.show': ofServer,
  'servers.update': async (world) => ({
    ...(await ofServer(world)),
    ...{ body: { server: { name: 'new', description: null } }, version: '2.19' },
  }),
  'servers.delete': ofServer,
}
