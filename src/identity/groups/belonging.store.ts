/**
 * Which groups somebody belongs to: those that they were added to, and those that an identity
 * provider told of at their last sign-in. The latter count until they expire; and for a token that
 * the provider vouches for they count as long as it lives.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Token } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
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
export function groupIdsOf({ userId, now, idpId }: Belonging): RawBuilder<string> {
  return sql`(select group_id from identity_memberships where user_id = ${userId}
    union all
    select group_id from identity_expiring_memberships
    where user_id = ${userId} and (expires_at > ${now} or idp_id = ${idpId}))`
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
