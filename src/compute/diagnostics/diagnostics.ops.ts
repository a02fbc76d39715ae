import { conflict } from '../../kernel/faults.ts'
import { parseTime } from '../../kernel/clock.ts'
import { since } from '../../kernel/operation.ts'
import { adminRule } from '../base-rules.ts'
import { devicesOf } from '../block-devices/block-devices.store.ts'
import { MV } from '../microversions.ts'
import { operation, type ComputeCall } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { serverTarget } from '../servers/server-target.usecase.ts'
import { POWER, type PowerState } from '../servers/server-states.ts'
import { serverNotReady, type Server } from '../servers/server.ts'
import { byDevices, inDetail, NEWER, OLDER } from './diagnostics.ts'

/** Source: nova/policies/server_diagnostics.py. */
const SHOW = adminRule(
  'os_compute_api:os-server-diagnostics',
  'Show what the machine of a server has done.',
  'GET',
  '/servers/{server_id}/diagnostics',
)

/** As refusals call them (nova/compute/power_state.py, STATE_MAP). */
const POWER_NAMES: Readonly<Record<PowerState, string>> = {
  [POWER.NONE]: 'pending',
  [POWER.RUNNING]: 'running',
  [POWER.PAUSED]: 'paused',
  [POWER.SHUTDOWN]: 'shutdown',
  [POWER.CRASHED]: 'crashed',
  [POWER.SUSPENDED]: 'suspended',
}

const show = operation({
  id: 'servers.diagnostics',
  method: 'GET',
  path: '/servers/{server_id}/diagnostics',
  summary: 'Show what the machine of a server has done',
  versions: ['2.0'],
  policy: SHOW,
  checks: ['body', 'target', 'policy'],
  target: serverTarget,
  query: NO_QUERY,
  response: { 200: since({ '2.0': OLDER, '2.48': NEWER }) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target: server }) {
    refuseUnlessRunning(server)
    const uptime = uptimeOf({ env }, server)
    const owned = { id: server.id, projectId: server.project_id }
    const plugged = (await env.facades.network.interfaces(tx, [owned])).get(server.id) ?? []
    const found = env.hypervisor.diagnostics({
      ...{ uptime, vcpus: server.vcpus, memoryMb: server.memory_mb },
      macAddresses: plugged.map(({ macAddress }) => macAddress),
      disks: (await devicesOf(tx, server.id)).length,
    })
    if (ctx.version < MV.DIAGNOSTICS) return byDevices(found)
    return inDetail(found, { uptime, hasConfigDrive: server.config_drive === 1 })
  },
})

/** @throws Fault 409 */
function refuseUnlessRunning({ id, host, power_state: power }: Server): void {
  if (host === null) throw serverNotReady(id)
  if (power === POWER.RUNNING) return
  throw conflict(
    `Cannot 'get_diagnostics' instance ${id} while it is in power state ${POWER_NAMES[power]}`,
  )
}

/** Seconds since it was launched. */
function uptimeOf(
  { env }: Pick<ComputeCall, 'env'>,
  { launched_at: launched, created_at: created }: Server,
): number {
  const since = parseTime(launched ?? created)
  return Math.max(0, Math.floor((env.clock.now() - since) / 1000))
}

export const diagnosticsOperations = [show]
