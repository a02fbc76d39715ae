import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type { IdentityCredentialsTable } from '../storage/delegation.tables.ts'
import { conflicting } from '../faults.ts'
import { allOf, conditions, type Filters } from '../filters.store.ts'

export type CredentialRow = Selectable<IdentityCredentialsTable>

const FILTERS: Filters = { user_id: { column: 'user_id' }, type: { column: 'type' } }

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
 * By id, the first `most` of those that `sees` lets pass: no more is read than that takes.
 * @param most undefined for all
 */
export async function listCredentials(
  tx: Tx,
  search: URLSearchParams,
  sees: (row: CredentialRow) => boolean,
  most = Infinity,
): Promise<CredentialRow[]> {
  const seen: CredentialRow[] = []
  let after = search.get('marker') ?? ''
  for (;;) {
    const batch = await tx.db
      .selectFrom('identity_credentials')
      .selectAll()
      .where(allOf([...conditions(search, FILTERS, tx.dialect), sql`id > ${after}`]))
      .orderBy('id')
      .limit(Math.min(BATCH, most))
      .execute()
    seen.push(...batch.filter(sees))
    if (seen.length >= most) return seen.slice(0, most)
    if (batch.length < Math.min(BATCH, most)) return seen
    after = batch.at(-1)!.id
  }
}

export function credentialsOfUser(tx: Tx, userId: string, type: string): Promise<CredentialRow[]> {
  return tx.db
    .selectFrom('identity_credentials')
    .selectAll()
    .where('user_id', '=', userId)
    .where('type', '=', type)
    .orderBy('id')
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
