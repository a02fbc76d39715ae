import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { collectionOf, pagedCollection, SELF } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ADMIN, ANY_SCOPE, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import { NEW_REGION, REGION_CHANGES } from './regions.schemas.ts'
import { deleteRegion, findRegion, listRegions, REGIONS, type RegionRow } from './regions.store.ts'
import { changeRegion, createRegion } from './regions.usecase.ts'

const GET_REGION = identityRule(
  'get_region',
  '',
  ANY_SCOPE,
  'Show a region.',
  'GET /v3/regions/{region_id}',
)

const LIST_REGIONS = identityRule('list_regions', '', ANY_SCOPE, 'List regions.', 'GET /v3/regions')

const CREATE_REGION = identityRule(
  'create_region',
  ADMIN,
  NO_DOMAIN,
  'Make a region.',
  'POST /v3/regions',
  'PUT /v3/regions/{region_id}',
)

const UPDATE_REGION = identityRule(
  'update_region',
  ADMIN,
  NO_DOMAIN,
  'Change a region.',
  'PATCH /v3/regions/{region_id}',
)

const DELETE_REGION = identityRule(
  'delete_region',
  ADMIN,
  NO_DOMAIN,
  'Delete a region.',
  'DELETE /v3/regions/{region_id}',
)

export const REGION_NAMED = named('region_id', {
  table: 'identity_regions',
  find: findRegion,
  missing: (id) => missing('region', id),
})

const region = target({
  ...REGION_NAMED,
  whenMissing: 'last',
  attributes: (row, { region_id: id }) => ({ region_id: id, target: { region: row && { id } } }),
})

/** Open, because clients may have put attributes of their own into it. */
const REGION = T.Object({
  id: T.String(),
  description: T.String(),
  parent_region_id: nullable(T.String()),
  links: SELF,
})
const ONE = closed({ region: REGION })

function render(row: RegionRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    description: row.description,
    parent_region_id: row.parent_region_id,
    links: { self: `${ctx.endpoint}/regions/${row.id}` },
  }
}

export const regionsOperations = [
  operation({
    id: 'regions.list',
    method: 'GET',
    path: '/regions',
    summary: 'List regions.',
    policy: LIST_REGIONS,
    query: keystoneList(REGIONS.columns, { usual: true }),
    response: { 200: collectionOf('regions', REGION) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listRegions(tx, query)
      const items = rows.map((row) => render(row, ctx))
      return pagedCollection(ctx, 'regions', items, query)
    },
  }),

  operation({
    id: 'regions.create',
    method: 'POST',
    path: '/regions',
    summary: 'Make a region.',
    policy: CREATE_REGION,
    checks: BODY_FIRST,
    body: NEW_REGION,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, env, body }) {
      const row = await createRegion(tx, body.region.id || env.ids.hex(), body.region)
      return { region: render(row, ctx) }
    },
  }),

  operation({
    id: 'regions.create_with_id',
    method: 'PUT',
    path: '/regions/{region_id}',
    summary: 'Make a region of a given id.',
    policy: CREATE_REGION,
    checks: BODY_FIRST,
    body: NEW_REGION,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, params, body }) {
      const { region_id: id } = params
      if ((body.region.id ?? id) !== id) {
        throw badRequest(`Conflicting region IDs specified: "${id}" != "${body.region.id}"`)
      }
      return { region: render(await createRegion(tx, id, body.region), ctx) }
    },
  }),

  operation({
    id: 'regions.show',
    method: 'GET',
    path: '/regions/{region_id}',
    summary: 'Show a region.',
    policy: GET_REGION,
    target: region,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ region: render(target, ctx) }),
  }),

  operation({
    id: 'regions.update',
    method: 'PATCH',
    path: '/regions/{region_id}',
    summary: 'Change a region.',
    policy: UPDATE_REGION,
    target: region,
    checks: BODY_FIRST,
    body: REGION_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, target, body }) {
      return { region: render(await changeRegion(tx, target, body.region), ctx) }
    },
  }),

  operation({
    id: 'regions.delete',
    method: 'DELETE',
    path: '/regions/{region_id}',
    summary: 'Delete a region and those below it.',
    policy: DELETE_REGION,
    target: region,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteRegion(tx, target.id),
  }),
]
