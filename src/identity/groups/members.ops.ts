import { notFound } from '../../kernel/faults.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { linkOperations } from '../families/links.ops.ts'
import { keystoneList } from '../lists.ts'
import { operation, targets } from '../operation.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { USER_NAMED, userFacts, withExpiry } from '../users/users.ops.ts'
import { listUsers, USERS, type UserRow } from '../users/users.store.ts'
import { renderUser, USER } from '../users/users.view.ts'
import { anybody } from './belonging.store.ts'
import { GROUP_NAMED, groupFacts, groupTarget } from './groups.ops.ts'
import { deleteMembership, insertMembership, isMember, type GroupRow } from './groups.store.ts'

const BOTH_DOMAINS = 'domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s'
const MANAGES = `(rule:admin_required) or (role:manager and ${BOTH_DOMAINS})`
const PATH = '/groups/{group_id}/users/{user_id}'

const LIST_USERS_IN_GROUP = identityRule(
  'list_users_in_group',
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
    '(role:reader and domain_id:%(target.group.domain_id)s)',
  ANY_SCOPE,
  'List the members of a group.',
  'GET /v3/groups/{group_id}/users',
)

const CHECK_USER_IN_GROUP = identityRule(
  'check_user_in_group',
  `(rule:admin_required) or (role:reader and system_scope:all) or (role:reader and ${BOTH_DOMAINS})`,
  ANY_SCOPE,
  'Check whether a user belongs to a group.',
  `GET /v3${PATH}`,
)

const ADD_USER_TO_GROUP = identityRule(
  'add_user_to_group',
  MANAGES,
  ANY_SCOPE,
  'Add a user to a group.',
  `PUT /v3${PATH}`,
)

const REMOVE_USER_FROM_GROUP = identityRule(
  'remove_user_from_group',
  MANAGES,
  ANY_SCOPE,
  'Remove a user from a group.',
  `DELETE /v3${PATH}`,
)

interface Membership {
  readonly group: GroupRow
  readonly user: UserRow
}

const membership = targets<Membership, { readonly group_id: string; readonly user_id: string }>({
  parts: { group: GROUP_NAMED, user: USER_NAMED },
  whenMissing: 'last',
  attributes: ({ group, user }, { group_id, user_id }) => ({
    group_id,
    user_id,
    target: { group: groupFacts(group), user: userFacts(user) },
  }),
})

export const membersOperations = [
  operation({
    id: 'groups.list_users',
    method: 'GET',
    path: '/groups/{group_id}/users',
    summary: 'List the members of a group.',
    policy: LIST_USERS_IN_GROUP,
    target: groupTarget,
    query: keystoneList(USERS.columns, { usual: true, others: ['password_expires_at'] }),
    response: { 200: collectionOf('users', USER) },
    errors: [403, 404],
    async handle({ tx, ctx, target, query }) {
      const groupId = target.id
      const within = ctx.token.domainId
      const federated = query.texts
      const rows = await listUsers(tx, withExpiry(query), { within, groupId, federated })
      const items = rows.map((row) => renderUser(row, ctx))
      return pagedCollection(ctx, 'users', items, query)
    },
  }),

  ...linkOperations({
    path: PATH,
    target: membership,
    absent: ({ group, user }) => notFound(`User '${user.id}' not found in group '${group.id}'`),
    check: {
      id: 'groups.check_user',
      summary: 'Check whether a user belongs to a group.',
      policy: CHECK_USER_IN_GROUP,
      handle: ({ tx, env, target: { group, user } }) =>
        isMember(tx, group.id, anybody(user.id, env.clock.now())),
    },
    add: {
      id: 'groups.add_user',
      summary: 'Add a user to a group.',
      policy: ADD_USER_TO_GROUP,
      handle: ({ tx, target: { group, user } }) => insertMembership(tx, group.id, user.id),
    },
    remove: {
      id: 'groups.remove_user',
      summary: 'Remove a user from a group.',
      policy: REMOVE_USER_FROM_GROUP,
      async handle({ tx, env, target: { group, user } }) {
        if (!(await deleteMembership(tx, group.id, user.id))) return false
        await recordEnd(tx, env, [{ kind: 'user', subject_id: user.id }])
        return true
      },
    },
  }),
]
