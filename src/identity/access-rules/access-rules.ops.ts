import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import type { Target } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, pagedCollection, SELF } from '../collections.ts'
import { refuseTrusts } from '../delegated.ts'
import { found, type Sought } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { operation } from '../operation.ts'
import { identityRule, NO_DOMAIN } from '../base-rules.ts'
import { userFacts } from '../users/users.ops.ts'
import { findUser } from '../users/users.store.ts'
import {
  ACCESS_RULES,
  deleteRule,
  findRule,
  isRuleUsed,
  listRules,
  type AccessRuleRow,
} from './access-rules.store.ts'

const READS = '(role:reader and system_scope:all) or user_id:%(target.user.id)s'

const LIST_RULES = identityRule(
  'list_access_rules',
  READS,
  NO_DOMAIN,
  'List the access rules of a user.',
  'GET /v3/users/{user_id}/access_rules',
)

const GET_RULE = identityRule(
  'get_access_rule',
  READS,
  NO_DOMAIN,
  'Show an access rule.',
  'GET /v3/users/{user_id}/access_rules/{access_rule_id}',
)

const DELETE_RULE = identityRule(
  'delete_access_rule',
  '(role:admin and system_scope:all) or user_id:%(target.user.id)s',
  NO_DOMAIN,
  'Delete an access rule.',
  'DELETE /v3/users/{user_id}/access_rules/{access_rule_id}',
)

const ACCESS_RULE = closed({
  id: T.String(),
  service: T.String(),
  path: T.String(),
  method: T.String(),
  links: SELF,
})

function render({ id, service, path, method }: AccessRuleRow, ctx: RequestContext) {
  return { id, service, path, method, links: { self: `${ctx.endpoint}/access_rules/${id}` } }
}

const owner: Target<object | undefined, { readonly user_id: string }> = {
  load: async (tx, _ctx, { user_id: id }) => userFacts(await findUser(tx, id)),
  attributes: (user) => ({ target: { user } }),
}

interface Asked extends Sought<AccessRuleRow> {
  readonly user: object | undefined
}

/** Somebody else's rule is not there, whoever names it under an own path. */
const accessRule: Target<Asked, { readonly user_id: string; readonly access_rule_id: string }> = {
  async load(tx, _ctx, { user_id: userId, access_rule_id: id }) {
    const row = await findRule(tx, id)
    const user = userFacts(await findUser(tx, userId))
    return { id, row: row?.user_id === userId ? row : undefined, user }
  },
  attributes: ({ user }) => ({ target: { user } }),
}

export const accessRulesOperations = [
  operation({
    id: 'access_rules.list',
    method: 'GET',
    path: '/users/{user_id}/access_rules',
    summary: 'List the access rules of a user.',
    policy: LIST_RULES,
    target: owner,
    query: keystoneList(ACCESS_RULES.columns, { marker: 'row' }),
    response: { 200: collectionOf('access_rules', ACCESS_RULE) },
    errors: [403],
    async handle({ tx, ctx, params, query }) {
      refuseTrusts(ctx.token)
      const rows = await listRules(tx, params.user_id, query)
      const items = rows.map((row) => render(row, ctx))
      return pagedCollection(ctx, 'access_rules', items, query)
    },
  }),

  operation({
    id: 'access_rules.show',
    method: 'GET',
    path: '/users/{user_id}/access_rules/{access_rule_id}',
    summary: 'Show an access rule.',
    policy: GET_RULE,
    target: accessRule,
    response: { 200: closed({ access_rule: ACCESS_RULE }) },
    errors: [403, 404],
    handle({ ctx, target }) {
      refuseTrusts(ctx.token)
      return { access_rule: render(found('Access Rule', target), ctx) }
    },
  }),

  operation({
    id: 'access_rules.delete',
    method: 'DELETE',
    path: '/users/{user_id}/access_rules/{access_rule_id}',
    summary: 'Delete an access rule that no application credential uses.',
    policy: DELETE_RULE,
    target: accessRule,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseTrusts(ctx.token)
      const { id } = found('Access Rule', target)
      if (await isRuleUsed(tx, id)) throw forbidden('May not delete access rule in use')
      await deleteRule(tx, id)
    },
  }),
]
