/**
 * Which groups somebody belongs to: those that they were added to, and those that an identity
 * provider told of at their last sign-in. The latter count until they expire; and for a federated
 * token of that provider they count as long as it lives.
 */
import type { RawBuilder } from 'kysely'
import type { Token } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { rawOf, type SqlPart } from '../../storage/lists/sql-text.ts'
import { statement } from '../../storage/statement.ts'

export interface Belonging {
  readonly userId: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** The identity provider behind the token, or an empty text. */
  readonly idpId: string
}

/** The bearer of a token. */
export function bearerOf({ userId, identityProviderId }: Token, now: number): Belonging {
  return { userId, now, idpId: identityProviderId ?? '' }
}

/** Somebody of whom there is no token here. */
export function anybody(userId: string, now: number): Belonging {
  return { userId, now, idpId: '' }
}

/** Made of values, or of the parameters of a statement. */
export function groupIdsPart({ userId, now, idpId }: Belonging): SqlPart {
  return {
    text: `(select group_id from identity_memberships where user_id = ?
      union all
      select group_id from identity_expiring_memberships
      where user_id = ? and (expires_at > ? or idp_id = ?))`,
    values: [userId, userId, now, idpId],
  }
}

export function groupIdsOf(who: Belonging): RawBuilder<string> {
  return rawOf(groupIdsPart(who))
}

const getNextExpiry = statement((db, p: { now: number }) =>
  db
    .selectFrom('identity_expiring_memberships')
    .select('expires_at')
    .where('expires_at', '>', p.now)
    .orderBy('expires_at')
    .limit(1),
)

/** When somebody will cease to belong to a group without anybody doing anything. */
export async function nextExpiry(tx: Tx, now: number): Promise<number> {
  return (await tx.first(getNextExpiry, { now }))?.expires_at ?? Infinity
}
