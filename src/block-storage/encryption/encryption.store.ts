import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { statement } from '../../storage/statement.ts'
import type { Encryption } from './encryption.ts'

const ofType = statement((db, p: { typeId: string }) =>
  db.selectFrom('volume_type_encryption').selectAll().where('volume_type_id', '=', p.typeId),
)

/** Undefined where volumes of the type lie in the clear. */
export async function findEncryption(tx: Tx, typeId: string): Promise<Encryption | undefined> {
  const row = await tx.first(ofType, { typeId })
  return (
    row && {
      encryptionId: row.encryption_id,
      volumeTypeId: row.volume_type_id,
      provider: row.provider,
      controlLocation: row.control_location,
      cipher: row.cipher,
      keySize: row.key_size,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }
  )
}

/** For callers that hold the type. @throws 400 where it has one already */
export async function insertEncryption(tx: Tx, encryption: Encryption): Promise<void> {
  const { volumeTypeId } = encryption
  try {
    await tx.db
      .insertInto('volume_type_encryption')
      .values({
        volume_type_id: volumeTypeId,
        encryption_id: encryption.encryptionId,
        provider: encryption.provider,
        control_location: encryption.controlLocation,
        cipher: encryption.cipher,
        key_size: encryption.keySize,
        created_at: encryption.createdAt,
        updated_at: null,
      })
      .execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw badRequest(`Volume type encryption for type ${volumeTypeId} already exists.`)
  }
}

/** What is undefined stays. */
export interface EncryptionChanges {
  readonly provider: string | undefined
  readonly control_location: string | undefined
  readonly cipher: string | null | undefined
  readonly key_size: number | null | undefined
}

/** False where the type has none. */
export async function changeEncryption(
  tx: Tx,
  typeId: string,
  changes: EncryptionChanges,
  now: string,
): Promise<boolean> {
  const asked = Object.entries(changes).filter(([, value]) => value !== undefined)
  const { numUpdatedRows } = await tx.db
    .updateTable('volume_type_encryption')
    .set({ ...Object.fromEntries(asked), updated_at: now })
    .where('volume_type_id', '=', typeId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** False where the type had none. */
export async function deleteEncryption(tx: Tx, typeId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('volume_type_encryption')
    .where('volume_type_id', '=', typeId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
