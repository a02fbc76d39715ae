import { Type as T } from 'typebox'
import { ownAddress } from '../../kernel/lists/paging.ts'
import { Reply } from '../../kernel/operation.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { asRefusedBy, limited, LIMITS, VERSIONS, wantedOf } from '../proxied.ts'
import { OF_VOLUMES } from './policies.ts'
import { refusedBy, volumeNotFound } from './volume.ts'
import { volumeTarget } from './volume-target.usecase.ts'
import { volumeView } from './volume.view.ts'
import { createVolume, type AskedVolume } from './volumes.usecase.ts'

/** Volumes moved to Block Storage, which is asked. Source: nova/api/openstack/compute/volumes.py. */
const ROOT = '/os-volumes'
const ONE = `${ROOT}/{volume_id}` as const

/** Both lists have all there is to volumes. */
const lists = (['list', 'detail'] as const).map((verb) =>
  operation({
    id: `volumes.${verb}`,
    method: 'GET',
    path: verb === 'list' ? ROOT : `${ROOT}/detail`,
    summary: verb === 'list' ? 'List volumes' : 'List volumes with details',
    versions: VERSIONS,
    policy: verb === 'list' ? OF_VOLUMES.LIST : OF_VOLUMES.DETAIL,
    query: LIMITS,
    response: { 200: many('volumes', volumeView) },
    errors: [400, 403],
    async handle({ tx, ctx, env, query }) {
      const storage = env.facades['block-storage'].proxyFor(ctx)
      const volumes = limited(await storage.volumes(tx, wantedOf(query).end), query)
      return { volumes: volumeView.list(volumes, ctx) }
    },
  }),
)

const text = T.Optional(T.String())

const create = operation({
  id: 'volumes.create',
  method: 'POST',
  path: ROOT,
  summary: 'Create a volume',
  versions: VERSIONS,
  policy: OF_VOLUMES.CREATE,
  body: closed({
    volume: T.Unsafe<AskedVolume>(
      closed({
        volume_type: text,
        metadata: T.Optional(T.Object({}, { additionalProperties: true })),
        snapshot_id: text,
        size: T.Unsafe<number | string>({
          type: ['integer', 'string'],
          pattern: '^[0-9]+$',
          minimum: 1,
        }),
        availability_zone: text,
        display_name: text,
        display_description: text,
      }),
    ),
  }),
  response: { 200: one('volume', volumeView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body }) {
    const made = await createVolume(tx, env, ctx, body.volume)
    return new Reply({
      headers: { location: `${ownAddress(ctx)}/${made.id}` },
      body: { volume: volumeView.render(made, ctx) },
    })
  },
})

const show = operation({
  id: 'volumes.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a volume',
  versions: VERSIONS,
  policy: OF_VOLUMES.SHOW,
  target: volumeTarget,
  query: NO_QUERY,
  response: { 200: one('volume', volumeView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ volume: volumeView.render(target, ctx) }),
})

const remove = operation({
  id: 'volumes.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a volume',
  versions: VERSIONS,
  policy: OF_VOLUMES.DELETE,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, params: { volume_id: id } }) {
    const asked = env.facades['block-storage'].proxyFor(ctx).deleteVolume(tx, id)
    return asRefusedBy(
      asked,
      refusedBy(ctx, () => volumeNotFound(id)),
    )
  },
})

export const volumeOperations = [...lists, create, show, remove]
