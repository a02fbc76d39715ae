import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { revertTo } from '../volumes/volume-actions.ts'
import { volumeAttributes, type Volume } from '../volumes/volume.ts'
import { volumeTarget } from '../volumes/volumes.ops.ts'
import { GET } from '../volumes/volumes.policies.ts'
import { beginAction } from '../volumes/volumes.store.ts'
import { SNAPSHOT_ACTIONS } from './snapshot-actions.ts'
import { isVisible } from './snapshot.ts'
import { REVERT_VOLUME } from './snapshots.jobs.ts'
import { REVERT } from './snapshots.policies.ts'
import { beginSnapshotAction, placeOfSnapshot, snapshotsOfVolume } from './snapshots.store.ts'

/** Other keys beside the id are passed over. */
const REVERT_BODY = closed({
  revert: T.Object(
    { snapshot_id: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'] })) },
    { additionalProperties: true },
  ),
})

/**
 * The latest of the snapshots that the asker may know of, which must be the one asked for.
 * Source: openstack/cinder cinder/api/v3/volumes.py (revert).
 * @throws 400
 */
function latestOf<S extends Parameters<typeof isVisible>[1] & { readonly size: number }>(
  ctx: RequestContext,
  volume: Volume,
  snapshots: readonly S[],
  asked: string | null,
): S {
  const latest = snapshots.findLast((snapshot) => isVisible(ctx, snapshot))
  if (latest === undefined) {
    throw badRequest(`Volume ${volume.id} doesn't have any snapshots.`)
  }
  if (latest.id !== asked) {
    throw badRequest(
      `Specified snapshot ${asked ?? 'None'} is None or not the latest one of volume ${volume.id}.`,
    )
  }
  if (latest.size === volume.size) return latest
  throw badRequest(
    `Can't revert volume ${volume.id} to its latest snapshot ${asked}. ` +
      'The volume size must be equal to the snapshot size.',
  )
}

const revert = operation({
  id: 'volumes.revert',
  method: 'POST',
  path: '/volumes/{volume_id}/action',
  action: 'revert',
  versions: ['3.40'],
  summary: 'Give a volume the content of its latest snapshot',
  // Who may revert is asked once the snapshot is known to be the latest.
  policy: GET,
  target: volumeTarget,
  body: REVERT_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body }) {
    const snapshots = await snapshotsOfVolume(tx, target.id)
    const snapshot = latestOf(ctx, target, snapshots, body.revert.snapshot_id ?? null)
    ctx.authorize(REVERT, volumeAttributes(target))
    const changes = { updated_at: env.clock.isoNow() }
    await beginAction(tx, revertTo(snapshot.id), target, changes)
    await beginSnapshotAction(tx, SNAPSHOT_ACTIONS.revert, snapshot, changes)
    const payload = { snapshot: await placeOfSnapshot(tx, snapshot) }
    const job = { resourceId: target.id, payload, requestId: ctx.requestId }
    await env.jobs.enqueue(tx, REVERT_VOLUME, job)
  },
})

export const revertOperations = [revert]
