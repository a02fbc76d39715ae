import { isoTime } from '../../kernel/clock.ts'
import { every } from '../../kernel/daily.ts'
import type { ComputeEnv } from '../operation.ts'
import { DELETION } from './build-states.ts'
import { DELETE_SERVER } from './delete.jobs.ts'
import { removeServer } from './remove-server.usecase.ts'
import { beginServerAction, findServer, reclaimable } from './servers.store.ts'

/** At least so often, in seconds: `instance_delete_interval` of nova.conf. */
const SPACING = 300
/** So many at a time. */
const BATCH = 100

/**
 * Deletes in earnest, again and again, the servers that were deleted softly so long ago that nobody
 * may restore them any more; until the function that is returned is called. Source: openstack/nova
 * nova/compute/manager.py (_reclaim_queued_deletes).
 */
export async function reclaimServers(env: ComputeEnv): Promise<() => void> {
  const { reclaimAfter } = env
  if (reclaimAfter === 0) return () => {}
  const milliseconds = Math.min(reclaimAfter, SPACING) * 1000
  return every(env, milliseconds, 'deleted servers could not be reclaimed; trying again', () =>
    reclaimAll(env),
  )
}

async function reclaimAll(env: ComputeEnv): Promise<void> {
  const by = isoTime(env.clock.now() - env.reclaimAfter * 1000)
  for (;;) {
    const ids = await env.database.read((tx) => reclaimable(tx, by, BATCH))
    for (const id of ids) await reclaim(env, id)
    if (ids.length < BATCH) return
  }
}

/** Unless another replica did, or somebody restored it. */
async function reclaim(env: ComputeEnv, id: string): Promise<void> {
  await env.database.write(async (tx) => {
    const server = await findServer(tx, id, 'change')
    if (server?.vm_state !== 'soft-delete' || server.task_state !== null) return
    if (server.host === null) return removeServer({ tx, env }, server, null)
    await beginServerAction(tx, DELETION, server, { updated_at: env.clock.isoNow() })
    await env.jobs.enqueue(tx, DELETE_SERVER, {
      resourceId: id,
      payload: { id },
      requestId: null,
    })
  })
}
