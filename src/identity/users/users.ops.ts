import { isoMicros } from '../../kernel/clock.ts'
import { boolean, columns, text } from '../../kernel/lists/conditions.ts'
import { PUBLIC } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { federatedOf } from '../federation/federated-users.store.ts'
import { placesOfUser } from '../grants/grants.store.ts'
import { anybody } from '../groups/belonging.store.ts'
import { expiriesOf, groupsOfUser } from '../groups/groups.store.ts'
import { GROUP_OF_USER, renderGroup } from '../groups/groups.view.ts'
import { keystoneList, matching, type KeystoneRequest } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { ID, FLAG_TEXT, NAME, SORT_DIR } from '../schemas.ts'
import { renderedList, withinDomain } from '../projects/projects.ops.ts'
import { PROJECT } from '../projects/projects.view.ts'
import { domainOf } from '../projects/projects.usecase.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { named } from '../rows.store.ts'
import * as policies from './policies.ts'
import { NEW_USER, PASSWORD_CHANGE, USER_CHANGES } from './users.schemas.ts'
import {
  deleteUser,
  expiryConditions,
  findUser,
  listUsers,
  USERS,
  type UserRow,
} from './users.store.ts'
import { renderUser, USER } from './users.view.ts'
import { changeOwnPassword, changeUser, createUser } from './users.usecase.ts'

/** What policies see of a user. */
export function userFacts(row: UserRow | undefined): object | undefined {
  return row && { id: row.id, domain_id: row.domain_id, name: row.name }
}

export const USER_NAMED = named('user_id', {
  table: 'identity_users',
  find: findUser,
  missing: (id) => missing('user', id),
})

const user = target({
  ...USER_NAMED,
  whenMissing: 'last',
  attributes: (row, { user_id: id }) => ({ user_id: id, target: { user: userFacts(row) } }),
})

const ONE = closed({ user: USER })
const PROJECTS_OF_USER = columns({ domain_id: text(), enabled: boolean(), name: text() })

/** The filter by when passwords expire, which lists of users have besides. */
export function withExpiry(request: KeystoneRequest): KeystoneRequest {
  const expiry = expiryConditions(request.texts['password_expires_at'])
  return { ...request, conditions: [...request.conditions, ...expiry] }
}
const FEDERATED = ['idp_id', 'protocol_id', 'unique_id']

export const usersOperations = [
  operation({
    id: 'users.list',
    method: 'GET',
    path: '/users',
    summary: 'List users.',
    policy: policies.LIST_USERS,
    checks: BODY_FIRST,
    judgedOn: withinDomain,
    query: keystoneList(USERS.columns, {
      byId: true,
      usual: true,
      others: ['password_expires_at', ...FEDERATED],
      held: { domain_id: ID, enabled: FLAG_TEXT, name: NAME, sort_dir: SORT_DIR },
    }),
    response: { 200: collectionOf('users', USER) },
    errors: [400, 403],
    async handle({ tx, ctx, query }) {
      const request = withExpiry(query)
      const within = ctx.token.domainId
      const rows = await listUsers(tx, request, { within, federated: query.texts })
      const items = rows.map((row) => renderUser(row, ctx))
      return pagedCollection(ctx, 'users', items, query)
    },
  }),

  operation({
    id: 'users.create',
    method: 'POST',
    path: '/users',
    summary: 'Make a user.',
    policy: policies.CREATE_USER,
    judgedOn: ({ body }) => ({ target: { user: (body as { user?: object })?.user } }),
    transaction: 'none',
    checks: BODY_FIRST,
    body: NEW_USER,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404, 409],
    async handle({ env, ctx, body }) {
      const row = await createUser(env, body.user, domainOf(ctx, body.user.domain_id))
      return { user: renderUser(row, ctx, body.user.federated) }
    },
  }),

  operation({
    id: 'users.show',
    method: 'GET',
    path: '/users/{user_id}',
    summary: 'Show a user.',
    policy: policies.GET_USER,
    target: user,
    response: { 200: ONE },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      return { user: renderUser(target, ctx, await federatedOf(tx, target.id)) }
    },
  }),

  operation({
    id: 'users.update',
    method: 'PATCH',
    path: '/users/{user_id}',
    summary: 'Change a user. A new password, or disabling, ends all of the user’s tokens.',
    policy: policies.UPDATE_USER,
    target: user,
    transaction: 'none',
    checks: BODY_FIRST,
    body: USER_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404, 409],
    async handle({ env, ctx, target, reload, body }) {
      const row = await changeUser(env, target, reload, body.user)
      const federated = await env.database.read((tx) => federatedOf(tx, row.id))
      return { user: renderUser(row, ctx, federated) }
    },
  }),

  operation({
    id: 'users.delete',
    method: 'DELETE',
    path: '/users/{user_id}',
    summary: 'Delete a user with its roles and memberships.',
    policy: policies.DELETE_USER,
    target: user,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, env, target: { id } }) {
      await deleteUser(tx, id)
      await recordEnd(tx, env, [{ kind: 'user', subject_id: id }])
    },
  }),

  operation({
    id: 'users.change_password',
    method: 'POST',
    path: '/users/{user_id}/password',
    summary: 'Change one’s own password, by showing the one in force.',
    policy: PUBLIC,
    transaction: 'none',
    body: PASSWORD_CHANGE,
    success: 204,
    response: { 204: null },
    errors: [400, 429],
    handle: ({ env, ctx, params, body }) => changeOwnPassword(env, params.user_id, body.user, ctx),
  }),

  operation({
    id: 'users.list_projects',
    method: 'GET',
    path: '/users/{user_id}/projects',
    summary: 'List the projects that a user may enter.',
    policy: policies.LIST_USER_PROJECTS,
    target: user,
    query: keystoneList(PROJECTS_OF_USER),
    response: { 200: collectionOf('projects', PROJECT) },
    errors: [403, 404],
    async handle({ tx, ctx, env, target, query }) {
      const who = anybody(target.id, env.clock.now())
      const rows = await placesOfUser(tx, 'project', who)
      const items = await renderedList(tx, rows, ctx)
      return pagedCollection(ctx, 'projects', matching(items, query), query)
    },
  }),

  operation({
    id: 'users.list_groups',
    method: 'GET',
    path: '/users/{user_id}/groups',
    summary: 'List the groups that a user belongs to.',
    policy: policies.LIST_GROUPS_FOR_USER,
    target: user,
    query: keystoneList(columns({ name: text() }), { usual: true }),
    response: { 200: collectionOf('groups', GROUP_OF_USER) },
    errors: [403, 404],
    async handle({ tx, ctx, env, target, query }) {
      const who = anybody(target.id, env.clock.now())
      const rows = await groupsOfUser(tx, who, query, ctx.token.domainId)
      const ends = await expiriesOf(tx, who)
      const groups = rows.map((row) => {
        const end = ends.get(row.id)
        const membership_expires_at = end === undefined ? null : isoMicros(end)
        return { ...renderGroup(row, ctx), membership_expires_at }
      })
      return pagedCollection(ctx, 'groups', groups, query)
    },
  }),
]
