import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import type { Search } from '../../kernel/target.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collectionOf, pagedCollection, SELF } from '../collections.ts'
import { refuseTrusts } from '../delegated.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { operation, targets } from '../operation.ts'
import { identityRule, NO_DOMAIN } from '../base-rules.ts'
import { userFacts } from '../users/users.ops.ts'
import { findUser, type UserRow } from '../users/users.store.ts'
import { named } from '../rows.store.ts'
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

type Owner = { readonly user_id: string }

/** The policy decides on what is there: nobody may be told who is not. */
const OWNER = { load: (tx: Tx, { params }: Search<Owner, unknown>) => findUser(tx, params.user_id) }

const owner = targets<{ readonly user: UserRow | undefined }, Owner>({
  parts: { user: OWNER },
  attributes: ({ user }) => ({ target: { user: userFacts(user) } }),
})

const RULE = named('access_rule_id', {
  table: 'identity_access_rules',
  find: findRule,
  missing: (id) => missing('Access Rule', id),
})

interface OfOwner {
  readonly rule: AccessRuleRow
  readonly user: UserRow | undefined
}

const accessRule = targets<OfOwner, Owner & { readonly access_rule_id: string }>({
  parts: {
    /** Somebody else's rule is not there, whoever names it under an own path. */
    rule: {
      ...RULE,
      async load(tx, search) {
        const row = await RULE.load(tx, search)
        return row?.user_id === search.params.user_id ? row : undefined
      },
    },
    user: OWNER,
  },
  whenMissing: 'last',
  attributes: ({ user }) => ({ target: { user: userFacts(user) } }),
})

export const accessRulesOperations = [
  operation({
    id: 'access_rules.list',
    method: 'GET',
    path: '/users/{user_id}/access_rules',
    summary: 'List the access rules of a user.',
    policy: LIST_RULES,
    target: owner,
    query: keystoneList(ACCESS_RULES.columns),
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
    refuse: ({ ctx }) => refuseTrusts(ctx.token),
    handle: ({ ctx, target }) => ({ access_rule: render(target.rule, ctx) }),
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
    refuse: ({ ctx }) => refuseTrusts(ctx.token),
    lock: 'change',
    async handle({ tx, target }) {
      const { id } = target.rule
      if (await isRuleUsed(tx, id)) throw forbidden('May not delete access rule in use')
      await deleteRule(tx, id)
    },
  }),
]
