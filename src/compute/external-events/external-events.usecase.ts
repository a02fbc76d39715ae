/**
 * What comes of what others tell. How servers are plugged in is read from Network whenever it is
 * shown, so most of what that tells is known. Source: openstack/nova nova/compute/api.py
 * (external_instance_event), nova/compute/manager.py.
 */
import type { ServerEvent } from '../../network/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { recordAction, recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { CloudCall, ComputeCall } from '../operation.ts'
import { beginMachineAction } from '../servers/begin-action.usecase.ts'
import { portsOf, removePorts } from '../servers/server-ports.store.ts'
import { POWER } from '../servers/server-states.ts'
import type { Server } from '../servers/server.ts'
import { findServer } from '../servers/servers.store.ts'
import { lacksTag, type EventCode, type ExternalEvent } from './external-event.ts'

/** @returns what became of each */
export async function takeEvents(
  call: ComputeCall,
  events: readonly ExternalEvent[],
): Promise<(ExternalEvent & { readonly code: EventCode })[]> {
  const answers = []
  for (const event of events) {
    const code = await taken(call, event)
    answers.push({ ...event, status: code === 200 ? 'completed' : 'failed', code } as const)
  }
  return answers
}

async function taken(call: ComputeCall, event: ExternalEvent): Promise<EventCode> {
  const server = await findServer(call.tx, event.server_uuid, 'change')
  if (server === undefined) return 404
  if (lacksTag(event)) return 400
  if (server.host === null) return 422
  await heed(call, server, event)
  return 200
}

async function heed(call: ComputeCall, server: Server, { name, tag = '' }: ExternalEvent) {
  if (name === 'network-vif-deleted') return forgetPort(call, server, tag)
  if (name === 'volume-extended') return noteExtended(call, server)
  if (name === 'power-update') return followPower(call, server, tag)
  return undefined
}

/** A port that is there after all stays the server's. */
async function forgetPort({ tx, env }: CloudCall, server: Server, portId: string): Promise<void> {
  const owned = { id: server.id, projectId: server.project_id }
  const plugged = (await env.facades.network.interfaces(tx, [owned])).get(server.id) ?? []
  if (plugged.some((port) => port.portId === portId)) return
  const ports = await portsOf(tx, server.id)
  if (ports.some(({ id }) => id === portId)) await removePorts(tx, server.id, [portId])
}

/** That is all there is to do: the machine sees the size of its disk. */
async function noteExtended(call: ComputeCall, { id: serverId, host }: Server): Promise<void> {
  const { tx, ctx, env } = call
  const at = env.clock.isoNow()
  const { requestId, userId, projectId } = ctx
  await recordAction(tx, { serverId, action: 'extend_volume', requestId, userId, projectId, at })
  const event = { event: 'compute_extend_volume', host, startedAt: at, finishedAt: at }
  await recordEvent(tx, { serverId, requestId }, event)
}

/** In these states the machine is switched; otherwise it is only noted that it should have been. */
const SWITCHES = {
  POWER_ON: { work: 'start', vmState: 'stopped', power: POWER.SHUTDOWN },
  POWER_OFF: { work: 'stop', vmState: 'active', power: POWER.RUNNING },
} as const

/** `_is_state_valid_for_power_update_event`. */
async function followPower(call: ComputeCall, server: Server, tag: string): Promise<void> {
  if (tag !== 'POWER_ON' && tag !== 'POWER_OFF') return
  const { work, vmState, power } = SWITCHES[tag]
  const { vm_state: now, task_state: task, power_state: powered } = server
  if (task === null && now === vmState && powered === power) {
    return beginMachineAction({ ...call, target: server }, work)
  }
  const { tx, ctx, env } = call
  const { requestId, userId, projectId } = ctx
  const at = env.clock.isoNow()
  await recordAction(tx, { serverId: server.id, action: work, requestId, userId, projectId, at })
}

/** What clients of Network do to ports of servers. */
export async function hearOfPorts(
  call: Pick<CloudCall, 'env'>,
  tx: Tx,
  events: readonly ServerEvent[],
): Promise<void> {
  for (const { name, serverId, tag } of events) {
    if (name !== 'network-vif-deleted') continue
    const server = await findServer(tx, serverId)
    if (server !== undefined) await forgetPort({ tx, env: call.env }, server, tag)
  }
}
