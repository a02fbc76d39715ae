/**
 * Lets agents host routers that too few host. Source: openstack/neutron
 * neutron/db/l3_agentschedulers_db.py, neutron/scheduler/l3_agent_scheduler.py.
 */
import type { NetworkCall } from '../operation.ts'
import type { RouterRow } from '../routers/routers.store.ts'
import { L3_AGENT } from './agents.ts'
import { bind, bindingsOf, BY_L3, loads } from './agents.store.ts'
import { agentsThatRun } from './agents.usecase.ts'
import { canHost, chosen, eligible, freePlace } from './choose.ts'

type Hosted = Pick<RouterRow, 'id' | 'ha' | 'distributed' | 'availability_zone_hints'>

/** One agent hosts a router; several, where it is highly available. */
export async function scheduleRouter(
  call: Pick<NetworkCall, 'tx' | 'env'>,
  router: Hosted,
): Promise<void> {
  const { tx, env } = call
  const agents = await agentsThatRun(call, 'l3', L3_AGENT)
  if (agents.length === 0) return
  const most = router.ha ? env.options.maxL3AgentsPerRouter : 1
  const hosting = await bindingsOf(tx, BY_L3, [router.id])
  if (hosting.length >= most) return
  const others = agents.filter((one) => !hosting.some(({ agent_id: by }) => by === one.id))
  const candidates = eligible(others, router.availability_zone_hints).filter((one) =>
    canHost(one, router),
  )
  const zones = hosting.map((one) => one.availability_zone)
  const picked = chosen(candidates, zones, await loads(tx, BY_L3), most - hosting.length)
  const places = hosting.map((one) => one.binding_index)
  for (const { id: agentId } of picked) {
    const place = freePlace(places)
    await bind(tx, BY_L3, { served: router.id, agent_id: agentId, binding_index: place })
    places.push(place)
  }
}
