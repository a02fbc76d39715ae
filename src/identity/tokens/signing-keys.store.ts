import type { Tx } from '../../storage/database.ts'
import { bumpEpoch } from './tokens.store.ts'

/** A key as stored: JSON Web Keys for ES256. */
export interface StoredKey {
  readonly kid: string
  /** Encrypted. */
  readonly private_jwk: string
  readonly public_jwk: string
  /** Null for the key that signs. */
  readonly retired_at: string | null
}

/** Every key whose tokens may be alive, the one that signs first. */
export function signingKeys(tx: Tx): Promise<StoredKey[]> {
  return tx.db
    .selectFrom('identity_signing_keys')
    .select(['kid', 'private_jwk', 'public_jwk', 'retired_at'])
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute()
}

/**
 * Puts `key` in charge of signing. The one before goes on verifying what it signed, none of which
 * lives beyond `lastExpiry`. Those whose last token ended before `forgotten` are removed.
 */
export async function putSigningKey(
  tx: Tx,
  key: Omit<StoredKey, 'retired_at'>,
  times: { now: string; lastExpiry: string; forgotten: string },
): Promise<void> {
  await tx.db
    .deleteFrom('identity_signing_keys')
    .where('retired_at', '<', times.forgotten)
    .execute()
  await tx.db
    .updateTable('identity_signing_keys')
    .set({ retired_at: times.lastExpiry })
    .where('retired_at', 'is', null)
    .execute()
  await tx.db
    .insertInto('identity_signing_keys')
    .values({ ...key, created_at: times.now, retired_at: null })
    .execute()
  await bumpEpoch(tx)
}

/** Nothing that any key has signed so far is good any more. @returns how many keys there were */
export async function deleteSigningKeys(tx: Tx): Promise<number> {
  const { numDeletedRows } = await tx.db.deleteFrom('identity_signing_keys').executeTakeFirst()
  return Number(numDeletedRows)
}

/** The longest that any replica has ever let a token live; in seconds. */
export async function longestLifetime(tx: Tx): Promise<number> {
  const row = await tx.db.selectFrom('identity_state').select('token_lifetime').executeTakeFirst()
  return row?.token_lifetime ?? 0
}

/** @param seconds how long a replica is going to let tokens live */
export async function noteLifetime(tx: Tx, seconds: number): Promise<void> {
  await tx.db
    .updateTable('identity_state')
    .set({ token_lifetime: seconds })
    .where('token_lifetime', '<', seconds)
    .execute()
}
