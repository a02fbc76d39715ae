import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type {
  IdentityAccessTokensTable,
  IdentityRequestTokensTable,
} from '../storage/oauth.tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type RequestTokenRow = Selectable<IdentityRequestTokensTable>
export type AccessTokenRow = Selectable<IdentityAccessTokensTable>

export function findRequestToken(tx: Tx, id: string): Promise<RequestTokenRow | undefined> {
  return tx.db
    .selectFrom('identity_request_tokens')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertRequestToken(tx: Tx, row: RequestTokenRow): Promise<void> {
  await tx.db.insertInto('identity_request_tokens').values(row).execute()
}

/** False where there is none (any more). */
export async function allowRequestToken(
  tx: Tx,
  id: string,
  given: Pick<RequestTokenRow, 'verifier' | 'user_id' | 'role_ids'>,
): Promise<boolean> {
  const changed = await tx.db
    .updateTable('identity_request_tokens')
    .set(given)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/**
 * Turns a request token into an access token: of many who try at once, one does.
 * @param verifier that of the request that was checked; with another one nothing is done
 */
export async function exchangeRequestToken(
  tx: Tx,
  from: { id: string; verifier: string },
  row: AccessTokenRow,
): Promise<boolean> {
  const taken = await tx.db
    .deleteFrom('identity_request_tokens')
    .where('id', '=', from.id)
    .where('verifier', '=', from.verifier)
    .returning('id')
    .executeTakeFirst()
  if (taken === undefined) return false
  await tx.db.insertInto('identity_access_tokens').values(row).execute()
  return true
}

export function findAccessToken(tx: Tx, id: string): Promise<AccessTokenRow | undefined> {
  return tx.db
    .selectFrom('identity_access_tokens')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listAccessTokens(tx: Tx, userId: string): Promise<AccessTokenRow[]> {
  return tx.db
    .selectFrom('identity_access_tokens')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('serial')
    .execute()
}

/** What was signed in with it ends too. False where there is none. */
export async function deleteAccessToken(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_access_tokens').where('id', '=', id).execute()
  await bumpEpoch(tx)
}
