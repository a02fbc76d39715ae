import { badRequest } from '../../kernel/faults.ts'
import { attachmentsOf, removeAttachmentsOf } from '../attachments/attachments.store.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import { refuseSizeOfType } from './placement.ts'
import { allocate } from './pools.store.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'
import type { ResetAttachStatus, MigrationStatus, VolumeStatus } from './volume-status.ts'
import { refuseShrinking, volumeAttributes } from './volume.ts'
import { EXTEND_BODY, RESET_STATUS_BODY } from './volume.schemas.ts'
import { EXTEND_VOLUME } from './volumes.jobs.ts'
import { volumeOfProject, volumeTarget } from './volumes.ops.ts'
import { EXTEND, EXTEND_ATTACHED, RESET_STATUS } from './volumes.policies.ts'
import { beginAction, updateVolume } from './volumes.store.ts'

const PATH = '/volumes/{volume_id}/action'

/** Source: openstack/cinder cinder/volume/api.py (_extend). */
const extend = operation({
  id: 'volumes.extend',
  method: 'POST',
  path: PATH,
  action: 'os-extend',
  summary: 'Make a volume larger',
  policy: EXTEND,
  target: volumeTarget,
  body: EXTEND_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target, body }) {
    const { id, size, host } = target
    const newSize = Number(body['os-extend'].new_size)
    const attached = ctx.version >= MV.VOLUME_EXTEND_INUSE && target.status === 'in-use'
    if (attached) ctx.authorize(EXTEND_ATTACHED, volumeAttributes(target))
    refuseShrinking(size, newSize)
    // The type is the volume's, whoever may use it now.
    const viewer = { isAdmin: true, projectId: undefined }
    refuseSizeOfType(await getType(tx, viewer, target.volume_type_id), newSize)
    const action = attached ? VOLUME_ACTIONS.extendAttached : VOLUME_ACTIONS.extend
    const changes = { previous_status: target.status, updated_at: env.clock.isoNow() }
    await beginAction(tx, action, target, changes)
    if (host === null) throw action.refusal(target)
    const taken = {
      projectId: target.project_id,
      volumeTypeId: target.volume_type_id,
      amounts: { gigabytes: newSize - size },
      volumeSize: newSize,
    }
    if (target.use_quota === 1) await reserve(tx, taken)
    const pool = env.volumes.pools.find(({ name }) => name === host)
    const payload = {
      volume: { id, sizeGib: size, pool: host },
      sizeGib: newSize,
      hasRoom: pool !== undefined && (await allocate(tx, pool, newSize - size)),
      taken: target.use_quota === 1 ? taken : null,
    }
    const { requestId } = ctx
    return env.jobs.enqueue(tx, EXTEND_VOLUME, { resourceId: id, payload, requestId })
  },
})

/**
 * Source: openstack/cinder cinder/api/contrib/admin_actions.py. It means to refuse `error_deleting`
 * and `detaching` too, but a missing comma lets them pass, so here they pass as well.
 */
const resetStatus = operation({
  id: 'volumes.reset_status',
  method: 'POST',
  path: PATH,
  action: 'os-reset_status',
  summary: 'Write another state over that of a volume',
  policy: RESET_STATUS,
  target: volumeOfProject,
  body: RESET_STATUS_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    const asked = body['os-reset_status']
    // The schema lets no other words through.
    const status = asked.status?.toLowerCase() as VolumeStatus | undefined
    const attachStatus = asked.attach_status?.toLowerCase() as ResetAttachStatus | undefined
    const migration = asked.migration_status?.toLowerCase() as MigrationStatus | 'none' | undefined
    if (status === 'deleting') throw badRequest('Cannot reset-state to deleting')
    if (status === 'in-use' && (await attachmentsOf(tx, target.id)).length === 0) {
      throw badRequest('Cannot reset-state to in-use because volume does not have any attachments.')
    }
    await updateVolume(tx, target.id, {
      ...(status && { status }),
      ...(attachStatus && { attach_status: attachStatus }),
      ...(attachStatus === 'detached' && { attached_mode: null }),
      ...(migration && { migration_status: migration === 'none' ? null : migration }),
      updated_at: env.clock.isoNow(),
    })
    if (attachStatus === 'detached') await removeAttachmentsOf(tx, target.id)
  },
})

export const volumeActionOperations = [extend, resetStatus]
