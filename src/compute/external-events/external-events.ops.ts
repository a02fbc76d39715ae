import { Reply } from '../../kernel/operation.ts'
import { policyRule } from '../../kernel/policy.ts'
import { operation } from '../operation.ts'
import { ANSWER, BODY } from './external-event.ts'
import { takeEvents } from './external-events.usecase.ts'

/** Source: nova/policies/server_external_events.py. */
const CREATE = policyRule({
  name: 'os_compute_api:os-server-external-events:create',
  check: 'rule:service_or_admin',
  description: 'Tell Compute what has happened to servers elsewhere.',
  scopes: ['project'],
  operations: [{ method: 'POST', path: '/os-server-external-events' }],
})

const create = operation({
  id: 'server_external_events.create',
  method: 'POST',
  path: '/os-server-external-events',
  summary: 'Tell Compute what has happened to servers elsewhere',
  versions: ['2.0'],
  policy: CREATE,
  judgedOn: () => ({}),
  body: BODY,
  response: { 200: ANSWER, 207: ANSWER },
  errors: [400, 403],
  async handle({ tx, ctx, env, body }) {
    const events = await takeEvents({ tx, ctx, env }, body.events)
    const status = events.every(({ code }) => code === 200) ? 200 : 207
    return new Reply({ status, body: { events } })
  },
})

export const externalEventOperations = [create]
