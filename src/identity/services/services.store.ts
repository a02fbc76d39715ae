import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityServicesTable } from '../storage/tables.ts'

export type ServiceRow = Selectable<IdentityServicesTable>

export function findService(tx: Tx, id: string): Promise<ServiceRow | undefined> {
  return tx.db.selectFrom('identity_services').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A cloud has a dozen services at most, so they are filtered where they are rendered. */
export function listServices(tx: Tx): Promise<ServiceRow[]> {
  return tx.db.selectFrom('identity_services').selectAll().orderBy('serial').execute()
}

export async function insertService(tx: Tx, row: Insertable<IdentityServicesTable>): Promise<void> {
  await tx.db.insertInto('identity_services').values(row).execute()
}

export async function updateService(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityServicesTable>,
): Promise<void> {
  await tx.db.updateTable('identity_services').set(changes).where('id', '=', id).execute()
}

/** With a service go its endpoints. */
export async function deleteService(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_services').where('id', '=', id).execute()
}
