import { serverRow } from '../../support/server-rows.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

async function ofServer(world: World): Promise<Example> {
  return { params: { server_id: await serverRow(world.cloud, world.owner) } }
}

export const computeServerExamples: Examples = {
  'servers.list': plain,
  'servers.detail': plain,
  'servers.show': ofServer,
  'servers.update': async (world) => ({
    ...(await ofServer(world)),
    ...{ body: { server: { name: 'new', description: null } }, version: '2.19' },
  }),
  'servers.delete': ofServer,
}
