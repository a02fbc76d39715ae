import { Type as T } from 'typebox'
import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { VERSIONS } from '../proxied.ts'
import { CREATE_RULE, DELETE_RULE } from '../security-groups/policies.ts'
import { ruleView } from '../security-groups/security-group.view.ts'
import { createRule, ruleTarget } from './security-group-rules.usecase.ts'

const open = { additionalProperties: true }

/** What else is in a rule, no schema has ever looked at. */
const BODY = T.Object(
  {
    security_group_rule: T.Object(
      {
        group_id: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'], format: 'uuid' })),
        parent_group_id: T.String({ format: 'uuid' }),
        to_port: T.Optional(T.Unknown()),
        from_port: T.Optional(T.Unknown()),
        ip_protocol: T.Optional(T.Unknown()),
        cidr: T.Optional(T.Unknown()),
      },
      open,
    ),
  },
  open,
)

const create = operation({
  id: 'security_group_rules.create',
  method: 'POST',
  path: '/os-security-group-rules',
  summary: 'Let something in by a security group',
  versions: VERSIONS,
  policy: CREATE_RULE,
  body: BODY,
  response: { 200: one('security_group_rule', ruleView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body }) {
    const made = await createRule(tx, env, ctx, body.security_group_rule)
    return { security_group_rule: ruleView.render(made, ctx) }
  },
})

const remove = operation({
  id: 'security_group_rules.delete',
  method: 'DELETE',
  path: '/os-security-group-rules/{security_group_rule_id}',
  summary: 'Delete a rule of a security group',
  versions: VERSIONS,
  policy: DELETE_RULE,
  target: ruleTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target }) => env.facades.network.proxyFor(ctx).deleteRule(tx, target.id),
})

export const securityGroupRuleOperations = [create, remove]
