import type { Insertable } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { statement } from '../../storage/statement.ts'
import type { VolumeTransfersTable } from '../storage/group-tables.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { TRANSFER_COLUMNS } from './list.ts'
import type { Offer, Transfer } from './transfer.ts'

const SOURCE: ListSource = {
  table: 'volume_transfers',
  columns: TRANSFER_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'id'],
}

const row = statement((db, p: { id: string }) =>
  db.selectFrom('volume_transfers').selectAll().where('id', '=', p.id),
)

export function findTransfer(tx: Tx, id: string): Promise<Transfer | undefined> {
  return tx.first(row, { id: id.toLowerCase() })
}

/**
 * A transfer and its volume. With a lock nobody else changes either until the unit ends: whoever does,
 * locks the volume first.
 */
export async function findOffer(
  tx: Tx,
  id: string,
  lock: Lock | undefined,
): Promise<Offer | undefined> {
  const found = await findTransfer(tx, id)
  const volume = found && (await findVolume(tx, found.volume_id, lock))
  // It may have gone while we waited for the volume.
  const transfer = volume && (await findTransfer(tx, id))
  return transfer && { transfer, volume }
}

export function pageOfTransfers(tx: Tx, request: ListRequest): Promise<readonly Transfer[]> {
  return listRows(tx, SOURCE, 'volume_transfers.*', request)
}

export async function insertTransfer(
  tx: Tx,
  transfer: Insertable<VolumeTransfersTable>,
): Promise<void> {
  await tx.db.insertInto('volume_transfers').values(transfer).execute()
}

export async function deleteTransfer(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('volume_transfers').where('id', '=', id).execute()
}

/** A volume that has a new owner is not on offer any more, by whatever key. */
export async function deleteTransfersOf(tx: Tx, volumeId: string): Promise<void> {
  await tx.db.deleteFrom('volume_transfers').where('volume_id', '=', volumeId).execute()
}
