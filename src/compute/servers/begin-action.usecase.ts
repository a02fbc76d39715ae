import {
  beginEvent,
  recordAction,
  recordEvent,
} from '../instance-actions/instance-actions.store.ts'
import { CONTROLLER } from '../services/compute-service.ts'
import type { ComputeCall } from '../operation.ts'
import { MACHINE_ACTIONS, type MachineActionName } from './machine-actions.ts'
import { MACHINE_JOBS } from './machine.jobs.ts'
import { refuseServerAction } from './server-actions.ts'
import { instanceName, type Server, type ServerChanges } from './server.ts'
import { beginServerAction } from './servers.store.ts'

export interface OnServer extends ComputeCall {
  /** Held by the caller. */
  readonly target: Server
}

/** Notes in the history of a server that the caller does something to it. */
export async function noteAction(
  { tx, ctx, env, target }: OnServer,
  action: string,
): Promise<void> {
  const { requestId, userId, projectId } = ctx
  const at = env.clock.isoNow()
  await recordAction(tx, { serverId: target.id, action, requestId, userId, projectId, at })
}

/** The same of what is done at once, where the API runs. */
export async function noteAtOnce(on: OnServer, action: 'lock' | 'unlock'): Promise<void> {
  await noteAction(on, action)
  const now = on.env.clock.isoNow()
  await recordEvent(
    on.tx,
    { serverId: on.target.id, requestId: on.ctx.requestId },
    { event: `api_${action}`, startedAt: now, finishedAt: now, host: CONTROLLER },
  )
}

/**
 * Begins what a job then does to the machine of a server.
 * @param changes what is set beside what the table of actions says
 * @throws Fault 409 where the server is in no state for it
 */
export async function beginMachineAction(
  on: OnServer,
  name: MachineActionName,
  changes: ServerChanges = {},
): Promise<void> {
  const { tx, ctx, env, target } = on
  const action = MACHINE_ACTIONS[name]
  refuseServerAction(action, target, ctx)
  const now = env.clock.isoNow()
  if (action.at !== undefined) {
    await beginServerAction(tx, action, target, { ...changes, updated_at: now })
  }
  await noteAction(on, action.name)
  const { requestId } = ctx
  const { id, project_id: projectId, host } = target
  await beginEvent(tx, { serverId: id, requestId }, { event: action.event, startedAt: now, host })
  await env.jobs.enqueue(tx, MACHINE_JOBS[name], {
    resourceId: id,
    payload: { id, projectId, name: instanceName(target), host, since: now },
    requestId,
  })
}
