import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { REGION_ID_TEXT } from '../schemas.ts'
import { ANY_SCOPE, adminsRule, identityRule } from '../base-rules.ts'
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

const CREATE_REGION = adminsRule(
  'create_region',
  'Make a region.',
  'POST /v3/regions',
  'PUT /v3/regions/{region_id}',
)

const UPDATE_REGION = adminsRule(
  'update_region',
  'Change a region.',
  'PATCH /v3/regions/{region_id}',
)

const DELETE_REGION = adminsRule(
  'delete_region',
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
  ...resourceOperations({
    one: 'region',
    all: 'regions',
    path: '/regions',
    parameter: 'region_id',
    target: region,
    schema: REGION,
    render,
    list: {
      summary: 'List regions.',
      policy: LIST_REGIONS,
      checks: BODY_FIRST,
      query: keystoneList(REGIONS.columns, {
        usual: true,
        held: { parent_region_id: REGION_ID_TEXT },
        closed: true,
      }),
      errors: [400],
      handle: ({ tx }, query) => listRegions(tx, query),
    },
    create: {
      summary: 'Make a region.',
      policy: CREATE_REGION,
      checks: BODY_FIRST,
      body: NEW_REGION,
      errors: [400, 403, 404, 409],
      handle: ({ tx, env, body }) => createRegion(tx, body.region.id || env.ids.hex(), body.region),
    },
    show: { summary: 'Show a region.', policy: GET_REGION },
    update: {
      summary: 'Change a region.',
      policy: UPDATE_REGION,
      checks: BODY_FIRST,
      body: REGION_CHANGES,
      handle: ({ tx, target, body }) => changeRegion(tx, target, body.region),
    },
    delete: {
      summary: 'Delete a region and those below it.',
      policy: DELETE_REGION,
      handle: ({ tx, target }) => deleteRegion(tx, target.id),
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
    response: { 201: closed({ region: REGION }) },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, params, body }) {
      const { region_id: id } = params
      if ((body.region.id ?? id) !== id) {
        throw badRequest(`Conflicting region IDs specified: "${id}" != "${body.region.id}"`)
      }
      return { region: render(await createRegion(tx, id, body.region), ctx) }
    },
  }),
]
