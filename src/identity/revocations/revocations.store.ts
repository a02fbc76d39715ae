import { sql, type Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityRevocationEventsTable } from '../storage/revocations.tables.ts'
import { statement } from '../../storage/statement.ts'

type Kind = IdentityRevocationEventsTable['kind'] | 'audit'

export interface RevocationRow {
  readonly kind: Kind
  /** An audit id is of one token. */
  readonly subject_id: string
  readonly revoked_at: string
}

/** What all tokens of are ended. */
export type Ended = Pick<Selectable<IdentityRevocationEventsTable>, 'kind' | 'subject_id'>

const listSince = statement(
  (_db, p: { since: string }) => sql<RevocationRow>`
    select 'audit' as kind, audit_id as subject_id, revoked_at from identity_revocations
    where revoked_at >= ${p.since}
    union all
    select kind, subject_id, revoked_at from identity_revocation_events
    where revoked_at >= ${p.since}
    order by revoked_at, kind, subject_id`,
)

/** The oldest first. @param since an ISO time; the empty text is before all of them */
export function revocationsSince(tx: Tx, since: string): Promise<RevocationRow[]> {
  return tx.all(listSince, { since })
}

/** Rows of one statement: databases bound how many values there may be. */
const AT_ONCE = 1000

/** @param forgotten what was recorded before this is deleted */
export async function insertEvents(
  tx: Tx,
  ended: readonly Ended[],
  times: { readonly now: string; readonly forgotten: string },
): Promise<void> {
  if (ended.length === 0) return
  await tx.db
    .deleteFrom('identity_revocation_events')
    .where('revoked_at', '<', times.forgotten)
    .execute()
  for (let start = 0; start < ended.length; start += AT_ONCE) {
    const rows = ended.slice(start, start + AT_ONCE)
    await tx.db
      .insertInto('identity_revocation_events')
      .values(rows.map((one) => ({ ...one, revoked_at: times.now })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

async function all(rows: Promise<{ rows: Ended[] }>): Promise<Ended[]> {
  return (await rows).rows
}

/** The members of a group, if they had roles by it. */
export function endedByGroup(tx: Tx, groupId: string): Promise<Ended[]> {
  const query = sql<Ended>`
    select 'user' as kind, user_id as subject_id from identity_memberships
    where group_id = ${groupId}
      and exists (select 1 from identity_assignments where actor_id = ${groupId})`
  return all(query.execute(tx.db))
}

/** A trust, and those redelegated from it. */
export function endedByTrust(tx: Tx, trustId: string): Promise<Ended[]> {
  const query = sql<Ended>`
    with recursive ended (id) as (
      select id from identity_trusts where id = ${trustId}
      union
      select child.id from identity_trusts child
      join ended on child.redelegated_trust_id = ended.id
    )
    select 'trust' as kind, id as subject_id from ended`
  return all(query.execute(tx.db))
}

/** All users and projects of a domain, the domain itself, and who was in one of its groups. */
export function endedByDomain(tx: Tx, domainId: string): Promise<Ended[]> {
  const query = sql<Ended>`
    select 'user' as kind, id as subject_id from identity_users where domain_id = ${domainId}
    union
    select 'project', id from identity_projects where domain_id = ${domainId} or id = ${domainId}
    union
    select 'user', user_id from identity_memberships
    where group_id in (
      select identity_groups.id from identity_groups
      join identity_assignments on actor_id = identity_groups.id
      where identity_groups.domain_id = ${domainId})`
  return all(query.execute(tx.db))
}
