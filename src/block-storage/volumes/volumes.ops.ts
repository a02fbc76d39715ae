import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { one } from '../../kernel/view.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { booleanParameter } from '../booleans.ts'
import { listOperations } from '../families/lists.ops.ts'
import { changeMetadata } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { MV } from '../microversions.ts'
import { operation, target } from '../operation.ts'
import { summarisedProject, volumeList } from './filters.ts'
import {
  countVolumes,
  distinctMetadata,
  pageOfNames,
  pageOfVolumes,
  totalsOf,
} from './list.store.ts'
import { deleteVolume } from './delete-volume.usecase.ts'
import { shownTexts, volumeAttributes, volumeNotFound, type Volume } from './volume.ts'
import { UPDATE_BODY } from './volume.schemas.ts'
import { DELETE, FORCE_DELETE, GET, GET_ALL, UPDATE } from './volumes.policies.ts'
import { findVolume, updateVolume } from './volumes.store.ts'
import { volumeDetailView, volumeNameView, volumeSummary, volumeView } from './volumes.view.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'

/** Those who may not see it learn that there is none. */
export const volumeTarget = target<Volume, { readonly volume_id: string }>({
  load: (tx, { ctx, params, lock }) => findVisible(tx, ctx, params.volume_id, lock),
  missing: ({ volume_id: id }) => volumeNotFound(id),
  attributes: volumeAttributes,
})

/**
 * Where upstream reads the row itself (`objects.Volume.get_by_id`), which the database gives to the
 * volume's project: who belongs to it learns that the call is refused, and not that there is none.
 */
export const volumeOfProject = target<Volume, { readonly volume_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const volume = await findVolume(tx, params.volume_id, lock)
    return ctx.isAdmin || volume?.project_id === ctx.token.projectId ? volume : undefined
  },
  missing: ({ volume_id: id }) => volumeNotFound(id),
  attributes: volumeAttributes,
})

/** The first of a volume that the body names, whose schema lets null through. */
export function volumeNamedBy<Body>(nameIn: (body: Body) => string | null) {
  return target<Volume, object>({
    async load(tx, { ctx, body, lock }) {
      const id = nameIn(body as Body)
      return id === null ? undefined : findVisible(tx, ctx, id, lock)
    },
    missing: (_params, body) => volumeNotFound(nameIn(body as Body) ?? 'None'),
    attributes: volumeAttributes,
  })
}

async function findVisible(
  tx: Tx,
  ctx: RequestContext,
  id: string,
  lock: Lock | undefined,
): Promise<Volume | undefined> {
  const volume = await findVolume(tx, id, lock)
  return volume && ctx.allows(GET, volumeAttributes(volume)) ? volume : undefined
}

const lists = listOperations({
  resource: 'volumes',
  what: 'volumes',
  path: '/volumes',
  root: 'volumes',
  policy: GET_ALL,
  query: volumeList,
  brief: { view: volumeNameView, page: pageOfNames },
  detailed: { view: volumeDetailView, page: pageOfVolumes },
  count: countVolumes,
})

const summary = operation({
  id: 'volumes.summary',
  method: 'GET',
  path: '/volumes/summary',
  summary: 'Count volumes and their sizes',
  versions: ['3.12'],
  policy: GET_ALL,
  query: T.Object({ all_tenants: T.Optional(T.String()) }),
  response: { 200: volumeSummary },
  errors: [400, 403],
  async handle({ tx, ctx, query }) {
    const projectId = summarisedProject(ctx, query.all_tenants)
    const { count, size } = await totalsOf(tx, projectId)
    const withMetadata = ctx.version >= MV.VOLUME_SUMMARY_METADATA
    return {
      'volume-summary': {
        total_count: count,
        total_size: size,
        ...(withMetadata && { metadata: await distinctMetadata(tx, projectId) }),
      },
    }
  },
})

const show = operation({
  id: 'volumes.show',
  method: 'GET',
  path: '/volumes/{volume_id}',
  summary: 'Show a volume',
  policy: GET,
  target: volumeTarget,
  response: { 200: one('volume', volumeDetailView) },
  errors: [404],
  handle: ({ ctx, target }) => ({ volume: volumeDetailView.written(target, ctx) }),
})

const update = operation({
  id: 'volumes.update',
  method: 'PUT',
  path: '/volumes/{volume_id}',
  summary: 'Change name, description or metadata of a volume',
  policy: UPDATE,
  target: volumeTarget,
  body: UPDATE_BODY,
  response: { 200: one('volume', volumeView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    refuseUnlessAllowed(VOLUME_ACTIONS.update, target)
    const texts = shownTexts(body.volume)
    const changed = { ...target, ...texts, updated_at: env.clock.isoNow() }
    const { name, description, updated_at } = changed
    await updateVolume(tx, target.id, { name, description, updated_at })
    const { metadata } = body.volume
    if (metadata === undefined) return { volume: volumeView.render(changed, ctx) }
    const change = changeMetadata(
      await volumeMetadata.itemsOf(tx, target.serial),
      metadata,
      'replace',
    )
    if (change.removes.length > 0)
      await volumeMetadata.removeItems(tx, target.serial, change.removes)
    await volumeMetadata.writeItems(tx, target, change.writes)
    return { volume: volumeView.render({ ...changed, metadata: change.result }, ctx) }
  },
})

const remove = operation({
  id: 'volumes.delete',
  method: 'DELETE',
  path: '/volumes/{volume_id}',
  summary: 'Delete a volume',
  policy: DELETE,
  target: volumeTarget,
  query: T.Object({ cascade: T.Optional(T.String()), force: T.Optional(T.String()) }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, query }) {
    const flag = (name: 'cascade' | 'force') => booleanParameter(name, query[name] ?? 'false')
    const cascade = flag('cascade')
    const force = ctx.version >= MV.VOLUME_DELETE_FORCE && flag('force')
    if (force) ctx.authorize(FORCE_DELETE, volumeAttributes(target))
    return deleteVolume(tx, ctx, env, target, { force, cascade })
  },
})

export const volumeOperations = [...lists, summary, show, update, remove]
