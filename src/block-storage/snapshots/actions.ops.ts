import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { operation, target, type BlockStorageEnv } from '../operation.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { reportedStatus, SNAPSHOT_ACTIONS, type SnapshotAction } from './snapshot-actions.ts'
import type { SnapshotStatus } from './snapshot-status.ts'
import {
  FORCE_DELETE_BODY,
  RESET_STATUS_BODY,
  UNMANAGE_BODY,
  UPDATE_STATUS_BODY,
} from './snapshot.schemas.ts'
import { isVisible, snapshotAttributes, snapshotNotFound, type Snapshot } from './snapshot.ts'
import { DELETE_SNAPSHOT, UNMANAGE_SNAPSHOT } from './snapshots.jobs.ts'
import { snapshotTarget } from './snapshots.ops.ts'
import {
  DELETE,
  FORCE_DELETE,
  RESET_STATUS,
  UNMANAGE,
  UPDATE_STATUS,
} from './snapshots.policies.ts'
import {
  beginSnapshotAction,
  findSnapshot,
  placeOfSnapshot,
  updateSnapshot,
} from './snapshots.store.ts'

const PATH = '/snapshots/{snapshot_id}/action'

/** Whether the asker may see it is not asked where the state alone is written. */
const writtenTarget = target<Snapshot, { readonly snapshot_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const snapshot = await findSnapshot(tx, params.snapshot_id, lock)
    return snapshot && isVisible(ctx, snapshot) ? snapshot : undefined
  },
  missing: ({ snapshot_id: id }) => snapshotNotFound(id),
  attributes: snapshotAttributes,
})

/** Source: openstack/cinder cinder/api/contrib/admin_actions.py (SnapshotAdminController). */
const resetStatus = operation({
  id: 'snapshots.reset_status',
  method: 'POST',
  path: PATH,
  action: 'os-reset_status',
  summary: 'Write another state over that of a snapshot',
  policy: RESET_STATUS,
  target: writtenTarget,
  body: RESET_STATUS_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    // The schema lets no other words through.
    const status = body['os-reset_status'].status.toLowerCase() as SnapshotStatus
    await updateSnapshot(tx, target.id, { status, updated_at: env.clock.isoNow() })
  },
})

const updateStatus = operation({
  id: 'snapshots.update_status',
  method: 'POST',
  path: PATH,
  action: 'os-update_snapshot_status',
  summary: 'Say how far the making or deleting of a snapshot has come',
  policy: UPDATE_STATUS,
  target: writtenTarget,
  body: UPDATE_STATUS_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    const { status: reported, progress } = body['os-update_snapshot_status']
    const status = reportedStatus(target.status, reported)
    const changes = { status, ...(progress && { progress }), updated_at: env.clock.isoNow() }
    await updateSnapshot(tx, target.id, changes)
  },
})

/** Begins an action that also needs what deleting needs. @throws 400, 403 */
async function begin(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  action: SnapshotAction,
  snapshot: Snapshot,
): Promise<void> {
  ctx.authorize(DELETE, snapshotAttributes(snapshot))
  await beginSnapshotAction(tx, action, snapshot, { updated_at: env.clock.isoNow() })
}

const forceDelete = operation({
  id: 'snapshots.force_delete',
  method: 'POST',
  path: PATH,
  action: 'os-force_delete',
  summary: 'Delete a snapshot whatever state it is in',
  policy: FORCE_DELETE,
  target: snapshotTarget,
  body: FORCE_DELETE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const payload = { snapshot: await placeOfSnapshot(tx, target) }
    await refuseFrozen(tx, payload.snapshot.volume.pool)
    await begin(tx, ctx, env, SNAPSHOT_ACTIONS.forceDelete, target)
    const job = { resourceId: target.id, payload, requestId: ctx.requestId }
    await env.jobs.enqueue(tx, DELETE_SNAPSHOT, job)
  },
})

const unmanage = operation({
  id: 'snapshots.unmanage',
  method: 'POST',
  path: PATH,
  action: 'os-unmanage',
  summary: 'Forget a snapshot that the backend keeps',
  policy: UNMANAGE,
  target: snapshotTarget,
  body: UNMANAGE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    await begin(tx, ctx, env, SNAPSHOT_ACTIONS.unmanage, target)
    const job = { resourceId: target.id, payload: { id: target.id }, requestId: ctx.requestId }
    await env.jobs.enqueue(tx, UNMANAGE_SNAPSHOT, job)
  },
})

export const snapshotActionOperations = [resetStatus, updateStatus, forceDelete, unmanage]
