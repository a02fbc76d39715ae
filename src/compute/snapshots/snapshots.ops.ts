import { Type as T } from 'typebox'
import type { ShownSnapshot } from '../../block-storage/facade.ts'
import { closed, field, many, nullable, one, View } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, isTrue, NO_QUERY } from '../parameters.ts'
import { asRefusedBy, limited, LIMITS, VERSIONS, wantedOf } from '../proxied.ts'
import { OF_SNAPSHOTS } from '../volumes/policies.ts'
import { refusedBy, snapshotNotFound, volumeNotFound } from '../volumes/volume.ts'
import { snapshotTarget } from '../volumes/volume-target.usecase.ts'

/** Snapshots moved to Block Storage, which is asked. Source: nova/api/openstack/compute/snapshots.py. */
const ROOT = '/os-snapshots'
const ONE = `${ROOT}/{snapshot_id}` as const

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())

const snapshotView = new View<ShownSnapshot>({
  id: field(TEXT, (snapshot) => snapshot.id),
  volumeId: field(TEXT, (snapshot) => snapshot.volume_id),
  status: field(TEXT, (snapshot) => snapshot.status),
  size: field(T.Integer(), (snapshot) => snapshot.size),
  createdAt: field(TEXT, (snapshot) => snapshot.created_at),
  displayName: field(TEXT_OR_NULL, (snapshot) => snapshot.name),
  displayDescription: field(TEXT_OR_NULL, (snapshot) => snapshot.description),
})

/** Both lists have all there is to snapshots. */
const lists = (['list', 'detail'] as const).map((verb) =>
  operation({
    id: `snapshots.${verb}`,
    method: 'GET',
    path: verb === 'list' ? ROOT : `${ROOT}/detail`,
    summary: verb === 'list' ? 'List snapshots' : 'List snapshots with details',
    versions: VERSIONS,
    policy: verb === 'list' ? OF_SNAPSHOTS.LIST : OF_SNAPSHOTS.DETAIL,
    query: LIMITS,
    response: { 200: many('snapshots', snapshotView) },
    errors: [400, 403],
    async handle({ tx, ctx, env, query }) {
      const storage = env.facades['block-storage'].proxyFor(ctx)
      const snapshots = limited(await storage.snapshots(tx, wantedOf(query).end), query)
      return { snapshots: snapshotView.list(snapshots, ctx) }
    },
  }),
)

const create = operation({
  id: 'snapshots.create',
  method: 'POST',
  path: ROOT,
  summary: 'Make a snapshot of a volume',
  versions: VERSIONS,
  policy: OF_SNAPSHOTS.CREATE,
  body: closed({
    snapshot: closed({
      volume_id: TEXT,
      force: T.Optional(BOOLEAN),
      display_name: T.Optional(TEXT),
      display_description: T.Optional(TEXT),
    }),
  }),
  response: { 200: one('snapshot', snapshotView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body: { snapshot: asked } }) {
    const { volume_id: volumeId, display_name: name, display_description: description } = asked
    const sent = { volume_id: volumeId, force: isTrue(asked.force), name, description }
    const made = await asRefusedBy(
      env.facades['block-storage'].proxyFor(ctx).createSnapshot(tx, sent),
      refusedBy(ctx, () => volumeNotFound(volumeId)),
    )
    return { snapshot: snapshotView.render(made, ctx) }
  },
})

const show = operation({
  id: 'snapshots.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a snapshot',
  versions: VERSIONS,
  policy: OF_SNAPSHOTS.SHOW,
  target: snapshotTarget,
  query: NO_QUERY,
  response: { 200: one('snapshot', snapshotView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ snapshot: snapshotView.render(target, ctx) }),
})

const remove = operation({
  id: 'snapshots.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a snapshot',
  versions: VERSIONS,
  policy: OF_SNAPSHOTS.DELETE,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, params: { snapshot_id: id } }) {
    const asked = env.facades['block-storage'].proxyFor(ctx).deleteSnapshot(tx, id)
    return asRefusedBy(
      asked,
      refusedBy(ctx, () => snapshotNotFound(id)),
    )
  },
})

export const snapshotOperations = [...lists, create, show, remove]
