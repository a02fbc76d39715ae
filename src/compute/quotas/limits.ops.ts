import { Type as T } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed, one, stepped } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import * as policies from './policies.ts'
import { absoluteLimitsView } from './quota.view.ts'
import { quotaDetails } from './quotas.usecase.ts'

const OF_PROJECT = { tenant_id: T.Optional(T.String()) }

const show = operation({
  id: 'limits.show',
  method: 'GET',
  path: '/limits',
  summary: 'Show the limits of a project and what it uses of them',
  policy: policies.SHOW_LIMITS,
  // Limits and usage are read one after the other, and are shown as one state.
  transaction: 'snapshot',
  query: since({
    '2.0': T.Object(OF_PROJECT, { additionalProperties: true }),
    '2.75': closed(OF_PROJECT),
  }),
  response: {
    200: one(
      'limits',
      stepped(absoluteLimitsView.steps, (asked) =>
        closed({ rate: T.Array(T.Never()), absolute: absoluteLimitsView.at(asked) }),
      ),
    ),
  },
  errors: [400, 403],
  async handle({ tx, ctx, query: { tenant_id: asked } }) {
    // Also who asks for his own project has to be allowed to ask for others.
    if (asked !== undefined) ctx.authorize(policies.OTHER_LIMITS)
    // Who has no project is shown the limits of everybody.
    const projectId = asked ?? ctx.token.projectId ?? ''
    const details = await quotaDetails(tx, { projectId, userId: '' })
    return { limits: { rate: [], absolute: absoluteLimitsView.render(details, ctx) } }
  },
})

/** Rules that handlers ask about and no operation names. */
export const limitRules = [policies.OTHER_LIMITS]

export const limitOperations = [show]
