import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { findDomain } from '../projects/projects.store.ts'
import { createPlace } from '../projects/projects.usecase.ts'
import { BOOLEAN, NULLABLE_ID, NULLABLE_TEXT, open, upstream } from '../schemas.ts'
import { named } from '../rows.store.ts'
import { missingProvider } from './faults.ts'
import { reckonExpiries } from './memberships.store.ts'
import {
  deleteProvider,
  findProvider,
  insertProvider,
  listProviders,
  PROVIDERS,
  updateProvider,
  type Provider,
} from './identity-providers.store.ts'

const ALL = '/v3/OS-FEDERATION/identity_providers'
const EACH = `${ALL}/{idp_id}`
const LIST = identityRule(
  'list_identity_providers',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List identity providers.',
  `GET ${ALL}`,
  `HEAD ${ALL}`,
)
const GET = identityRule(
  'get_identity_provider',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show an identity provider.',
  `GET ${EACH}`,
  `HEAD ${EACH}`,
)
const CREATE = identityRule(
  'create_identity_provider',
  ADMIN,
  NO_DOMAIN,
  'Register an identity provider.',
  `PUT ${EACH}`,
)
const UPDATE = identityRule(
  'update_identity_provider',
  ADMIN,
  NO_DOMAIN,
  'Change an identity provider.',
  `PATCH ${EACH}`,
)
const DELETE = identityRule(
  'delete_identity_provider',
  ADMIN,
  NO_DOMAIN,
  'Delete an identity provider.',
  `DELETE ${EACH}`,
)

const provider = target({
  ...named('idp_id', {
    table: 'identity_federation_providers',
    find: findProvider,
    missing: missingProvider,
  }),
  whenMissing: 'last',
  attributes: (row, { idp_id: id }) => ({
    idp_id: id,
    target: { identity_provider: row && { id, domain_id: row.domain_id } },
  }),
})

const PROVIDER = closed({
  id: T.String(),
  domain_id: T.String(),
  enabled: T.Boolean(),
  description: nullable(T.String()),
  remote_ids: T.Array(T.String()),
  authorization_ttl: nullable(T.Integer()),
  links: closed({ self: T.String(), protocols: T.String() }),
})
const ONE = closed({ identity_provider: PROVIDER })

const PROPERTIES = {
  enabled: T.Optional(BOOLEAN),
  description: T.Optional(NULLABLE_TEXT),
  authorization_ttl: T.Optional(upstream<number | null>({ type: ['integer', 'null'], minimum: 0 })),
  remote_ids: T.Optional(
    upstream<string[] | null>({
      type: ['array', 'null'],
      items: { type: 'string' },
      uniqueItems: true,
    }),
  ),
}
/** Source: keystone/federation/schema.py. */
const NEW = open({
  identity_provider: T.Optional(closed({ ...PROPERTIES, domain_id: T.Optional(NULLABLE_ID) })),
})
const CHANGES = open({
  identity_provider: T.Object(PROPERTIES, { additionalProperties: false, minProperties: 1 }),
})

function render(row: Provider, ctx: RequestContext) {
  const self = `${ctx.endpoint}/OS-FEDERATION/identity_providers/${row.id}`
  return {
    id: row.id,
    domain_id: row.domain_id,
    enabled: row.enabled === 1,
    description: row.description,
    remote_ids: [...row.remote_ids],
    authorization_ttl: row.authorization_ttl,
    links: { self, protocols: `${self}/protocols` },
  }
}

/** The one asked for, or a new one of its own (keystone/federation/core.py, create_idp). */
async function domainIdFor(
  tx: Tx,
  idpId: string,
  asked: string | null | undefined,
  freshId: () => string,
): Promise<string> {
  if (asked) {
    if ((await findDomain(tx, asked)) === undefined) throw missing('domain', asked)
    return asked
  }
  const id = freshId()
  const description = `Auto generated federated domain for Identity Provider: ${idpId}`
  await createPlace(tx, id, { name: id, description, enabled: true }, null)
  return id
}

export const identityProvidersOperations = [
  operation({
    id: 'identity_providers.list',
    method: 'GET',
    path: '/OS-FEDERATION/identity_providers',
    summary: 'List identity providers.',
    policy: LIST,
    query: keystoneList(PROVIDERS.columns),
    response: { 200: collectionOf('identity_providers', PROVIDER) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listProviders(tx, query)
      const items = rows.map((row) => render(row, ctx))
      return pagedCollection(ctx, 'identity_providers', items, query)
    },
  }),

  operation({
    id: 'identity_providers.create',
    method: 'PUT',
    path: '/OS-FEDERATION/identity_providers/{idp_id}',
    summary: 'Register an identity provider, and a domain for its users unless one is named.',
    policy: CREATE,
    body: NEW,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, env, params, body }) {
      const { idp_id: id } = params
      const asked = body.identity_provider ?? {}
      const row = {
        id,
        domain_id: await domainIdFor(tx, id, asked.domain_id, () => env.ids.hex()),
        enabled: asked.enabled === true ? 1 : 0,
        description: asked.description ?? null,
        remote_ids: asked.remote_ids ?? [],
        authorization_ttl: asked.authorization_ttl ?? null,
      }
      await insertProvider(tx, row)
      return { identity_provider: render(row, ctx) }
    },
  }),

  operation({
    id: 'identity_providers.show',
    method: 'GET',
    path: '/OS-FEDERATION/identity_providers/{idp_id}',
    summary: 'Show an identity provider.',
    policy: GET,
    target: provider,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ identity_provider: render(target, ctx) }),
  }),

  operation({
    id: 'identity_providers.update',
    method: 'PATCH',
    path: '/OS-FEDERATION/identity_providers/{idp_id}',
    summary: 'Change an identity provider. A disabled one lets nobody in.',
    policy: UPDATE,
    target: provider,
    checks: BODY_FIRST,
    body: CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, env, target, body }) {
      const { enabled, remote_ids: remoteIds, ...others } = body.identity_provider
      const changes = { ...others, ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }) }
      const names = remoteIds === undefined ? undefined : (remoteIds ?? [])
      const row = await updateProvider(tx, target.id, changes, names)
      if (others.authorization_ttl !== undefined) {
        const lasting = row.authorization_ttl || env.oidc.settings.defaultAuthorizationTtl
        await reckonExpiries(tx, target.id, lasting * 60_000)
      }
      return { identity_provider: render(row, ctx) }
    },
  }),

  operation({
    id: 'identity_providers.delete',
    method: 'DELETE',
    path: '/OS-FEDERATION/identity_providers/{idp_id}',
    summary: 'Delete an identity provider and its protocols.',
    policy: DELETE,
    target: provider,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteProvider(tx, target.id),
  }),
]
