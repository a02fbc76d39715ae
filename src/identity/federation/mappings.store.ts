import type { Selectable } from 'kysely'
import { conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type { IdentityFederationMappingsTable } from '../storage/federation.tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type MappingRow = Selectable<IdentityFederationMappingsTable>

export function findMapping(tx: Tx, id: string): Promise<MappingRow | undefined> {
  return tx.db
    .selectFrom('identity_federation_mappings')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listMappings(tx: Tx): Promise<MappingRow[]> {
  return tx.db.selectFrom('identity_federation_mappings').selectAll().orderBy('serial').execute()
}

/** @throws 409 where the id is taken */
export async function insertMapping(tx: Tx, row: MappingRow): Promise<void> {
  try {
    await tx.db.insertInto('identity_federation_mappings').values(row).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict('Conflict occurred attempting to store mapping - Duplicate entry.')
  }
}

export async function updateMapping(tx: Tx, row: MappingRow): Promise<void> {
  await tx.db
    .updateTable('identity_federation_mappings')
    .set(row)
    .where('id', '=', row.id)
    .execute()
  await bumpEpoch(tx)
}

export async function deleteMapping(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_federation_mappings').where('id', '=', id).execute()
  await bumpEpoch(tx)
}
