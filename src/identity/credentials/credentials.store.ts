import type { Selectable } from 'kysely'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type { IdentityCredentialsTable } from '../storage/delegation.tables.ts'
import { conflicting } from '../faults.ts'

export type CredentialRow = Selectable<IdentityCredentialsTable>

export const CREDENTIALS: ListSource = {
  table: 'identity_credentials',
  columns: columns({ user_id: text(), type: text() }),
  made: ['serial'],
}

export function findCredential(tx: Tx, id: string): Promise<CredentialRow | undefined> {
  return tx.db
    .selectFrom('identity_credentials')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** So many are judged at once. */
const BATCH = 500

/**
 * Those of the page that `sees` lets pass, and one more where there is another page: no more
 * is read than that takes.
 */
export async function listCredentials(
  tx: Tx,
  request: ListRequest,
  sees: (row: CredentialRow) => boolean,
): Promise<CredentialRow[]> {
  const most = request.limit === undefined ? Infinity : request.limit + 1
  const limit = Math.min(BATCH, most)
  const seen: CredentialRow[] = []
  let { marker } = request
  const named = marker && (await findCredential(tx, marker.id))
  // Of one that the caller does not see nobody learns that it is there: it is passed over.
  if (named !== undefined && !sees(named)) marker = undefined
  for (;;) {
    const part = { ...request, limit, marker }
    const batch = await listRows<CredentialRow>(tx, CREDENTIALS, '*', part)
    seen.push(...batch.filter(sees))
    if (seen.length >= most) return seen.slice(0, most)
    if (batch.length < limit) return seen
    marker = { id: batch.at(-1)!.id, as: 'row' }
  }
}

export function credentialsOfUser(tx: Tx, userId: string, type: string): Promise<CredentialRow[]> {
  return tx.db
    .selectFrom('identity_credentials')
    .selectAll()
    .where('user_id', '=', userId)
    .where('type', '=', type)
    .orderBy('serial')
    .execute()
}

/** @throws 409 where there is one: the id of an EC2 credential follows from its access key */
export async function insertCredential(tx: Tx, row: CredentialRow): Promise<void> {
  try {
    await tx.db.insertInto('identity_credentials').values(row).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw conflicting('credential', `Duplicate entry found with ID ${row.id}`)
  }
}

export async function updateCredential(
  tx: Tx,
  id: string,
  changes: Omit<CredentialRow, 'id' | 'last_step'>,
): Promise<void> {
  await tx.db.updateTable('identity_credentials').set(changes).where('id', '=', id).execute()
}

export async function deleteCredential(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_credentials').where('id', '=', id).execute()
}

/** A passcode's time step counts once: false where it, or a later one, has been used. */
export async function claimStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('identity_credentials')
    .set({ last_step: step })
    .where('id', '=', id)
    .where((row) => row.or([row('last_step', 'is', null), row('last_step', '<', step)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
