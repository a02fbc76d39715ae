import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
import { findDomain } from '../projects/projects.store.ts'
import { createPlace } from '../projects/projects.usecase.ts'
import { FLAG, FLAG_TEXT, NULLABLE_ID, NULLABLE_TEXT, open, upstream } from '../schemas.ts'
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
const LIST = readersRule(
  'list_identity_providers',
  'List identity providers.',
  `GET ${ALL}`,
  `HEAD ${ALL}`,
)
const GET = readersRule(
  'get_identity_provider',
  'Show an identity provider.',
  `GET ${EACH}`,
  `HEAD ${EACH}`,
)
const CREATE = adminsRule(
  'create_identity_provider',
  'Register an identity provider.',
  `PUT ${EACH}`,
)
const UPDATE = adminsRule(
  'update_identity_provider',
  'Change an identity provider.',
  `PATCH ${EACH}`,
)
const DELETE = adminsRule(
  'delete_identity_provider',
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

const PROPERTIES = {
  enabled: T.Optional(FLAG),
  description: T.Optional(NULLABLE_TEXT),
  authorization_ttl: T.Optional(upstream<number | null>({ type: ['integer', 'null'], minimum: 0 })),
  remote_ids: T.Optional(
    upstream<string[] | null>({
      type: ['array', 'null'],
      items: { type: 'string', maxLength: 64 },
      uniqueItems: true,
    }),
  ),
}
/** Source: keystone/federation/schema.py. */
const NEW = closed({
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

export const identityProvidersOperations = resourceOperations({
  one: 'identity_provider',
  all: 'identity_providers',
  path: '/OS-FEDERATION/identity_providers',
  parameter: 'idp_id',
  target: provider,
  schema: PROVIDER,
  render,
  list: {
    summary: 'List identity providers.',
    policy: LIST,
    checks: BODY_FIRST,
    query: keystoneList(PROVIDERS.columns, { held: { enabled: FLAG_TEXT } }),
    errors: [400, 403],
    handle: ({ tx }, query) => listProviders(tx, query),
  },
  create: {
    summary: 'Register an identity provider, and a domain for its users unless one is named.',
    policy: CREATE,
    method: 'PUT',
    checks: BODY_FIRST,
    body: NEW,
    errors: [400, 403, 404, 409],
    async handle({ tx, env, params: { idp_id: id }, body }) {
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
      return row
    },
  },
  show: { summary: 'Show an identity provider.', policy: GET },
  update: {
    summary: 'Change an identity provider. A disabled one lets nobody in.',
    policy: UPDATE,
    checks: BODY_FIRST,
    body: CHANGES,
    errors: [400, 403, 404, 409],
    async handle({ tx, env, target, body }) {
      const { enabled, remote_ids: remoteIds, ...others } = body.identity_provider
      const changes = { ...others, ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }) }
      const names = remoteIds === undefined ? undefined : (remoteIds ?? [])
      const row = await updateProvider(tx, target.id, changes, names)
      if (others.authorization_ttl !== undefined) {
        const lasting = row.authorization_ttl || env.oidc.settings.defaultAuthorizationTtl
        await reckonExpiries(tx, target.id, lasting * 60_000)
      }
      return row
    },
  },
  delete: {
    summary: 'Delete an identity provider and its protocols.',
    policy: DELETE,
    handle: ({ tx, target }) => deleteProvider(tx, target.id),
  },
})
