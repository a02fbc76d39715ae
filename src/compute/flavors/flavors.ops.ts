import type { RequestContext } from '../../kernel/context.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { many, one } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import type { NovaRequest } from '../lists.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { flavorAccessOperations } from './access.ops.ts'
import { flavorExtraSpecOperations } from './extra-specs.ops.ts'
import { FLAVOR_LIST, wantedFlavors } from './flavor-list.ts'
import { CHANGED_FLAVOR, NEW_FLAVOR } from './flavor.schemas.ts'
import type { FlavorRow } from './flavor.ts'
import { flavorDetailView, flavorView } from './flavor.view.ts'
import { flavorTarget, listFlavors, makeFlavor } from './flavors.usecase.ts'
import { deleteFlavor, describeFlavor, withSpecs } from './flavors.store.ts'
import * as policies from './policies.ts'

interface Asked {
  readonly tx: Tx
  readonly ctx: RequestContext
  readonly query: NovaRequest
}

async function page({ tx, ctx, query }: Asked): Promise<{ rows: FlavorRow[]; links: object }> {
  const rows = await listFlavors(tx, wantedFlavors(query, ctx))
  const next = nextLinks(
    query,
    rows.map(({ id }) => id),
  )
  return { rows, links: { ...(next && { flavors_links: next }) } }
}

const list = operation({
  id: 'flavors.list',
  method: 'GET',
  path: '/flavors',
  summary: 'List flavors',
  policy: AUTHENTICATED,
  query: FLAVOR_LIST,
  response: { 200: many('flavors', flavorView) },
  errors: [400],
  async handle(asked) {
    const { rows, links } = await page(asked)
    return { flavors: flavorView.list(rows, asked.ctx), ...links }
  },
})

const detail = operation({
  id: 'flavors.detail',
  method: 'GET',
  path: '/flavors/detail',
  summary: 'List flavors with details',
  policy: AUTHENTICATED,
  query: FLAVOR_LIST,
  response: { 200: many('flavors', flavorDetailView) },
  errors: [400],
  async handle(asked) {
    const { rows, links } = await page(asked)
    const flavors = await withSpecs(asked.tx, rows)
    return { flavors: flavorDetailView.list(flavors, asked.ctx), ...links }
  },
})

const create = operation({
  id: 'flavors.create',
  method: 'POST',
  path: '/flavors',
  summary: 'Create a flavor',
  policy: policies.CREATE,
  body: NEW_FLAVOR,
  response: { 200: one('flavor', flavorDetailView) },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body }) {
    const flavor = await makeFlavor(tx, env, body.flavor)
    return { flavor: flavorDetailView.render(flavor, ctx) }
  },
})

const show = operation({
  id: 'flavors.show',
  method: 'GET',
  path: '/flavors/{flavor_id}',
  summary: 'Show a flavor',
  policy: AUTHENTICATED,
  target: flavorTarget,
  query: NO_QUERY,
  response: { 200: one('flavor', flavorDetailView) },
  errors: [400, 404],
  handle: ({ ctx, target }) => ({ flavor: flavorDetailView.render(target, ctx) }),
})

const update = operation({
  id: 'flavors.update',
  method: 'PUT',
  path: '/flavors/{flavor_id}',
  summary: 'Change the description of a flavor',
  versions: ['2.55'],
  policy: policies.UPDATE,
  target: flavorTarget,
  body: CHANGED_FLAVOR,
  response: { 200: one('flavor', flavorDetailView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    const { description } = body.flavor
    await describeFlavor(tx, target.id, description, env.clock.isoNow())
    return { flavor: flavorDetailView.render({ ...target, description }, ctx) }
  },
})

/** Servers keep what they were made of. */
const remove = operation({
  id: 'flavors.delete',
  method: 'DELETE',
  path: '/flavors/{flavor_id}',
  summary: 'Delete a flavor',
  policy: policies.DELETE,
  target: flavorTarget,
  success: 202,
  response: { 202: null },
  errors: [403, 404],
  handle: ({ tx, target }) => deleteFlavor(tx, target.id),
})

export const flavorOperations = [
  ...[list, detail, create, show, update, remove],
  ...flavorAccessOperations,
  ...flavorExtraSpecOperations,
]
