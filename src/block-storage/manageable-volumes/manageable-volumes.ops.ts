import { Type as T } from 'typebox'
import { closed, nullable, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { hasSnapshots } from '../snapshots/snapshots.store.ts'
import { invalidVolume, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { volumeTarget } from '../volumes/volumes.ops.ts'
import { beginAction } from '../volumes/volumes.store.ts'
import { volumeLegacyView } from '../volumes/volumes.view.ts'
import { backendAsked } from './backend-asked.usecase.ts'
import { manageVolume } from './manage-volume.usecase.ts'
import { MANAGE_BODY } from './manage.schemas.ts'
import { LIST_PARAMETERS, pageOf, SOURCE_NAME } from './manageable.ts'
import { UNMANAGE_VOLUME } from './manageable-volumes.jobs.ts'
import { unmanagedIn } from './manageable-volumes.store.ts'
import { LIST_MANAGEABLE, MANAGE, UNMANAGE } from './policies.ts'

const SUMMARY = {
  reference: closed({ [SOURCE_NAME]: T.String() }),
  size: T.Integer(),
  safe_to_manage: T.Boolean(),
}
const DETAILS = {
  ...SUMMARY,
  reason_not_safe: nullable(T.String()),
  cinder_id: nullable(T.String()),
  extra_info: nullable(T.String()),
}

/** A way to the same operations: the new one, or the old one that is in all versions. */
interface Root {
  readonly id: string
  readonly path: string
  readonly versions?: readonly [string]
}

const ROOTS: readonly Root[] = [
  { id: 'manageable_volumes', path: '/manageable_volumes', versions: ['3.8'] },
  { id: 'volume_manage', path: '/os-volume-manage' },
]

function listing({ id, path, versions }: Root, detailed: boolean) {
  return operation({
    id: `${id}.${detailed ? 'detail' : 'list'}`,
    method: 'GET',
    path: detailed ? `${path}/detail` : path,
    summary: `List what lies on a backend and is no volume${detailed ? ', with details' : ''}`,
    ...(versions && { versions }),
    policy: LIST_MANAGEABLE,
    query: LIST_PARAMETERS,
    response: {
      200: closed({ 'manageable-volumes': T.Array(closed(detailed ? DETAILS : SUMMARY)) }),
    },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, query }) {
      const { pools, page } = await backendAsked(tx, ctx, env, query)
      const held = await unmanagedIn(tx, pools)
      return {
        'manageable-volumes': pageOf(held, page).map(({ name, size }) => ({
          ...{ reference: { [SOURCE_NAME]: name }, size, safe_to_manage: true },
          ...(detailed && { reason_not_safe: null, cinder_id: null, extra_info: null }),
        })),
      }
    },
  })
}

function managing({ id, path, versions }: Root) {
  return operation({
    id: `${id}.manage`,
    method: 'POST',
    path,
    summary: 'Make a volume of what lies on a backend',
    ...(versions && { versions }),
    policy: MANAGE,
    body: MANAGE_BODY,
    success: 202,
    response: { 202: one('volume', volumeLegacyView) },
    errors: [400, 403, 413],
    async handle({ tx, ctx, env, body }) {
      const volume = await manageVolume(tx, ctx, env, body.volume)
      return { volume: volumeLegacyView.render(volume, ctx) }
    },
  })
}

const unmanage = operation({
  id: 'volumes.unmanage',
  method: 'POST',
  path: '/volumes/{volume_id}/action',
  action: 'os-unmanage',
  summary: 'Give up a volume and leave its content on the backend',
  policy: UNMANAGE,
  target: volumeTarget,
  body: closed({ 'os-unmanage': T.Unknown() }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const { id, size, host } = target
    const action = VOLUME_ACTIONS.unmanage
    if (target.encryption_key_id !== null) {
      throw invalidVolume('Unmanaging encrypted volumes is not supported.')
    }
    if (await hasSnapshots(tx, id)) throw action.refusal()
    await beginAction(tx, action, target, { updated_at: env.clock.isoNow() })
    const payload = { volume: { id, sizeGib: size, pool: host } }
    const { requestId } = ctx
    return env.jobs.enqueue(tx, UNMANAGE_VOLUME, { resourceId: id, payload, requestId })
  },
})

export const manageOperations = [
  ...ROOTS.flatMap((root) => [listing(root, false), listing(root, true), managing(root)]),
  unmanage,
]
