/** Which tokens ended before their time (keystone/api/os_revoke.py). */
import { Type as T } from 'typebox'
import { isoMicros, isoTime, parseTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf } from '../collections.ts'
import { operation } from '../operation.ts'
import { identityRule, NO_DOMAIN } from '../base-rules.ts'
import { revocationsSince, type RevocationRow } from './revocations.store.ts'

const LIST_REVOKE_EVENTS = identityRule(
  'list_revoke_events',
  'rule:service_or_admin',
  NO_DOMAIN,
  'List what was revoked.',
  'GET /v3/OS-REVOKE/events',
)

/** What an event names. */
const SUBJECTS = {
  audit: 'audit_id',
  user: 'user_id',
  project: 'project_id',
  trust: 'OS-TRUST:trust_id',
  consumer: 'OS-OAUTH1:consumer_id',
} as const satisfies Record<RevocationRow['kind'], string>

const EVENT = closed({
  audit_id: T.Optional(T.String()),
  user_id: T.Optional(T.String()),
  project_id: T.Optional(T.String()),
  'OS-TRUST:trust_id': T.Optional(T.String()),
  'OS-OAUTH1:consumer_id': T.Optional(T.String()),
  issued_before: T.String(),
  revoked_at: T.String(),
})

function render(row: RevocationRow) {
  const at = `${isoMicros(parseTime(row.revoked_at))}Z`
  return { [SUBJECTS[row.kind]]: row.subject_id, issued_before: at, revoked_at: at }
}

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
    summary: 'List what ended tokens that would still be alive: one of them, or all of somebody.',
    policy: LIST_REVOKE_EVENTS,
    query: T.Object({ since: T.Optional(T.String()) }),
    response: { 200: collectionOf('events', EVENT) },
    errors: [400, 403],
    async handle({ tx, ctx, query: { since: asked } }) {
      const rows = await revocationsSince(tx, asked ? isoTime(timeOf(asked)) : '')
      // Keystone makes these links by hand, and leaves the query out.
      const self = `${ctx.endpoint}/OS-REVOKE/events`
      return { events: rows.map(render), links: { next: null, self, previous: null } }
    },
  }),
]
