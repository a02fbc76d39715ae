import type { Selectable, Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityConsumersTable } from '../storage/oauth.tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type ConsumerRow = Selectable<IdentityConsumersTable>

export function findConsumer(tx: Tx, id: string): Promise<ConsumerRow | undefined> {
  return tx.db.selectFrom('identity_consumers').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listConsumers(tx: Tx): Promise<ConsumerRow[]> {
  return tx.db.selectFrom('identity_consumers').selectAll().orderBy('serial').execute()
}

export async function insertConsumer(tx: Tx, row: ConsumerRow): Promise<void> {
  await tx.db.insertInto('identity_consumers').values(row).execute()
}

export async function updateConsumer(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityConsumersTable>,
): Promise<void> {
  await tx.db.updateTable('identity_consumers').set(changes).where('id', '=', id).execute()
}

/** With a consumer goes all it was given, at once. */
export async function deleteConsumer(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_consumers').where('id', '=', id).execute()
  await bumpEpoch(tx)
}
