import { recountServer } from '../quotas/take-quota.usecase.ts'
import { beginMachineAction, noteAction } from './begin-action.usecase.ts'
import { DELETION } from './build-states.ts'
import type { ComputeCall } from '../operation.ts'
import { DELETE_SERVER } from './delete.jobs.ts'
import { removeServer } from './remove-server.usecase.ts'
import { refuseServerAction } from './server-actions.ts'
import type { Server } from './server.ts'
import { MACHINE_ACTIONS } from './machine-actions.ts'
import { beginServerAction, updateServer } from './servers.store.ts'

/**
 * Begins to delete a server: softly where it can be restored for a while, at once otherwise.
 * Source: openstack/nova nova/api/openstack/compute/servers.py (_delete), nova/compute/api.py
 * (_delete).
 * @throws Fault 409 where it is locked
 */
export async function deleteServer(call: ComputeCall, server: Server): Promise<void> {
  // What never was active has nothing that would be worth restoring.
  const isSoft = call.env.reclaimAfter > 0 && server.launched_at !== null
  return isSoft ? deleteSoftly(call, server) : deleteAtOnce(call, server)
}

async function deleteSoftly(call: ComputeCall, server: Server): Promise<void> {
  const action = MACHINE_ACTIONS.softDelete
  refuseServerAction(action, server, call.ctx)
  if (isBeingDeleted(server)) return
  const changes = { progress: 0, deleted_at: call.env.clock.isoNow() }
  if (server.host !== null) {
    await recountServer(call.tx, server, { ...server, ...action.at })
    return beginMachineAction({ ...call, target: server }, 'softDelete', changes)
  }
  await noteAction({ ...call, target: server }, action.name)
  const after = { ...changes, vm_state: 'soft-delete', updated_at: changes.deleted_at } as const
  await updateServer(call.tx, server.id, after)
  await recountServer(call.tx, server, { ...server, ...after })
}

function isBeingDeleted({ task_state: taskState }: Server): boolean {
  return taskState === DELETION.at.task_state || taskState === 'soft-deleting'
}

/**
 * Begins to delete a server, whatever it does; one that is on no host is gone at once.
 * @throws Fault 409 where it is locked
 */
export async function deleteAtOnce(call: ComputeCall, server: Server): Promise<void> {
  const { tx, ctx, env } = call
  refuseServerAction(DELETION, server, ctx)
  if (server.task_state === DELETION.at.task_state) return
  const now = env.clock.isoNow()
  await noteAction({ ...call, target: server }, DELETION.name)
  if (server.host === null) return removeServer(call, server, ctx.requestId)
  // One that is just being restored counts again, and comes back no more.
  await recountServer(tx, server, { ...server, ...DELETION.at })
  await beginServerAction(tx, DELETION, server, { progress: 0, updated_at: now })
  await env.jobs.enqueue(tx, DELETE_SERVER, {
    resourceId: server.id,
    payload: { id: server.id },
    requestId: ctx.requestId,
  })
}
