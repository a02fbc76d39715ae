/**
 * Agents that start report themselves, and take what nobody serves yet. Source: openstack/neutron
 * neutron/db/agents_db.py (create_or_update_agent), neutron/scheduler/ (auto_schedule_networks,
 * auto_schedule_routers).
 */
import { EVERYTHING } from '../../kernel/lists/request.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { routerRows } from '../routers/routers.store.ts'
import { agentTime, reported } from './agents.ts'
import { agentRows, unservedNetworks } from './agents.store.ts'
import { scheduleNetworks } from './schedule-networks.usecase.ts'
import { scheduleRouter } from './schedule-router.usecase.ts'

/** At each start of a process that runs some; what an administrator said of them stays. */
export async function startAgents(env: NetworkEnv): Promise<void> {
  if (env.options.agents.length === 0) return
  await env.database.write(async (tx) => {
    const at = agentTime(env.clock.now())
    for (const one of env.options.agents) {
      const report = { ...reported(one), started_at: at, heartbeat_timestamp: at }
      const known = await agentRows.having(tx, 'agent_type', [report.agent_type])
      const now = known.find(({ host }) => host === one.host)
      if (now !== undefined) await agentRows.change(tx, now, report, at)
      else {
        await agentRows.insertUnlessTaken(tx, {
          ...report,
          ...{ id: env.ids.uuid(), admin_state_up: true, created_at: at },
          ...{ description: null, resources_synced: null },
        })
      }
    }
    await serveTheUnserved({ tx, env })
  })
}

/** What agents do that start, or that may work again. */
export async function serveTheUnserved(call: Pick<NetworkCall, 'tx' | 'env'>): Promise<void> {
  const { tx, env } = call
  const runs = (kind: string) => env.options.agents.some((one) => one.kind === kind)
  if (runs('dhcp')) await scheduleNetworks(call, await unservedNetworks(tx))
  if (!runs('l3')) return
  for (const router of await routerRows.list(tx, EVERYTHING)) await scheduleRouter(call, router)
}
