import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { collectionOf, pagedCollection, SELF } from '../collections.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { BOOLEAN, NULLABLE_TEXT } from '../schemas.ts'
import { named } from '../rows.store.ts'
import { missingServiceProvider } from './faults.ts'
import {
  deleteServiceProvider,
  findServiceProvider,
  insertServiceProvider,
  listServiceProviders,
  SERVICE_PROVIDERS,
  updateServiceProvider,
  type ServiceProviderRow,
} from './service-providers.store.ts'

const ALL = '/v3/OS-FEDERATION/service_providers'
const EACH = `${ALL}/{service_provider_id}`
const LIST = identityRule(
  'list_service_providers',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List the clouds that take our word for our users.',
  `GET ${ALL}`,
  `HEAD ${ALL}`,
)
const GET = identityRule(
  'get_service_provider',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show a service provider.',
  `GET ${EACH}`,
  `HEAD ${EACH}`,
)
const CREATE = identityRule(
  'create_service_provider',
  ADMIN,
  NO_DOMAIN,
  'Register a service provider.',
  `PUT ${EACH}`,
)
const UPDATE = identityRule(
  'update_service_provider',
  ADMIN,
  NO_DOMAIN,
  'Change a service provider.',
  `PATCH ${EACH}`,
)
const DELETE = identityRule(
  'delete_service_provider',
  ADMIN,
  NO_DOMAIN,
  'Delete a service provider.',
  `DELETE ${EACH}`,
)

const serviceProvider = target({
  ...named('service_provider_id', {
    table: 'identity_service_providers',
    find: findServiceProvider,
    missing: missingServiceProvider,
  }),
  whenMissing: 'last',
  attributes: (_, { service_provider_id }) => ({ service_provider_id }),
})

const SERVICE_PROVIDER = closed({
  auth_url: T.String(),
  id: T.String(),
  enabled: T.Boolean(),
  description: nullable(T.String()),
  relay_state_prefix: T.String(),
  sp_url: T.String(),
  links: SELF,
})
const ONE = closed({ service_provider: SERVICE_PROVIDER })

const URL_TEXT = T.String({ minLength: 0, maxLength: 225, pattern: '^[a-zA-Z0-9+.-]+:.+' })
const OPTIONAL = {
  description: T.Optional(NULLABLE_TEXT),
  enabled: T.Optional(BOOLEAN),
  relay_state_prefix: T.Optional(NULLABLE_TEXT),
}
/** Source: keystone/federation/schema.py. */
const NEW = T.Object({
  service_provider: closed({ auth_url: URL_TEXT, sp_url: URL_TEXT, ...OPTIONAL }),
})
const CHANGES = T.Object({
  service_provider: T.Object(
    { auth_url: T.Optional(URL_TEXT), sp_url: T.Optional(URL_TEXT), ...OPTIONAL },
    { additionalProperties: false, minProperties: 1 },
  ),
})

/** Keystone's default, `[saml] relay_state_prefix`. */
const RELAY_STATE_PREFIX = 'ss:mem:'

function render(row: ServiceProviderRow, ctx: RequestContext) {
  return {
    auth_url: row.auth_url,
    id: row.id,
    enabled: row.enabled === 1,
    description: row.description,
    relay_state_prefix: row.relay_state_prefix,
    sp_url: row.sp_url,
    links: { self: `${ctx.endpoint}/OS-FEDERATION/service_providers/${row.id}` },
  }
}

/** Keystone's schema lets null pass and its database does not (a 500 there). */
function prefixOf(asked: string | null): string {
  if (asked === null) throw badRequest("Invalid input for field 'relay_state_prefix'")
  return asked
}

export const serviceProvidersOperations = [
  operation({
    id: 'service_providers.list',
    method: 'GET',
    path: '/OS-FEDERATION/service_providers',
    summary: 'List the clouds that take our word for our users.',
    policy: LIST,
    query: keystoneList(SERVICE_PROVIDERS.columns),
    response: { 200: collectionOf('service_providers', SERVICE_PROVIDER) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listServiceProviders(tx, query)
      const items = rows.map((row) => render(row, ctx))
      return pagedCollection(ctx, 'service_providers', items, query)
    },
  }),

  operation({
    id: 'service_providers.create',
    method: 'PUT',
    path: '/OS-FEDERATION/service_providers/{service_provider_id}',
    summary: 'Register a service provider; it is disabled unless asked otherwise.',
    policy: CREATE,
    checks: BODY_FIRST,
    body: NEW,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 409],
    async handle({ tx, ctx, params, body }) {
      const asked = body.service_provider
      const row = {
        id: params.service_provider_id,
        enabled: asked.enabled === true ? 1 : 0,
        description: asked.description ?? null,
        auth_url: asked.auth_url,
        sp_url: asked.sp_url,
        relay_state_prefix: prefixOf(
          asked.relay_state_prefix === undefined ? RELAY_STATE_PREFIX : asked.relay_state_prefix,
        ),
      }
      await insertServiceProvider(tx, row)
      return { service_provider: render(row, ctx) }
    },
  }),

  operation({
    id: 'service_providers.show',
    method: 'GET',
    path: '/OS-FEDERATION/service_providers/{service_provider_id}',
    summary: 'Show a service provider.',
    policy: GET,
    target: serviceProvider,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ service_provider: render(target, ctx) }),
  }),

  operation({
    id: 'service_providers.update',
    method: 'PATCH',
    path: '/OS-FEDERATION/service_providers/{service_provider_id}',
    summary: 'Change a service provider. Tokens list those that are enabled.',
    policy: UPDATE,
    target: serviceProvider,
    checks: BODY_FIRST,
    body: CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    refuse({ body }) {
      const { relay_state_prefix: prefix } = body.service_provider
      if (prefix !== undefined) prefixOf(prefix)
    },
    async handle({ tx, ctx, target, body }) {
      const { enabled, relay_state_prefix: prefix, ...texts } = body.service_provider
      const row = await updateServiceProvider(tx, target.id, {
        ...texts,
        // Also where nothing else is changed: an update must set something.
        id: target.id,
        ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
        ...(prefix !== undefined && { relay_state_prefix: prefixOf(prefix) }),
      })
      return { service_provider: render(row, ctx) }
    },
  }),

  operation({
    id: 'service_providers.delete',
    method: 'DELETE',
    path: '/OS-FEDERATION/service_providers/{service_provider_id}',
    summary: 'Delete a service provider.',
    policy: DELETE,
    target: serviceProvider,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteServiceProvider(tx, target.id),
  }),
]
