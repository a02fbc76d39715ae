import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
import { FLAG, FLAG_TEXT, NULLABLE_TEXT } from '../schemas.ts'
import { named } from '../rows.store.ts'
import { missingServiceProvider } from './faults.ts'
import {
  deleteServiceProvider,
  findServiceProvider,
  insertServiceProvider,
  listServiceProviders,
  SERVICE_PROVIDERS,
  updateServiceProvider,
  type ServiceProvider,
} from './service-providers.store.ts'

const ALL = '/v3/OS-FEDERATION/service_providers'
const EACH = `${ALL}/{service_provider_id}`
const LIST = readersRule(
  'list_service_providers',
  'List the clouds that take our word for our users.',
  `GET ${ALL}`,
  `HEAD ${ALL}`,
)
const GET = readersRule(
  'get_service_provider',
  'Show a service provider.',
  `GET ${EACH}`,
  `HEAD ${EACH}`,
)
const CREATE = adminsRule('create_service_provider', 'Register a service provider.', `PUT ${EACH}`)
const UPDATE = adminsRule('update_service_provider', 'Change a service provider.', `PATCH ${EACH}`)
const DELETE = adminsRule('delete_service_provider', 'Delete a service provider.', `DELETE ${EACH}`)

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

const URL_TEXT = T.String({ minLength: 0, maxLength: 225, pattern: '^[a-zA-Z0-9+.-]+:.+' })
const OPTIONAL = {
  description: T.Optional(NULLABLE_TEXT),
  enabled: T.Optional(FLAG),
  relay_state_prefix: T.Optional(NULLABLE_TEXT),
}
/** Source: keystone/federation/schema.py. */
const NEW = closed({
  service_provider: closed({ auth_url: URL_TEXT, sp_url: URL_TEXT, ...OPTIONAL }),
})
const CHANGES = closed({
  service_provider: T.Object(
    { auth_url: T.Optional(URL_TEXT), sp_url: T.Optional(URL_TEXT), ...OPTIONAL },
    { additionalProperties: false, minProperties: 1 },
  ),
})

/** Keystone's default, `[saml] relay_state_prefix`. */
const RELAY_STATE_PREFIX = 'ss:mem:'

function render(provider: ServiceProvider, ctx: RequestContext) {
  return {
    auth_url: provider.authUrl,
    id: provider.id,
    enabled: provider.enabled,
    description: provider.description,
    relay_state_prefix: provider.relayStatePrefix,
    sp_url: provider.spUrl,
    links: { self: `${ctx.endpoint}/OS-FEDERATION/service_providers/${provider.id}` },
  }
}

/** Keystone's schema lets null pass and its database does not (a 500 there). */
function prefixOf(asked: string | null | undefined, before: string): string {
  if (asked === undefined) return before
  if (asked === null)
    throw badRequest('Invalid input for field/attribute relay_state_prefix. Value: None.')
  return asked
}

export const serviceProvidersOperations = resourceOperations({
  one: 'service_provider',
  all: 'service_providers',
  path: '/OS-FEDERATION/service_providers',
  parameter: 'service_provider_id',
  target: serviceProvider,
  schema: SERVICE_PROVIDER,
  render,
  list: {
    summary: 'List the clouds that take our word for our users.',
    policy: LIST,
    checks: BODY_FIRST,
    query: keystoneList(SERVICE_PROVIDERS.columns, { held: { enabled: FLAG_TEXT } }),
    errors: [400, 403],
    handle: ({ tx }, query) => listServiceProviders(tx, query),
  },
  create: {
    summary: 'Register a service provider; it is disabled unless asked otherwise.',
    policy: CREATE,
    method: 'PUT',
    checks: BODY_FIRST,
    body: NEW,
    errors: [400, 403, 409],
    async handle({ tx, params, body }) {
      const asked = body.service_provider
      const made = {
        id: params.service_provider_id,
        enabled: asked.enabled === true,
        description: asked.description ?? null,
        authUrl: asked.auth_url,
        spUrl: asked.sp_url,
        relayStatePrefix: prefixOf(asked.relay_state_prefix, RELAY_STATE_PREFIX),
      }
      await insertServiceProvider(tx, made)
      return made
    },
  },
  show: { summary: 'Show a service provider.', policy: GET },
  update: {
    summary: 'Change a service provider. Tokens list those that are enabled.',
    policy: UPDATE,
    checks: BODY_FIRST,
    body: CHANGES,
    refuse({ body }) {
      prefixOf(body.service_provider.relay_state_prefix, RELAY_STATE_PREFIX)
    },
    async handle({ tx, target: before, body }) {
      const { description, ...asked } = body.service_provider
      const after = {
        id: before.id,
        enabled: asked.enabled ?? before.enabled,
        description: description === undefined ? before.description : description,
        authUrl: asked.auth_url ?? before.authUrl,
        spUrl: asked.sp_url ?? before.spUrl,
        relayStatePrefix: prefixOf(asked.relay_state_prefix, before.relayStatePrefix),
      }
      await updateServiceProvider(tx, after)
      return after
    },
  },
  delete: {
    summary: 'Delete a service provider.',
    policy: DELETE,
    handle: ({ tx, target }) => deleteServiceProvider(tx, target.id),
  },
})
