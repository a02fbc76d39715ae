import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { columns, text } from '../../kernel/lists/conditions.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf, SELF } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing, required } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
import { named } from '../rows.store.ts'
import { open } from '../schemas.ts'
import {
  deleteService,
  findService,
  insertService,
  listServices,
  updateService,
  type CatalogService,
} from './services.store.ts'

const GET_SERVICE = readersRule('get_service', 'Show a service.', 'GET /v3/services/{service_id}')

const LIST_SERVICES = readersRule('list_services', 'List services.', 'GET /v3/services')

const CREATE_SERVICE = adminsRule('create_service', 'Make a service.', 'POST /v3/services')

const UPDATE_SERVICE = adminsRule(
  'update_service',
  'Change a service.',
  'PATCH /v3/services/{service_id}',
)

const DELETE_SERVICE = adminsRule(
  'delete_service',
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

const TYPE = T.String({ minLength: 1, maxLength: 255 })
const PROPERTIES = {
  enabled: T.Optional(T.Boolean()),
  type: T.Optional(TYPE),
  name: T.Optional(TYPE),
}
const NEW_SERVICE = open({ service: T.Optional(open({ ...PROPERTIES, type: TYPE })) })
const SERVICE_CHANGES = open({ service: T.Object(PROPERTIES, { minProperties: 1 }) })

const ATTRIBUTES = new Set(['id', 'type', 'enabled', 'links'])

function render(service: CatalogService, ctx: RequestContext) {
  return {
    name: '',
    ...(parseExactly(service.extra) as object),
    id: service.id,
    type: service.type,
    enabled: service.enabled,
    links: { self: `${ctx.endpoint}/services/${service.id}` },
  }
}

export const servicesOperations = resourceOperations({
  one: 'service',
  all: 'services',
  path: '/services',
  parameter: 'service_id',
  target: service,
  schema: SERVICE,
  render,
  list: {
    summary: 'List services.',
    policy: LIST_SERVICES,
    query: keystoneList(columns({ type: text(), name: text() }), { usual: true }),
    // Names are among what clients put in besides.
    filtersRendered: true,
    handle: ({ tx }) => listServices(tx),
  },
  create: {
    summary: 'Make a service.',
    policy: CREATE_SERVICE,
    checks: BODY_FIRST,
    body: NEW_SERVICE,
    errors: [400, 403],
    async handle({ tx, env, body }) {
      const asked = required(body.service, 'service')
      const made = {
        id: env.ids.hex(),
        type: asked.type,
        enabled: asked.enabled ?? true,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertService(tx, made)
      return made
    },
  },
  show: { summary: 'Show a service.', policy: GET_SERVICE },
  update: {
    summary: 'Change a service. A disabled one is not in the catalogue.',
    policy: UPDATE_SERVICE,
    checks: BODY_FIRST,
    body: SERVICE_CHANGES,
    async handle({ tx, target: before, body }) {
      const changes = body.service
      refuseOtherId(changes, before.id)
      const after = {
        id: before.id,
        type: changes.type ?? before.type,
        enabled: changes.enabled ?? before.enabled,
        extra: changedExtra(before.extra, changes, ATTRIBUTES),
      }
      await updateService(tx, after)
      return after
    },
  },
  delete: {
    summary: 'Delete a service and its endpoints.',
    policy: DELETE_SERVICE,
    handle: ({ tx, target }) => deleteService(tx, target.id),
  },
})
