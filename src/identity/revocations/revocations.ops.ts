/** Which tokens were revoked before their time (keystone/api/os_revoke.py). */
import { Type as T } from 'typebox'
import { isoMicros, isoTime, parseTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { operation } from '../operation.ts'
import { identityRule, NO_DOMAIN } from '../policies.ts'
import { revocationsSince } from './revocations.store.ts'

const LIST_REVOKE_EVENTS = identityRule(
  'list_revoke_events',
  'rule:service_or_admin',
  NO_DOMAIN,
  'List what was revoked.',
  'GET /v3/OS-REVOKE/events',
)

const EVENT = closed({ audit_id: T.String(), issued_before: T.String(), revoked_at: T.String() })

/** @throws 400 */
function timeOf(text: string): number {
  const milliseconds = parseTime(text)
  if (!Number.isNaN(milliseconds)) return milliseconds
  throw badRequest(`invalidate date format ${text}`)
}

export const revocationsOperations = [
  operation({
    id: 'revocations.list',
    method: 'GET',
    path: '/OS-REVOKE/events',
    summary: 'List the tokens that were revoked one by one and would still be alive.',
    policy: LIST_REVOKE_EVENTS,
    query: T.Object({ since: T.Optional(T.String()) }),
    response: { 200: collectionOf('events', EVENT) },
    errors: [400, 403],
    async handle({ tx, ctx }) {
      const asked = ctx.search.get('since')
      const rows = await revocationsSince(tx, asked ? isoTime(timeOf(asked)) : undefined)
      const events = rows.map((row) => {
        const at = `${isoMicros(parseTime(row.revoked_at))}Z`
        return { audit_id: row.audit_id, issued_before: at, revoked_at: at }
      })
      return collection(ctx, 'events', events)
    },
  }),
]
