import { parseExactly } from '../../kernel/python.ts'
import { Type as T, type Static } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collectionOf, extraOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { findRegion } from '../regions/regions.store.ts'
import { named } from '../rows.store.ts'
import { BOOLEAN, NAME, NULLABLE_TEXT, open, upstream } from '../schemas.ts'
import { findService } from '../services/services.store.ts'
import {
  deleteEndpoint,
  ENDPOINTS,
  ensureRegion,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  notInTable,
  updateEndpoint,
  type EndpointRow,
} from './endpoints.store.ts'
import { refuseUrl } from './endpoints.ts'
import { ENDPOINT, renderEndpoint } from './endpoints.view.ts'

const GET_ENDPOINT = identityRule(
  'get_endpoint',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show an endpoint.',
  'GET /v3/endpoints/{endpoint_id}',
)

const LIST_ENDPOINTS = identityRule(
  'list_endpoints',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List endpoints.',
  'GET /v3/endpoints',
)

const CREATE_ENDPOINT = identityRule(
  'create_endpoint',
  ADMIN,
  NO_DOMAIN,
  'Make an endpoint.',
  'POST /v3/endpoints',
)

const UPDATE_ENDPOINT = identityRule(
  'update_endpoint',
  ADMIN,
  NO_DOMAIN,
  'Change an endpoint.',
  'PATCH /v3/endpoints/{endpoint_id}',
)

const DELETE_ENDPOINT = identityRule(
  'delete_endpoint',
  ADMIN,
  NO_DOMAIN,
  'Delete an endpoint.',
  'DELETE /v3/endpoints/{endpoint_id}',
)

export const ENDPOINT_NAMED = named('endpoint_id', {
  table: 'identity_endpoints',
  find: findEndpoint,
  missing: (id) => missing('endpoint', id),
})

export const endpointTarget = target({
  ...ENDPOINT_NAMED,
  whenMissing: 'last',
  attributes: (row, { endpoint_id: id }) => ({
    endpoint_id: id,
    target: { endpoint: row && { id } },
  }),
})

const INTERFACE = upstream<EndpointRow['interface']>({
  type: 'string',
  enum: ['admin', 'internal', 'public'],
})
const URL_TEMPLATE = T.String({ minLength: 0, maxLength: 225, pattern: '^[a-zA-Z0-9+.-]+:.+' })

const PROPERTIES = {
  enabled: T.Optional(BOOLEAN),
  name: T.Optional(NAME),
  region_id: T.Optional(NULLABLE_TEXT),
  region: T.Optional(NULLABLE_TEXT),
}
const NEW_ENDPOINT = open({
  endpoint: open({
    ...PROPERTIES,
    interface: INTERFACE,
    service_id: T.String(),
    url: URL_TEMPLATE,
  }),
})
const ENDPOINT_CHANGES_INSIDE = T.Object(
  {
    ...PROPERTIES,
    interface: T.Optional(INTERFACE),
    service_id: T.Optional(T.String()),
    url: T.Optional(URL_TEMPLATE),
  },
  { minProperties: 1 },
)
const ENDPOINT_CHANGES = open({ endpoint: ENDPOINT_CHANGES_INSIDE })

const ATTRIBUTES = new Set([
  'id',
  'interface',
  'region_id',
  'region',
  'service_id',
  'url',
  'enabled',
  'links',
])

const ONE = closed({ endpoint: ENDPOINT })

/** The region that is asked for, by either attribute; undefined leaves it as it is. */
async function regionOf(
  tx: Tx,
  asked: Static<typeof ENDPOINT_CHANGES_INSIDE>,
): Promise<string | null | undefined> {
  const { region_id: id, region } = asked
  if (id === undefined && typeof region === 'string') {
    await ensureRegion(tx, region)
    return region
  }
  if (typeof id === 'string' && (await findRegion(tx, id)) === undefined) throw notInTable('region')
  return id
}

async function refuseReferences(
  tx: Tx,
  asked: { url?: string; service_id?: string },
): Promise<void> {
  if (asked.url !== undefined) refuseUrl(asked.url)
  const { service_id: serviceId } = asked
  if (serviceId === undefined) return
  if ((await findService(tx, serviceId)) === undefined) throw notInTable('service')
}

export const endpointsOperations = [
  operation({
    id: 'endpoints.list',
    method: 'GET',
    path: '/endpoints',
    summary: 'List endpoints.',
    policy: LIST_ENDPOINTS,
    query: keystoneList(ENDPOINTS.columns, { usual: true }),
    response: { 200: collectionOf('endpoints', ENDPOINT) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listEndpoints(tx, query)
      const items = rows.map((row) => renderEndpoint(row, ctx))
      return pagedCollection(ctx, 'endpoints', items, query)
    },
  }),

  operation({
    id: 'endpoints.create',
    method: 'POST',
    path: '/endpoints',
    summary: 'Make an endpoint.',
    policy: CREATE_ENDPOINT,
    body: NEW_ENDPOINT,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const asked = body.endpoint
      await refuseReferences(tx, asked)
      const row: EndpointRow = {
        id: env.ids.hex(),
        service_id: asked.service_id,
        interface: asked.interface,
        region_id: (await regionOf(tx, asked)) ?? null,
        url: asked.url,
        enabled: (asked.enabled ?? true) ? 1 : 0,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertEndpoint(tx, row)
      return { endpoint: renderEndpoint(row, ctx) }
    },
  }),

  operation({
    id: 'endpoints.show',
    method: 'GET',
    path: '/endpoints/{endpoint_id}',
    summary: 'Show an endpoint.',
    policy: GET_ENDPOINT,
    target: endpointTarget,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ endpoint: renderEndpoint(target, ctx) }),
  }),

  operation({
    id: 'endpoints.update',
    method: 'PATCH',
    path: '/endpoints/{endpoint_id}',
    summary: 'Change an endpoint.',
    policy: UPDATE_ENDPOINT,
    target: endpointTarget,
    checks: BODY_FIRST,
    body: ENDPOINT_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, target: before, body }) {
      const changes: typeof body.endpoint & { id?: unknown } = body.endpoint
      if ((changes.id ?? before.id) !== before.id) throw badRequest('Cannot change ID')
      await refuseReferences(tx, changes)
      const regionId = await regionOf(tx, changes)
      const extra = { ...(parseExactly(before.extra) as object), ...extraOf(changes, ATTRIBUTES) }
      const after = {
        service_id: changes.service_id ?? before.service_id,
        interface: changes.interface ?? before.interface,
        region_id: regionId === undefined ? before.region_id : regionId,
        url: changes.url ?? before.url,
        enabled: (changes.enabled ?? before.enabled === 1) ? 1 : 0,
        extra: JSON.stringify(extra),
      }
      await updateEndpoint(tx, before.id, after)
      return { endpoint: renderEndpoint({ id: before.id, ...after }, ctx) }
    },
  }),

  operation({
    id: 'endpoints.delete',
    method: 'DELETE',
    path: '/endpoints/{endpoint_id}',
    summary: 'Delete an endpoint.',
    policy: DELETE_ENDPOINT,
    target: endpointTarget,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteEndpoint(tx, target.id),
  }),
]
