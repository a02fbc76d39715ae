import type { Static } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { one } from '../../kernel/view.ts'
import { listOperations } from '../families/lists.ops.ts'
import { MV } from '../microversions.ts'
import { operation, target } from '../operation.ts'
import { refuseFrozen } from '../services/services.store.ts'
import { shownTexts } from '../volumes/volume.ts'
import { volumeNamedBy } from '../volumes/volumes.ops.ts'
import { createSnapshot } from './create-snapshot.usecase.ts'
import { snapshotList } from './filters.ts'
import { countSnapshots, pageOfSnapshots } from './list.store.ts'
import { SNAPSHOT_ACTIONS } from './snapshot-actions.ts'
import { CREATE_BODY, UPDATE_BODY } from './snapshot.schemas.ts'
import { isVisible, snapshotAttributes, snapshotNotFound, type Snapshot } from './snapshot.ts'
import { DELETE_SNAPSHOT } from './snapshots.jobs.ts'
import { CREATE, DELETE, GET, GET_ALL, UPDATE } from './snapshots.policies.ts'
import {
  beginSnapshotAction,
  findSnapshot,
  placeOfSnapshot,
  updateSnapshot,
} from './snapshots.store.ts'
import { snapshotDetailView, snapshotSummaryView, snapshotView } from './snapshots.view.ts'

/** For others than its project there is none; and whoever may not see it may do nothing to it. */
export const snapshotTarget = target<Snapshot, { readonly snapshot_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const snapshot = await findSnapshot(tx, params.snapshot_id, lock)
    if (snapshot === undefined || !isVisible(ctx, snapshot)) return undefined
    ctx.authorize(GET, snapshotAttributes(snapshot))
    return snapshot
  },
  missing: ({ snapshot_id: id }) => snapshotNotFound(id),
  attributes: snapshotAttributes,
})

const lists = listOperations({
  resource: 'snapshots',
  what: 'snapshots',
  path: '/snapshots',
  root: 'snapshots',
  policy: GET_ALL,
  query: snapshotList,
  brief: { view: snapshotSummaryView, page: pageOfSnapshots },
  detailed: { view: snapshotDetailView, page: pageOfSnapshots },
  count: countSnapshots,
})

/**
 * Is a volume in use acceptable too? Until 3.66 with `force`, and since then always.
 * @throws 400
 */
function isForced({ version }: RequestContext, asked: boolean | string | undefined): boolean {
  const force = asked === undefined ? undefined : booleanFrom(asked)
  if (version < MV.SNAPSHOT_IN_USE) return force === true
  if (force !== false) return true
  throw badRequest(
    "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward " +
      "compatability, however, when the 'force' flag is passed with a value evaluating to True, " +
      'it is silently ignored.',
  )
}

const create = operation({
  id: 'snapshots.create',
  method: 'POST',
  path: '/snapshots',
  summary: 'Make a snapshot of a volume',
  policy: CREATE,
  target: volumeNamedBy((body: Static<typeof CREATE_BODY>) => body.snapshot.volume_id),
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('snapshot', snapshotView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target, body }) {
    const inUse = isForced(ctx, body.snapshot.force)
    const { name = null, description = null } = shownTexts(body.snapshot)
    const metadata = body.snapshot.metadata ?? {}
    const asked = { name, description, metadata, groupSnapshotId: null }
    const snapshot = await createSnapshot(tx, ctx, env, target, asked, inUse)
    return { snapshot: snapshotView.render(snapshot, ctx) }
  },
})

const show = operation({
  id: 'snapshots.show',
  method: 'GET',
  path: '/snapshots/{snapshot_id}',
  summary: 'Show a snapshot',
  policy: GET,
  target: snapshotTarget,
  response: { 200: one('snapshot', snapshotDetailView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ snapshot: snapshotDetailView.render(target, ctx) }),
})

const update = operation({
  id: 'snapshots.update',
  method: 'PUT',
  path: '/snapshots/{snapshot_id}',
  summary: 'Change name or description of a snapshot',
  policy: UPDATE,
  target: snapshotTarget,
  body: UPDATE_BODY,
  response: { 200: one('snapshot', snapshotView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    const changes = { ...shownTexts(body.snapshot), updated_at: env.clock.isoNow() }
    await updateSnapshot(tx, target.id, changes)
    return { snapshot: snapshotView.render({ ...target, ...changes }, ctx) }
  },
})

const remove = operation({
  id: 'snapshots.delete',
  method: 'DELETE',
  path: '/snapshots/{snapshot_id}',
  summary: 'Delete a snapshot',
  policy: DELETE,
  target: snapshotTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const payload = { snapshot: await placeOfSnapshot(tx, target) }
    await refuseFrozen(tx, payload.snapshot.volume.pool)
    const changes = { updated_at: env.clock.isoNow() }
    await beginSnapshotAction(tx, SNAPSHOT_ACTIONS.delete, target, changes)
    const job = { resourceId: target.id, payload, requestId: ctx.requestId }
    await env.jobs.enqueue(tx, DELETE_SNAPSHOT, job)
  },
})

export const snapshotOperations = [...lists, create, show, update, remove]
