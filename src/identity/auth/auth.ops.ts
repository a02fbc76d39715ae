import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { catalogRows } from '../catalog/catalog.store.ts'
import { CATALOG, renderCatalog } from '../catalog/catalog.view.ts'
import { collection, collectionOf, SELF } from '../collections.ts'
import { renderedDomains } from '../domains/domains.ops.ts'
import { notAuthorized } from '../faults.ts'
import { placesOfUser } from '../grants/grants.store.ts'
import { bearerOf } from '../groups/belonging.store.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { identityRule } from '../base-rules.ts'
import { renderedList } from '../projects/projects.ops.ts'
import { DOMAIN, PROJECT } from '../projects/projects.view.ts'
import { rolesIn } from '../tokens/tokens.store.ts'

const GET_AUTH_CATALOG = identityRule(
  'get_auth_catalog',
  '',
  [],
  'Show the catalogue of services.',
  'GET /v3/auth/catalog',
)

const GET_AUTH_PROJECTS = identityRule(
  'get_auth_projects',
  '',
  [],
  'List the projects that one may enter.',
  'GET /v3/auth/projects',
)

const GET_AUTH_DOMAINS = identityRule(
  'get_auth_domains',
  '',
  [],
  'List the domains that one may enter.',
  'GET /v3/auth/domains',
)

const GET_AUTH_SYSTEM = identityRule(
  'get_auth_system',
  '',
  [],
  'Show whether one may enter the system scope.',
  'GET /v3/auth/system',
)

async function projectsList(tx: Tx, ctx: RequestContext, env: IdentityEnv) {
  const rows = await placesOfUser(tx, 'project', bearerOf(ctx.token, env.clock.now()))
  return collection(ctx, 'projects', await renderedList(tx, rows, ctx))
}

async function domainsList(tx: Tx, ctx: RequestContext, env: IdentityEnv) {
  const rows = await placesOfUser(tx, 'domain', bearerOf(ctx.token, env.clock.now()))
  return collection(ctx, 'domains', await renderedDomains(tx, rows, ctx))
}

/** The paths of OS-FEDERATION are from before these lists were everybody's. */
const listingProjects = {
  method: 'GET',
  summary: 'List the projects that a token can be scoped to.',
  policy: GET_AUTH_PROJECTS,
  query: NO_PARAMETERS,
  response: { 200: collectionOf('projects', PROJECT) },
  errors: [],
} as const

const listingDomains = {
  method: 'GET',
  summary: 'List the domains that a token can be scoped to.',
  policy: GET_AUTH_DOMAINS,
  query: NO_PARAMETERS,
  response: { 200: collectionOf('domains', DOMAIN) },
  errors: [],
} as const

export const authOperations = [
  operation({
    id: 'auth.show_catalog',
    method: 'GET',
    path: '/auth/catalog',
    summary: 'Show the catalogue of services, with URLs for the project of the token.',
    policy: GET_AUTH_CATALOG,
    response: { 200: closed({ catalog: CATALOG, links: SELF }) },
    errors: [403],
    async handle({ tx, ctx }) {
      const { userId, projectId } = ctx.token
      if (projectId === undefined) throw notAuthorized()
      const catalog = renderCatalog(await catalogRows(tx, projectId), ctx, { userId, projectId })
      return { catalog, links: { self: `${ctx.endpoint}/auth/catalog` } }
    },
  }),

  operation({
    ...listingProjects,
    id: 'auth.list_projects',
    path: '/auth/projects',
    handle: ({ tx, ctx, env }) => projectsList(tx, ctx, env),
  }),

  operation({
    ...listingProjects,
    id: 'auth.list_projects_federated',
    path: '/OS-FEDERATION/projects',
    handle: ({ tx, ctx, env }) => projectsList(tx, ctx, env),
  }),

  operation({
    ...listingDomains,
    id: 'auth.list_domains',
    path: '/auth/domains',
    handle: ({ tx, ctx, env }) => domainsList(tx, ctx, env),
  }),

  operation({
    ...listingDomains,
    id: 'auth.list_domains_federated',
    path: '/OS-FEDERATION/domains',
    handle: ({ tx, ctx, env }) => domainsList(tx, ctx, env),
  }),

  operation({
    id: 'auth.show_system',
    method: 'GET',
    path: '/auth/system',
    summary: 'Show whether a token can be scoped to the system.',
    policy: GET_AUTH_SYSTEM,
    response: {
      200: closed({ system: T.Array(closed({ all: T.Literal(true) })), links: SELF }),
    },
    errors: [],
    async handle({ tx, ctx, env }) {
      const roles = await rolesIn(tx, ctx.userId, { kind: 'system' }, env.clock.now())
      const links = { self: `${ctx.endpoint}/auth/system` }
      return { system: roles.length > 0 ? [{ all: true }] : [], links }
    },
  }),
]
