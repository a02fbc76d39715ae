import { Type as T, type Static } from 'typebox'
import { closed, nullable, one } from '../../kernel/view.ts'
import { backendAsked } from '../manageable-volumes/backend-asked.usecase.ts'
import { LIST_PARAMETERS, nameIn, pageOf, SOURCE_NAME } from '../manageable-volumes/manageable.ts'
import { operation } from '../operation.ts'
import { volumeAttributes } from '../volumes/volume.ts'
import { volumeNamedBy } from '../volumes/volumes.ops.ts'
import { manageSnapshot } from './create-snapshot.usecase.ts'
import { MANAGE_BODY } from './snapshot.schemas.ts'
import { CREATE, LIST_MANAGEABLE, MANAGE } from './snapshots.policies.ts'
import { snapshotSummaryView } from './snapshots.view.ts'
import { unmanagedSnapshotsIn } from './unmanaged.store.ts'

const REFERENCE = closed({ [SOURCE_NAME]: T.String() })

/** Field order is that on the wire. Source: openstack/cinder cinder/api/views/manageable_snapshots.py. */
const BASE = { reference: REFERENCE, size: T.Integer(), safe_to_manage: T.Boolean() }
const SUMMARY = { ...BASE, source_reference: REFERENCE }
const DETAILS = {
  ...BASE,
  reason_not_safe: nullable(T.String()),
  extra_info: nullable(T.String()),
  cinder_id: nullable(T.String()),
  source_reference: REFERENCE,
}

/** A way to the same operations: the new one, or the old one that is in all versions. */
interface Root {
  readonly id: string
  readonly path: string
  readonly versions?: readonly [string]
}

const ROOTS: readonly Root[] = [
  { id: 'manageable_snapshots', path: '/manageable_snapshots', versions: ['3.8'] },
  { id: 'snapshot_manage', path: '/os-snapshot-manage' },
]

function listing({ id, path, versions }: Root, detailed: boolean) {
  return operation({
    id: `${id}.${detailed ? 'detail' : 'list'}`,
    method: 'GET',
    path: detailed ? `${path}/detail` : path,
    summary: `List what lies on a backend and is no snapshot${detailed ? ', with details' : ''}`,
    ...(versions && { versions }),
    policy: LIST_MANAGEABLE,
    query: LIST_PARAMETERS,
    response: {
      200: closed({ 'manageable-snapshots': T.Array(closed(detailed ? DETAILS : SUMMARY)) }),
    },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, query }) {
      const { pools, page } = await backendAsked(tx, ctx, env, query)
      const held = await unmanagedSnapshotsIn(tx, pools)
      return {
        'manageable-snapshots': pageOf(held, page).map(({ name, size, volume_id }) => ({
          ...{ reference: { [SOURCE_NAME]: name }, size, safe_to_manage: true },
          ...(detailed && { reason_not_safe: null, extra_info: null, cinder_id: null }),
          source_reference: { [SOURCE_NAME]: `volume-${volume_id}` },
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
    summary: 'Make a snapshot of what lies on a backend',
    ...(versions && { versions }),
    policy: MANAGE,
    target: volumeNamedBy((body: Static<typeof MANAGE_BODY>) => body.snapshot.volume_id),
    body: MANAGE_BODY,
    success: 202,
    response: { 202: one('snapshot', snapshotSummaryView) },
    errors: [400, 403, 404, 413],
    async handle({ tx, ctx, env, target, body }) {
      ctx.authorize(CREATE, volumeAttributes(target))
      const { name = null, description = null, ref } = body.snapshot
      const metadata = body.snapshot.metadata ?? {}
      const texts = { name, description, metadata, groupSnapshotId: null }
      const asked = { ...texts, reference: nameIn(ref) }
      const snapshot = await manageSnapshot(tx, ctx, env, target, asked)
      return { snapshot: snapshotSummaryView.render(snapshot, ctx) }
    },
  })
}

export const snapshotManageOperations = ROOTS.flatMap((root) => [
  listing(root, false),
  listing(root, true),
  managing(root),
])
