import { recordAction } from '../instance-actions/instance-actions.store.ts'
import { DELETION } from './build-states.ts'
import type { ComputeCall } from '../operation.ts'
import { DELETE_SERVER } from './delete.jobs.ts'
import { removeServer } from './remove-server.usecase.ts'
import { refuseServerAction } from './server-actions.ts'
import type { Server } from './server.ts'
import { beginServerAction } from './servers.store.ts'

/**
 * Begins to delete a server, whatever it does; one that is on no host is gone at once.
 * Source: openstack/nova nova/compute/api.py (_delete).
 * @throws Fault 409 where it is locked
 */
export async function deleteServer(call: ComputeCall, server: Server): Promise<void> {
  const { tx, ctx, env } = call
  refuseServerAction(DELETION, server, ctx)
  if (server.task_state === DELETION.at.task_state) return
  const now = env.clock.isoNow()
  await recordAction(tx, {
    ...{ serverId: server.id, action: DELETION.name, requestId: ctx.requestId, at: now },
    ...{ userId: ctx.token.userId, projectId: ctx.projectId },
  })
  if (server.host === null) return removeServer(call, server, ctx.requestId)
  await beginServerAction(tx, DELETION, server, { progress: 0, updated_at: now })
  await env.jobs.enqueue(tx, DELETE_SERVER, {
    resourceId: server.id,
    payload: { id: server.id },
    requestId: ctx.requestId,
  })
}
