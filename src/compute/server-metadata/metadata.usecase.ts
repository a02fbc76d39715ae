import type { ComputeCall } from '../operation.ts'
import { refuseTooMuchMetadata } from '../quotas/take-quota.usecase.ts'
import { refuseServerAction, type ServerAction } from '../servers/server-actions.ts'
import type { Server } from '../servers/server.ts'
import { updateServer } from '../servers/servers.store.ts'
import { UPDATE, type Metadata } from './metadata.ts'

interface OnServer extends ComputeCall {
  /** Held by the caller. */
  readonly target: Server
}

/** Gives a server this metadata and no other. @throws Fault 403, 409 */
export async function setMetadata(call: OnServer, metadata: Metadata): Promise<void> {
  refuseServerAction(UPDATE, call.target, call.ctx)
  await refuseTooMuchMetadata(call.tx, call.ctx, Object.keys(metadata).length)
  await keep(call, metadata)
}

/** The same of less than it has. @throws Fault 409 */
export async function leaveMetadata(
  call: OnServer,
  action: ServerAction,
  metadata: Metadata,
): Promise<void> {
  refuseServerAction(action, call.target, call.ctx)
  await keep(call, metadata)
}

async function keep({ tx, env, target }: OnServer, metadata: Metadata): Promise<void> {
  const changes = { metadata: JSON.stringify(metadata), updated_at: env.clock.isoNow() }
  await updateServer(tx, target.id, changes)
}
