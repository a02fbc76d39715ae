import type { Example, Examples, World } from '../world.ts'
import { made, network } from './network.ts'

/** An agent of a type; of those that may be deleted there are several. */
async function agent(world: World, type: string): Promise<string> {
  const path = `/v2.0/agents?agent_type=${encodeURIComponent(type)}`
  return (await world.call('network', 'GET', path)).agents[0].id
}

const spare = async (world: World): Promise<Example> => ({
  params: { id: await agent(world, 'Metering agent') },
})

const ofDhcp = async (world: World) => ({ agent_id: await agent(world, 'DHCP agent') })
const ofL3 = async (world: World) => ({ agent_id: await agent(world, 'L3 agent') })

async function router(world: World): Promise<string> {
  return (await made(world, '/routers', 'router', { name: world.fresh('router') })).id
}

/** A network that an agent serves. */
async function served(world: World): Promise<Record<'agent_id' | 'network_id', string>> {
  const params = await ofDhcp(world)
  const { id: network_id } = await network(world)
  const path = `/v2.0/agents/${params.agent_id}/dhcp-networks`
  await world.call('network', 'POST', path, { body: { network_id } })
  return { ...params, network_id }
}

export const networkAgentExamples: Examples = {
  'agents.list': () => ({}),
  'agents.show': spare,
  'agents.update': async (world) => ({
    ...(await spare(world)),
    body: { agent: { description: 'changed' } },
  }),
  'agents.delete': spare,

  'dhcp_networks.list': async (world) => ({ params: await ofDhcp(world) }),
  'dhcp_networks.create': async (world) => ({
    params: await ofDhcp(world),
    body: { network_id: (await network(world)).id },
  }),
  'dhcp_networks.delete': async (world) => ({ params: await served(world) }),
  'dhcp_agents.list': async (world) => ({
    params: { network_id: (await network(world)).id },
  }),

  'l3_routers.list': async (world) => ({ params: await ofL3(world) }),
  'l3_routers.create': async (world) => ({
    params: await ofL3(world),
    body: { router_id: await router(world) },
  }),
  'l3_routers.delete': async (world) => ({
    params: { ...(await ofL3(world)), router_id: await router(world) },
  }),
  'l3_agents.list': async (world) => ({ params: { router_id: await router(world) } }),

  'availability_zones.list': () => ({}),
}
