import type { Selectable, Updateable } from 'kysely'
import { badRequest, conflict } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityFederationProtocolsTable } from '../storage/federation.tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import type { Lock } from '../../kernel/target.ts'
import { lockRow } from '../../storage/locks.ts'
import { missingProvider } from './faults.ts'
import { findMapping } from './mappings.store.ts'

export type ProtocolRow = Selectable<IdentityFederationProtocolsTable>

export async function findProtocol(
  tx: Tx,
  idpId: string,
  id: string,
  lock?: Lock,
): Promise<ProtocolRow | undefined> {
  await lockRow(tx, 'identity_federation_protocols', { idp_id: idpId, id }, lock)
  return tx.db
    .selectFrom('identity_federation_protocols')
    .selectAll()
    .where('idp_id', '=', idpId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listProtocols(tx: Tx, idpId: string): Promise<ProtocolRow[]> {
  return tx.db
    .selectFrom('identity_federation_protocols')
    .selectAll()
    .where('idp_id', '=', idpId)
    .orderBy('serial')
    .execute()
}

/** @throws 400 for a mapping, 404 for a provider that is not there, 409 where the id is taken */
export async function insertProtocol(tx: Tx, row: ProtocolRow): Promise<void> {
  await requireMapping(tx, row.mapping_id)
  try {
    await tx.db.insertInto('identity_federation_protocols').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missingProvider(row.idp_id)
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict(
      'Conflict occurred attempting to store federation_protocol - ' +
        `Duplicate entry found with ID ${row.id}.`,
    )
  }
}

/** The row after the change; undefined where there is none. @throws 400 for a missing mapping */
export async function updateProtocol(
  tx: Tx,
  idpId: string,
  id: string,
  changes: Updateable<IdentityFederationProtocolsTable>,
): Promise<ProtocolRow> {
  const row = await tx.db
    .updateTable('identity_federation_protocols')
    .set({ ...changes, id })
    .where('idp_id', '=', idpId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await bumpEpoch(tx)
  return row
}

/** @throws 400 */
export async function requireMapping(tx: Tx, id: string): Promise<void> {
  if ((await findMapping(tx, id)) === undefined) throw badRequest(`Invalid mapping id: ${id}`)
}

export async function deleteProtocol(tx: Tx, idpId: string, id: string): Promise<void> {
  await tx.db
    .deleteFrom('identity_federation_protocols')
    .where('idp_id', '=', idpId)
    .where('id', '=', id)
    .execute()
  await bumpEpoch(tx)
}
