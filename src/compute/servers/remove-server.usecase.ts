/** What becomes of what a server held. */
import { Fault } from '../../kernel/faults.ts'
import { releaseDevices } from '../block-devices/build-devices.usecase.ts'
import type { CloudCall } from '../operation.ts'
import { recountServer } from '../quotas/take-quota.usecase.ts'
import { releaseClaim } from '../scheduler/select-host.usecase.ts'
import { POWER } from './server-states.ts'
import { portsOf, removePorts } from './server-ports.store.ts'
import type { Server } from './server.ts'
import { updateServer } from './servers.store.ts'

/** Gives back its ports, and what it has of its host. */
export async function releaseAll(call: CloudCall, server: Server): Promise<void> {
  await releasePorts(call, server)
  await releaseClaim(call.tx, call.env, server.id)
}

/** A port that something else needs, such as a trunk, stays, and is no longer the server's. */
async function releasePorts({ tx, env }: CloudCall, server: Server): Promise<void> {
  const ports = await portsOf(tx, server.id)
  const owned = { id: server.id, projectId: server.project_id }
  const release = (kept: readonly { readonly id: string }[]) =>
    tx.attempt(() =>
      env.facades.network.release(
        tx,
        owned,
        kept.map(({ id }) => id),
      ),
    )
  try {
    await release(ports.filter(({ isMade }) => !isMade))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    await release(ports)
  }
  await removePorts(tx, server.id)
}

/**
 * The server is gone: its row stays, for lists of changes and for usage.
 * @param requestId of the request that ends it
 */
export async function removeServer(
  call: CloudCall,
  server: Server,
  requestId: string | null,
): Promise<void> {
  // First, as creators do, who hold this while they wait for other rows.
  await recountServer(call.tx, server, undefined)
  await releaseAll(call, server)
  await releaseDevices(call.tx, call.env, server.id, requestId)
  const now = call.env.clock.isoNow()
  await updateServer(call.tx, server.id, {
    ...{ vm_state: 'deleted', task_state: null, power_state: POWER.NONE, deleted: 1 },
    ...{ terminated_at: now, deleted_at: now, updated_at: now },
  })
}
