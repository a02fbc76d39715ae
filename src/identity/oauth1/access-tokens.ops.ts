import { Type as T } from 'typebox'
import { parseTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { missing, notAuthenticated, notAuthorized } from '../faults.ts'
import { operation, target } from '../operation.ts'
import { ADMIN, identityRule } from '../base-rules.ts'
import { findRole, type RoleRow } from '../roles/roles.store.ts'
import { renderRole, ROLE } from '../roles/roles.view.ts'
import { named } from '../rows.store.ts'
import { takeAccessToken } from './access-tokens.usecase.ts'
import { FORM_HEADERS, formOf, missingAccessToken, shownTime } from './signed-requests.ts'
import {
  deleteAccessToken,
  findAccessToken,
  listAccessTokens,
  type AccessTokenRow,
} from './tokens.store.ts'

const ALL = '/v3/users/{user_id}/OS-OAUTH1/access_tokens'
const EACH = `${ALL}/{access_token_id}`
const LIST = identityRule(
  'list_access_tokens',
  ADMIN,
  ['project'],
  'List what a user has allowed consumers.',
  `GET ${ALL}`,
)
const GET = identityRule(
  'get_access_token',
  ADMIN,
  ['project'],
  'Show what a user has allowed a consumer.',
  `GET ${EACH}`,
)
const DELETE = identityRule(
  'delete_access_token',
  ADMIN,
  ['project'],
  'Take back what a user has allowed a consumer.',
  `DELETE ${EACH}`,
)
const LIST_ROLES = identityRule(
  'list_access_token_roles',
  ADMIN,
  ['project'],
  'List the roles that a consumer was given.',
  `GET ${EACH}/roles`,
)
const GET_ROLE = identityRule(
  'get_access_token_role',
  ADMIN,
  ['project'],
  'Show a role that a consumer was given.',
  `GET ${EACH}/roles/{role_id}`,
)

const ACCESS_TOKEN_NAMED = named('access_token_id', {
  table: 'identity_access_tokens',
  find: findAccessToken,
  missing: missingAccessToken,
})

type Params = { readonly user_id: string; readonly access_token_id: string }

const accessTokenSpec = {
  ...ACCESS_TOKEN_NAMED,
  whenMissing: 'last' as const,
  attributes: (_: unknown, { user_id }: Params) => ({ user_id }),
}

/** Anybody's, whoever the path names. */
const accessToken = target<AccessTokenRow, Params>(accessTokenSpec)

/** That of another user is not there. */
const ownAccessToken = target<AccessTokenRow, Params>({
  ...accessTokenSpec,
  async load(tx, search) {
    const row = await ACCESS_TOKEN_NAMED.load(tx, search)
    return row?.user_id === search.params.user_id ? row : undefined
  },
})

const ACCESS_TOKEN = closed({
  id: T.String(),
  authorizing_user_id: T.String(),
  project_id: T.String(),
  consumer_id: T.String(),
  expires_at: nullable(T.String()),
  links: closed({ roles: T.String(), self: T.String() }),
})

/** Open, as roles are; without their description. */
const GIVEN_ROLE = T.Omit(ROLE, ['description'])

function render(row: AccessTokenRow, ctx: RequestContext) {
  const self = `${ctx.endpoint}/users/${row.user_id}/OS-OAUTH1/access_tokens/${row.id}`
  return {
    id: row.id,
    authorizing_user_id: row.user_id,
    project_id: row.project_id,
    consumer_id: row.consumer_id,
    expires_at: row.expires_at === null ? null : shownTime(parseTime(row.expires_at)),
    links: { roles: `${self}/roles`, self },
  }
}

function renderGiven(row: RoleRow, ctx: RequestContext) {
  const { description: _, ...shown } = renderRole(row, ctx)
  return shown
}

/** @throws 401 */
function refuseForeign(row: AccessTokenRow, { user_id: userId }: Params): void {
  if (row.user_id !== userId) throw notAuthenticated('it was given by another user')
}

/** Tokens of a delegation do not manage access tokens. @throws 403 */
function refuseDelegated(ctx: RequestContext): void {
  if (ctx.token.delegation !== undefined) throw notAuthorized()
}

function roleIdsOf(row: AccessTokenRow): string[] {
  return JSON.parse(row.role_ids) as string[]
}

export const accessTokensOperations = [
  operation({
    id: 'access_tokens.create',
    method: 'POST',
    path: '/OS-OAUTH1/access_token',
    summary: 'Take, as a consumer, what a user has allowed. It works once.',
    policy: PUBLIC,
    success: 201,
    response: { 201: T.String() },
    errors: [400, 404, 429],
    async handle({ tx, ctx, env }) {
      const { token, end } = await takeAccessToken(tx, env, ctx)
      return new Reply({ headers: FORM_HEADERS, body: formOf(token, end) })
    },
  }),

  operation({
    id: 'access_tokens.list',
    method: 'GET',
    path: '/users/{user_id}/OS-OAUTH1/access_tokens',
    summary: 'List what a user has allowed consumers.',
    policy: LIST,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('access_tokens', ACCESS_TOKEN) },
    errors: [403],
    async handle({ tx, ctx, params }) {
      refuseDelegated(ctx)
      const rows = await listAccessTokens(tx, params.user_id)
      const items = rows.map((row) => render(row, ctx))
      return collection(ctx, 'access_tokens', items)
    },
  }),

  operation({
    id: 'access_tokens.show',
    method: 'GET',
    path: '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}',
    summary: 'Show what a user has allowed a consumer.',
    policy: GET,
    target: ownAccessToken,
    response: { 200: closed({ access_token: ACCESS_TOKEN }) },
    errors: [403, 404],
    refuse: ({ ctx }) => refuseDelegated(ctx),
    handle: ({ ctx, target }) => ({ access_token: render(target, ctx) }),
  }),

  operation({
    id: 'access_tokens.delete',
    method: 'DELETE',
    path: '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}',
    summary: 'Take back what a user has allowed a consumer; its tokens end.',
    policy: DELETE,
    target: accessToken,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    refuse: ({ ctx }) => refuseDelegated(ctx),
    async handle({ tx, target, params }) {
      refuseForeign(target, params)
      await deleteAccessToken(tx, target.id)
    },
  }),

  operation({
    id: 'access_tokens.list_roles',
    method: 'GET',
    path: '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles',
    summary: 'List the roles that a consumer was given.',
    policy: LIST_ROLES,
    target: ownAccessToken,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('roles', GIVEN_ROLE) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const rows = await Promise.all(roleIdsOf(target).map((id) => findRole(tx, id)))
      const items = rows.filter((row) => row !== undefined).map((row) => renderGiven(row, ctx))
      return collection(ctx, 'roles', items)
    },
  }),

  operation({
    id: 'access_tokens.show_role',
    method: 'GET',
    path: '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}',
    summary: 'Show a role that a consumer was given.',
    policy: GET_ROLE,
    target: accessToken,
    response: { 200: closed({ role: GIVEN_ROLE }) },
    errors: [403, 404],
    async handle({ tx, ctx, target, params }) {
      refuseForeign(target, params)
      const { role_id: id } = params
      const role = roleIdsOf(target).includes(id) ? await findRole(tx, id) : undefined
      if (role === undefined) throw missing('role', id)
      return { role: renderGiven(role, ctx) }
    },
  }),
]
