import { Type as T } from 'typebox'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { LIMITED } from './limits.ts'
import { usageAndLimits } from './limits.usecase.ts'

const AMOUNTS = T.Optional(closed({ usage: T.Integer(), limit: T.Integer() }))

export const showUsage = operation({
  id: 'info.usage',
  method: 'GET',
  path: '/info/usage',
  summary: 'Show what the project has of all that is limited',
  policy: AUTHENTICATED,
  response: {
    200: closed({ usage: closed(Object.fromEntries(LIMITED.map((name) => [name, AMOUNTS]))) }),
  },
  errors: [],
  handle: async ({ tx, ctx, env }) => ({
    usage: await usageAndLimits(tx, env, ctx.token.projectId),
  }),
})
