import type { Example, Examples, World } from '../world.ts'
import { network } from './network.ts'

/** Ranges do not overlap. */
let lastId = 100_000

const range = () => ({
  ...{ name: 'r', network_type: 'vxlan', minimum: (lastId += 10), maximum: lastId + 5 },
})

/** One of the owner's project. */
async function aRange(world: World): Promise<Example> {
  const own = { shared: false, project_id: world.owner.projectId }
  const body = { network_segment_range: { ...range(), ...own } }
  const made = await world.call('network', 'POST', '/v2.0/network_segment_ranges', { body })
  return { params: { id: made.network_segment_range.id } }
}

/** One of the owner's project. */
async function label({ call, owner }: World): Promise<string> {
  const body = { metering_label: { name: 'l', project_id: owner.projectId } }
  const made = await call('network', 'POST', '/v2.0/metering/metering-labels', { body })
  return made.metering_label.id
}

const ruleOf = (metering_label_id: string) => ({
  metering_label_rule: {
    ...{ metering_label_id, direction: 'ingress', remote_ip_prefix: '10.0.0.0/24' },
  },
})

async function aMeteringRule(world: World): Promise<Example> {
  const body = ruleOf(await label(world))
  const made = await world.call('network', 'POST', '/v2.0/metering/metering-label-rules', { body })
  return { params: { id: made.metering_label_rule.id } }
}

async function flavor({ call }: World): Promise<string> {
  const body = { flavor: { name: 'f', service_type: 'L3_ROUTER_NAT' } }
  return (await call('network', 'POST', '/v2.0/flavors', { body })).flavor.id
}

async function profile({ call }: World): Promise<string> {
  const body = { service_profile: { metainfo: '{}' } }
  return (await call('network', 'POST', '/v2.0/service_profiles', { body })).service_profile.id
}

const aFlavor = async (world: World): Promise<Example> => ({ params: { id: await flavor(world) } })
const aProfile = async (world: World): Promise<Example> => ({
  params: { id: await profile(world) },
})

/** A port of the owner's, on a new network of his. */
async function port(world: World): Promise<string> {
  const { id: network_id } = await network(world)
  const body = { subnet: { network_id, ip_version: 4, cidr: '10.6.0.0/24' } }
  await world.call('network', 'POST', '/v2.0/subnets', { body, as: world.owner })
  const sent = { body: { port: { network_id } }, as: world.owner }
  return (await world.call('network', 'POST', '/v2.0/ports', sent)).port.id
}

async function localIp(world: World): Promise<{ id: string; portId: string }> {
  const portId = await port(world)
  const sent = { body: { local_ip: { local_port_id: portId } }, as: world.owner }
  const made = await world.call('network', 'POST', '/v2.0/local_ips', sent)
  return { id: made.local_ip.id, portId }
}

const aLocalIp = async (world: World): Promise<Example> => ({
  params: { id: (await localIp(world)).id },
})

async function anAssociation(world: World): Promise<Example> {
  const { id, portId } = await localIp(world)
  const sent = { body: { port_association: { fixed_port_id: portId } }, as: world.owner }
  await world.call('network', 'POST', `/v2.0/local_ips/${id}/port_associations`, sent)
  return { params: { local_ip_id: id, id: portId } }
}

async function aLog({ call, owner }: World): Promise<Example> {
  const body = { log: { resource_type: 'security_group', project_id: owner.projectId } }
  const made = await call('network', 'POST', '/v2.0/log/logs', { body })
  return { params: { id: made.log.id } }
}

/** What Network has beside networks and what hangs on them. */
export const networkRestExamples: Examples = {
  'network_segment_ranges.list': () => ({}),
  'network_segment_ranges.create': () => ({ body: { network_segment_range: range() } }),
  'network_segment_ranges.show': aRange,
  'network_segment_ranges.update': async (world) => ({
    ...(await aRange(world)),
    body: { network_segment_range: { name: 'changed' } },
  }),
  'network_segment_ranges.delete': aRange,

  'flavors.list': () => ({}),
  'flavors.create': () => ({ body: { flavor: { name: 'f', service_type: 'L3_ROUTER_NAT' } } }),
  'flavors.show': aFlavor,
  'flavors.update': async (world) => ({
    ...(await aFlavor(world)),
    body: { flavor: { name: 'changed' } },
  }),
  'flavors.delete': aFlavor,
  'flavors.add_service_profile': async (world) => ({
    params: { flavor_id: await flavor(world) },
    body: { service_profile: { id: await profile(world) } },
  }),
  async 'flavors.remove_service_profile'(world) {
    const [flavor_id, profile_id] = [await flavor(world), await profile(world)]
    const body = { service_profile: { id: profile_id } }
    await world.call('network', 'POST', `/v2.0/flavors/${flavor_id}/service_profiles`, { body })
    return { params: { flavor_id, profile_id } }
  },

  'service_profiles.list': () => ({}),
  'service_profiles.create': () => ({ body: { service_profile: { metainfo: '{}' } } }),
  'service_profiles.show': aProfile,
  'service_profiles.update': async (world) => ({
    ...(await aProfile(world)),
    body: { service_profile: { metainfo: 'changed' } },
  }),
  'service_profiles.delete': aProfile,

  'local_ips.list': () => ({}),
  async 'local_ips.create'(world) {
    const { id: network_id } = await network(world)
    const body = { subnet: { network_id, ip_version: 4, cidr: '10.6.0.0/24' } }
    await world.call('network', 'POST', '/v2.0/subnets', { body, as: world.owner })
    return { body: { local_ip: { network_id } } }
  },
  'local_ips.show': aLocalIp,
  'local_ips.update': async (world) => ({
    ...(await aLocalIp(world)),
    body: { local_ip: { name: 'changed' } },
  }),
  'local_ips.delete': aLocalIp,
  'port_associations.list': async (world) => ({
    params: { local_ip_id: (await localIp(world)).id },
  }),
  async 'port_associations.create'(world) {
    const { id, portId } = await localIp(world)
    return { params: { local_ip_id: id }, body: { port_association: { fixed_port_id: portId } } }
  },
  'port_associations.show': anAssociation,
  'port_associations.delete': anAssociation,

  'logs.list': () => ({}),
  'logs.create': () => ({ body: { log: { resource_type: 'security_group' } } }),
  'logs.show': aLog,
  'logs.update': async (world) => ({ ...(await aLog(world)), body: { log: { enabled: false } } }),
  'logs.delete': aLog,
  'loggable_resources.list': () => ({}),

  'metering_labels.list': () => ({}),
  'metering_labels.create': () => ({ body: { metering_label: { name: 'l' } } }),
  'metering_labels.show': async (world) => ({ params: { id: await label(world) } }),
  'metering_labels.delete': async (world) => ({ params: { id: await label(world) } }),

  'metering_label_rules.list': () => ({}),
  'metering_label_rules.create': async (world) => ({ body: ruleOf(await label(world)) }),
  'metering_label_rules.show': aMeteringRule,
  'metering_label_rules.delete': aMeteringRule,
}
