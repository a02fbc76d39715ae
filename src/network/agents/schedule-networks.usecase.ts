/**
 * Lets agents serve networks with DHCP that too few serve. Source: openstack/neutron
 * neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py (_schedule_network), neutron/scheduler/
 * dhcp_agent_scheduler.py.
 */
import { networkRows } from '../networks/networks.store.ts'
import type { NetworkCall } from '../operation.ts'
import { DHCP_AGENT } from './agents.ts'
import { bind, bindingsOf, BY_DHCP, loads } from './agents.store.ts'
import { chosen, eligible, freePlace } from './choose.ts'
import { agentsThatRun } from './agents.usecase.ts'

type Call = Pick<NetworkCall, 'tx' | 'env'>

/** Where no agent runs, it asks the database nothing. */
export async function scheduleNetworks(call: Call, ids: Iterable<string>): Promise<void> {
  const { tx, env } = call
  const agents = await agentsThatRun(call, 'dhcp', DHCP_AGENT)
  if (agents.length === 0) return
  const most = env.options.dhcpAgentsPerNetwork
  for (const id of new Set(ids)) {
    const serving = await bindingsOf(tx, BY_DHCP, [id])
    if (serving.length >= most) continue
    const network = await networkRows.find(tx, id)
    const others = agents.filter((one) => !serving.some(({ agent_id: by }) => by === one.id))
    const candidates = eligible(others, network?.availability_zone_hints ?? [])
    const zones = serving.map((one) => one.availability_zone)
    const picked = chosen(candidates, zones, await loads(tx, BY_DHCP), most - serving.length)
    const places = serving.map((one) => one.binding_index)
    for (const { id: agentId } of picked) {
      const place = freePlace(places)
      // Who is at that place already was put there at the same time: that is enough.
      await bind(tx, BY_DHCP, { served: id, agent_id: agentId, binding_index: place })
      places.push(place)
    }
  }
}
