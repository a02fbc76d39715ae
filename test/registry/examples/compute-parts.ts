import { serverRow, type ServerColumns } from '../../support/server-rows.ts'
import { type Example, type Examples, type World } from '../world.ts'
import { made, network } from './network.ts'

const METADATA: ServerColumns = { metadata: '{"key": "value"}' }
const item = { key: 'key' }

async function ofServer(world: World, columns: ServerColumns = {}): Promise<Example> {
  return { params: { server_id: await serverRow(world.cloud, world.owner, columns) } }
}

async function ofItem(world: World): Promise<Example> {
  const { params } = await ofServer(world, METADATA)
  return { params: { ...params, ...item } }
}

async function tagged(world: World): Promise<Example> {
  const { params } = await ofServer(world)
  const path = `/v2.1/servers/${params!['server_id']}/tags/tag`
  await world.call('compute', 'PUT', path, { as: world.owner, version: '2.26' })
  return { params: { ...params, tag: 'tag' } }
}

/** A server with an address in a network, and perhaps in a security group. */
async function plugged(world: World, groups: readonly string[] = []): Promise<Example> {
  const { params } = await ofServer(world)
  const { id, name } = await network(world)
  await made(world, '/subnets', 'subnet', { network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
  const attributes = { network_id: id, device_id: params!['server_id'], security_groups: groups }
  await made(world, '/ports', 'port', attributes)
  return { params: { ...params, network_label: name } }
}

async function securityGroup(world: World): Promise<string> {
  const attributes = { name: world.fresh('group') }
  return (await made(world, '/security-groups', 'security_group', attributes)).id
}

export const partExamples: Examples = {
  'server_addresses.list': (world) => plugged(world),
  'server_addresses.show': (world) => plugged(world),
  'server_metadata.list': (world) => ofServer(world, METADATA),
  'server_metadata.show': ofItem,
  'server_metadata.create': async (world) => ({
    ...(await ofServer(world)),
    body: { metadata: { more: 'value' } },
  }),
  'server_metadata.replace': async (world) => ({
    ...(await ofServer(world)),
    body: { metadata: { other: 'value' } },
  }),
  'server_metadata.set': async (world) => ({
    ...(await ofItem(world)),
    body: { meta: { key: 'another' } },
  }),
  'server_metadata.delete': ofItem,
  'server_password.show': (world) => ofServer(world),
  'server_password.clear': (world) => ofServer(world, { admin_password: 'encrypted' }),
  'server_security_groups.list': (world) => plugged(world),
  'servers.add_security_group': async (world) => ({
    ...(await plugged(world)),
    body: { addSecurityGroup: { name: await securityGroup(world) } },
  }),
  async 'servers.remove_security_group'(world) {
    const name = await securityGroup(world)
    return { ...(await plugged(world, [name])), body: { removeSecurityGroup: { name } } }
  },
  'server_tags.list': tagged,
  'server_tags.check': tagged,
  'server_tags.replace': async (world) => ({
    ...(await ofServer(world)),
    body: { tags: ['one', 'two'] },
  }),
  'server_tags.clear': tagged,
  async 'server_tags.add'(world) {
    const { params } = await ofServer(world)
    return { params: { ...params, tag: 'tag' } }
  },
  'server_tags.delete': tagged,
}
