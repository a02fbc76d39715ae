import { Type as T, type Static } from 'typebox'
import type { Tx } from '../../storage/database.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing, required } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
import { findRegion } from '../regions/regions.store.ts'
import { named } from '../rows.store.ts'
import { NULLABLE_TEXT, oddNamesFirst, open, upstream } from '../schemas.ts'
import { closed } from '../../kernel/view.ts'
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

const GET_ENDPOINT = readersRule(
  'get_endpoint',
  'Show an endpoint.',
  'GET /v3/endpoints/{endpoint_id}',
)

const LIST_ENDPOINTS = readersRule('list_endpoints', 'List endpoints.', 'GET /v3/endpoints')

const CREATE_ENDPOINT = adminsRule('create_endpoint', 'Make an endpoint.', 'POST /v3/endpoints')

const UPDATE_ENDPOINT = adminsRule(
  'update_endpoint',
  'Change an endpoint.',
  'PATCH /v3/endpoints/{endpoint_id}',
)

const DELETE_ENDPOINT = adminsRule(
  'delete_endpoint',
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
  enabled: T.Optional(T.Boolean()),
  interface: T.Optional(INTERFACE),
  region_id: T.Optional(NULLABLE_TEXT),
  region: T.Optional(NULLABLE_TEXT),
  service_id: T.Optional(T.String()),
  url: T.Optional(URL_TEMPLATE),
  name: T.Optional(T.String()),
  description: T.Optional(NULLABLE_TEXT),
}
const NEW_ENDPOINT = oddNamesFirst(
  closed({
    endpoint: T.Optional(
      open({
        id: T.Optional(T.String()),
        ...PROPERTIES,
        interface: INTERFACE,
        service_id: T.String(),
        url: URL_TEMPLATE,
      }),
    ),
  }),
)
const ENDPOINT_CHANGES_INSIDE = T.Object(PROPERTIES, { minProperties: 1 })
const ENDPOINT_CHANGES = closed({ endpoint: ENDPOINT_CHANGES_INSIDE })

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

export const endpointsOperations = resourceOperations({
  one: 'endpoint',
  all: 'endpoints',
  path: '/endpoints',
  parameter: 'endpoint_id',
  target: endpointTarget,
  schema: ENDPOINT,
  render: renderEndpoint,
  list: {
    summary: 'List endpoints.',
    policy: LIST_ENDPOINTS,
    checks: BODY_FIRST,
    query: keystoneList(ENDPOINTS.columns, {
      usual: true,
      held: { interface: T.String({ enum: ['admin', 'internal', 'public'] }) },
    }),
    errors: [400, 403],
    handle: ({ tx }, query) => listEndpoints(tx, query),
  },
  create: {
    summary: 'Make an endpoint.',
    policy: CREATE_ENDPOINT,
    checks: BODY_FIRST,
    body: NEW_ENDPOINT,
    errors: [400, 403],
    async handle({ tx, env, body }) {
      const asked = required(body.endpoint, 'endpoint')
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
      return row
    },
  },
  show: { summary: 'Show an endpoint.', policy: GET_ENDPOINT },
  update: {
    summary: 'Change an endpoint.',
    policy: UPDATE_ENDPOINT,
    checks: BODY_FIRST,
    body: ENDPOINT_CHANGES,
    async handle({ tx, target: before, body }) {
      const changes = body.endpoint
      refuseOtherId(changes, before.id)
      await refuseReferences(tx, changes)
      const regionId = await regionOf(tx, changes)
      const after = {
        service_id: changes.service_id ?? before.service_id,
        interface: changes.interface ?? before.interface,
        region_id: regionId === undefined ? before.region_id : regionId,
        url: changes.url ?? before.url,
        enabled: (changes.enabled ?? before.enabled === 1) ? 1 : 0,
        extra: changedExtra(before.extra, changes, ATTRIBUTES),
      }
      await updateEndpoint(tx, before.id, after)
      return { ...before, ...after }
    },
  },
  delete: {
    summary: 'Delete an endpoint.',
    policy: DELETE_ENDPOINT,
    handle: ({ tx, target }) => deleteEndpoint(tx, target.id),
  },
})
