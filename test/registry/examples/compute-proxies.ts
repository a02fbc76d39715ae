import { removedOperations } from '../../../src/compute/removed/removed.ops.ts'
import { type Example, type Examples, type World } from '../world.ts'
import { volume } from './made-volume.ts'
import { made, network } from './network.ts'
import { outside } from './network-l3.ts'

/** The newest version that has them. */
const version = '2.35'
const old = () => ({ version })

/** With a body, where one is given. */
function of(parameter: string, id: (world: World) => Promise<string>, body?: object) {
  return async (world: World): Promise<Example> => ({
    version,
    params: { [parameter]: await id(world) },
    ...(body && { body }),
  })
}

const networkId = async (world: World): Promise<string> => (await network(world)).id

async function floatingIpId(world: World): Promise<string> {
  const attributes = { floating_network_id: await outside(world) }
  return (await made(world, '/floatingips', 'floatingip', attributes)).id
}

async function groupId(world: World): Promise<string> {
  const attributes = { name: world.fresh('group') }
  return (await made(world, '/security-groups', 'security_group', attributes)).id
}

async function ruleId(world: World): Promise<string> {
  const attributes = { security_group_id: await groupId(world), direction: 'ingress' }
  return (await made(world, '/security-group-rules', 'security_group_rule', attributes)).id
}

const volumeId = async (world: World): Promise<string> =>
  (await volume(world)).params!['volume_id']!

async function snapshotId(world: World): Promise<string> {
  const body = { snapshot: { volume_id: await volumeId(world) } }
  const got = await world.call('block-storage', 'POST', '/v3/snapshots', { as: world.owner, body })
  await world.cloud.settled()
  return got.snapshot.id
}

const OF_NETWORK = of('network_id', networkId)
const OF_FLOATING_IP = of('floating_ip_id', floatingIpId)
const OF_GROUP = of('security_group_id', groupId)
const OF_VOLUME = of('volume_id', volumeId)
const OF_SNAPSHOT = of('snapshot_id', snapshotId)
const GROUP = { security_group: { name: 'group', description: '' } }

/** Whatever they act on. */
const removedExamples: Examples = Object.fromEntries(
  removedOperations.map(({ id, path, action }) => [
    id,
    (): Example => ({
      params: Object.fromEntries([...path.matchAll(/{([^}]+)}/g)].map(([, name]) => [name, 'x'])),
      ...(action !== undefined && { body: { [action]: null } }),
    }),
  ]),
)

export const proxyExamples: Examples = {
  ...removedExamples,
  'networks.list': old,
  'networks.show': OF_NETWORK,
  'tenant_networks.list': old,
  'tenant_networks.show': OF_NETWORK,
  'floating_ip_pools.list': old,
  'floating_ips.list': old,
  'floating_ips.create': async (world) => ({ version, body: { pool: await outside(world) } }),
  'floating_ips.show': OF_FLOATING_IP,
  'floating_ips.delete': OF_FLOATING_IP,
  'security_groups.list': old,
  'security_groups.create': () => ({ version, body: GROUP }),
  'security_groups.show': OF_GROUP,
  'security_groups.update': of('security_group_id', groupId, GROUP),
  'security_groups.delete': OF_GROUP,
  'security_group_rules.create': async (world) => {
    const ports = { ip_protocol: 'tcp', from_port: 1, to_port: 2 }
    return {
      version,
      body: { security_group_rule: { parent_group_id: await groupId(world), ...ports } },
    }
  },
  'security_group_rules.delete': of('security_group_rule_id', ruleId),
  'volumes.list': old,
  'volumes.detail': old,
  'volumes.create': () => ({ version, body: { volume: { size: 1 } } }),
  'volumes.show': OF_VOLUME,
  'volumes.delete': OF_VOLUME,
  'snapshots.list': old,
  'snapshots.detail': old,
  'snapshots.create': async (world) => ({
    version,
    body: { snapshot: { volume_id: await volumeId(world) } },
  }),
  'snapshots.show': OF_SNAPSHOT,
  'snapshots.delete': OF_SNAPSHOT,
}
