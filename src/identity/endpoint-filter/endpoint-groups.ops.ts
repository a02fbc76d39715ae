import { Type as T } from 'typebox'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { ENDPOINT, renderEndpoint } from '../endpoints/endpoints.view.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { named } from '../rows.store.ts'
import { NAME, NULLABLE_TEXT, oddNamesFirst, upstream } from '../schemas.ts'
import { endpointsOfGroup } from './associations.store.ts'
import { type EndpointFilters, filtersMissing, refuseUnknownFilters } from './endpoint-groups.ts'
import {
  ENDPOINT_GROUPS,
  deleteEndpointGroup,
  findEndpointGroup,
  insertEndpointGroup,
  listEndpointGroups,
  updateEndpointGroup,
} from './endpoint-groups.store.ts'
import { ENDPOINT_GROUP, renderEndpointGroup } from './endpoint-groups.view.ts'
import {
  CREATE_GROUP,
  DELETE_GROUP,
  GET_GROUP,
  LIST_ENDPOINTS_OF_GROUP,
  LIST_GROUPS,
  UPDATE_GROUP,
} from './policies.ts'

export const ENDPOINT_GROUP_NAMED = named('endpoint_group_id', {
  table: 'identity_endpoint_groups',
  find: findEndpointGroup,
  missing: (id) => missing('Endpoint Group', id),
})

const endpointGroup = target({
  ...ENDPOINT_GROUP_NAMED,
  whenMissing: 'last',
  attributes: (_, { endpoint_group_id }) => ({ endpoint_group_id }),
})

/** Source: keystone/catalog/schema.py. Filters by `enabled` pass it, and are refused after it. */
const FILTERS = upstream<EndpointFilters>({
  type: 'object',
  properties: {
    interface: { type: 'string', enum: ['admin', 'internal', 'public'] },
    service_id: { type: 'string' },
    region_id: { type: ['string', 'null'] },
    enabled: { type: 'boolean' },
  },
})

const NEW = oddNamesFirst(
  closed({
    endpoint_group: closed({
      name: NAME,
      description: T.Optional(NULLABLE_TEXT),
      filters: FILTERS,
    }),
  }),
)

const CHANGES = closed({
  endpoint_group: T.Object(
    {
      description: T.Optional(NULLABLE_TEXT),
      filters: T.Optional(FILTERS),
      name: T.Optional(NAME),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
})

export const endpointGroupsOperations = [
  ...resourceOperations({
    one: 'endpoint_group',
    all: 'endpoint_groups',
    path: '/OS-EP-FILTER/endpoint_groups',
    parameter: 'endpoint_group_id',
    target: endpointGroup,
    schema: ENDPOINT_GROUP,
    render: renderEndpointGroup,
    list: {
      summary: 'List endpoint groups.',
      policy: LIST_GROUPS,
      checks: BODY_FIRST,
      query: keystoneList(ENDPOINT_GROUPS.columns, { held: { name: NAME }, closed: true }),
      errors: [400, 403],
      handle: ({ tx }, query) => listEndpointGroups(tx, query),
    },
    create: {
      summary: 'Make an endpoint group: all endpoints that are what its filters say.',
      policy: CREATE_GROUP,
      checks: BODY_FIRST,
      body: NEW,
      errors: [400, 403],
      async handle({ tx, env, body }) {
        const { name, description = null, filters } = body.endpoint_group
        if (Object.keys(filters).length === 0) throw filtersMissing()
        refuseUnknownFilters(filters)
        const row = { id: env.ids.hex(), name, description, filters: JSON.stringify(filters) }
        await insertEndpointGroup(tx, row)
        return row
      },
    },
    show: { summary: 'Show an endpoint group.', policy: GET_GROUP },
    update: {
      summary: 'Change an endpoint group, and with it what its projects see.',
      policy: UPDATE_GROUP,
      checks: BODY_FIRST,
      body: CHANGES,
      refuse({ body }) {
        const { filters } = body.endpoint_group
        if (filters !== undefined) refuseUnknownFilters(filters)
      },
      async handle({ tx, target: before, body }) {
        const { name, description, filters } = body.endpoint_group
        const after = {
          id: before.id,
          name: name ?? before.name,
          description: description === undefined ? before.description : description,
          filters: filters === undefined ? before.filters : JSON.stringify(filters),
        }
        await updateEndpointGroup(tx, after)
        return after
      },
    },
    delete: {
      summary: 'Delete an endpoint group; projects see endpoints by it no more.',
      policy: DELETE_GROUP,
      handle: ({ tx, target }) => deleteEndpointGroup(tx, target.id),
    },
  }),

  operation({
    id: 'endpoint_groups.list_endpoints',
    method: 'GET',
    path: '/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints',
    summary: 'List the endpoints of an endpoint group.',
    policy: LIST_ENDPOINTS_OF_GROUP,
    target: endpointGroup,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('endpoints', ENDPOINT) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await endpointsOfGroup(tx, target)
      const items = rows.map((row) => renderEndpoint(row, ctx))
      return collection(ctx, 'endpoints', items)
    },
  }),
]
