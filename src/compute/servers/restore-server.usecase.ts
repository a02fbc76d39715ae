import { takeServerQuota } from '../quotas/take-quota.usecase.ts'
import { beginMachineAction, noteAction, type OnServer } from './begin-action.usecase.ts'
import { MACHINE_ACTIONS } from './machine-actions.ts'
import { refuseServerAction } from './server-actions.ts'
import { updateServer } from './servers.store.ts'

/**
 * Takes back that a server was deleted. While it was, it held nothing of its project's quotas. One
 * without a host is active at once, though it runs nowhere.
 * Source: openstack/nova nova/compute/api.py (restore).
 * @throws Fault 403 where the quotas have no room for it any more, 409 where it was not deleted
 */
export async function restoreServer(on: OnServer): Promise<void> {
  const { tx, env, target } = on
  refuseServerAction(MACHINE_ACTIONS.restore, target, on.ctx)
  const owner = { projectId: target.project_id, userId: target.user_id }
  const { vcpus: cores, memory_mb: ram } = target
  await takeServerQuota(tx, owner, { min: 1, max: 1, cores, ram })
  if (target.host !== null) return beginMachineAction(on, 'restore', { deleted_at: null })
  await noteAction(on, MACHINE_ACTIONS.restore.name)
  const changes = { vm_state: 'active', deleted_at: null, updated_at: env.clock.isoNow() } as const
  await updateServer(tx, target.id, changes)
}
