/** What security groups accept and drop is to be logged. */
import { Type as T } from 'typebox'
import { attributeList } from '../../kernel/attributes/list.ts'
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { logNotFound } from '../faults/logs.ts'
import { operation } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { GET_LOGGABLE_RESOURCE, logRules } from './logs.policies.ts'
import { logRows } from './logs.store.ts'
import { LOGGABLE_RESOURCES, LOGS } from './logs.table.ts'
import { createLogs, LOGGED_TYPES, updateLog } from './logs.usecase.ts'

const logs = attributeOperations(operation, LOGS, {
  rules: logRules,
  errors: { create: [404, 409], update: [404], delete: [404] },
  visible: (ctx) => ownOr(ctx),
  missing: logNotFound,
  find: ({ tx }, id, visible, lock) => logRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => logRows.list(tx, request),
  create: createLogs,
  update: updateLog,
  delete: ({ tx }, { id }) => logRows.remove(tx, [id]),
})

const list = operation({
  id: 'loggable_resources.list',
  method: 'GET',
  path: '/log/loggable-resources',
  summary: 'List what can be logged',
  // Which of them are listed is decided one by one.
  policy: AUTHENTICATED,
  transaction: 'none',
  query: attributeList(LOGGABLE_RESOURCES, false),
  response: {
    200: closed({ loggable_resources: T.Array(closed({ type: T.Optional(T.String()) })) }),
  },
  errors: [400],
  handle({ ctx, query: { fields } }) {
    // They are nobody's: a manager of any project sees them.
    const isAllowed = ctx.allows(GET_LOGGABLE_RESOURCE, { project_id: ctx.token.projectId })
    const isShown = fields === undefined || fields.has('type')
    const types = isAllowed ? LOGGED_TYPES : []
    return { loggable_resources: types.map((type) => (isShown ? { type } : {})) }
  },
})

export const logOperations = [...logs, list]
