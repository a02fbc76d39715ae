import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { columns, text } from '../../kernel/lists/conditions.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, extraOf, pagedCollection, SELF } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList, matching } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import { BOOLEAN, NAME, open } from '../schemas.ts'
import {
  deleteService,
  findService,
  insertService,
  listServices,
  updateService,
  type ServiceRow,
} from './services.store.ts'

const GET_SERVICE = identityRule(
  'get_service',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show a service.',
  'GET /v3/services/{service_id}',
)

const LIST_SERVICES = identityRule(
  'list_services',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List services.',
  'GET /v3/services',
)

const CREATE_SERVICE = identityRule(
  'create_service',
  ADMIN,
  NO_DOMAIN,
  'Make a service.',
  'POST /v3/services',
)

const UPDATE_SERVICE = identityRule(
  'update_service',
  ADMIN,
  NO_DOMAIN,
  'Change a service.',
  'PATCH /v3/services/{service_id}',
)

const DELETE_SERVICE = identityRule(
  'delete_service',
  ADMIN,
  NO_DOMAIN,
  'Delete a service.',
  'DELETE /v3/services/{service_id}',
)

export const SERVICE_NAMED = named('service_id', {
  table: 'identity_services',
  find: findService,
  missing: (id) => missing('service', id),
})

const service = target({
  ...SERVICE_NAMED,
  whenMissing: 'last',
  attributes: (row, { service_id: id }) => ({ service_id: id, target: { service: row && { id } } }),
})

/** Open: its description, and what else clients put into it. */
const SERVICE = T.Object({
  name: T.String(),
  id: T.String(),
  type: T.String(),
  enabled: T.Boolean(),
  links: SELF,
})
const ONE = closed({ service: SERVICE })

const TYPE = T.String({ minLength: 1, maxLength: 255 })
const PROPERTIES = { enabled: T.Optional(BOOLEAN), name: T.Optional(NAME) }
const NEW_SERVICE = open({ service: open({ ...PROPERTIES, type: TYPE }) })
const SERVICE_CHANGES = open({
  service: T.Object({ ...PROPERTIES, type: T.Optional(TYPE) }, { minProperties: 1 }),
})

const ATTRIBUTES = new Set(['id', 'type', 'enabled', 'links'])

function render(row: ServiceRow, ctx: RequestContext) {
  return {
    name: '',
    ...(parseExactly(row.extra) as object),
    id: row.id,
    type: row.type,
    enabled: row.enabled === 1,
    links: { self: `${ctx.endpoint}/services/${row.id}` },
  }
}

export const servicesOperations = [
  operation({
    id: 'services.list',
    method: 'GET',
    path: '/services',
    summary: 'List services.',
    policy: LIST_SERVICES,
    query: keystoneList(columns({ type: text(), name: text() }), { usual: true }),
    response: { 200: collectionOf('services', SERVICE) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listServices(tx)
      // Names are among what clients put in besides, so the database cannot filter by them.
      const items = rows.map((row) => render(row, ctx))
      return pagedCollection(ctx, 'services', matching(items, query), query)
    },
  }),

  operation({
    id: 'services.create',
    method: 'POST',
    path: '/services',
    summary: 'Make a service.',
    policy: CREATE_SERVICE,
    body: NEW_SERVICE,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const asked = body.service
      const row = {
        id: env.ids.hex(),
        type: asked.type,
        enabled: (asked.enabled ?? true) ? 1 : 0,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertService(tx, row)
      return { service: render(row, ctx) }
    },
  }),

  operation({
    id: 'services.show',
    method: 'GET',
    path: '/services/{service_id}',
    summary: 'Show a service.',
    policy: GET_SERVICE,
    target: service,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ service: render(target, ctx) }),
  }),

  operation({
    id: 'services.update',
    method: 'PATCH',
    path: '/services/{service_id}',
    summary: 'Change a service. A disabled one is not in the catalogue.',
    policy: UPDATE_SERVICE,
    target: service,
    checks: BODY_FIRST,
    body: SERVICE_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, target: before, body }) {
      const changes: typeof body.service & { id?: unknown } = body.service
      if ((changes.id ?? before.id) !== before.id) throw badRequest('Cannot change ID')
      const extra = { ...(parseExactly(before.extra) as object), ...extraOf(changes, ATTRIBUTES) }
      const after = {
        type: changes.type ?? before.type,
        enabled: (changes.enabled ?? before.enabled === 1) ? 1 : 0,
        extra: JSON.stringify(extra),
      }
      await updateService(tx, before.id, after)
      return { service: render({ id: before.id, ...after }, ctx) }
    },
  }),

  operation({
    id: 'services.delete',
    method: 'DELETE',
    path: '/services/{service_id}',
    summary: 'Delete a service and its endpoints.',
    policy: DELETE_SERVICE,
    target: service,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteService(tx, target.id),
  }),
]
