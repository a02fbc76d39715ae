/** What becomes of a volume that is backed up or restored. */
import { sql, type Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { VolumesTable } from '../storage/tables.ts'
import type { VolumeStatus } from '../volumes/volume-status.ts'

/**
 * Gives a volume that was backed up the state back that it had before, unless somebody wrote another
 * one over it.
 * @param left what it leaves behind in `previous_status`, as cinder does
 */
export async function endBackingUp(
  tx: Tx,
  id: string,
  left: 'backing-up' | 'error_backing-up',
  now: string,
): Promise<void> {
  await tx.db
    .updateTable('volumes')
    .set({
      status: sql<VolumeStatus>`previous_status`,
      previous_status: left,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('status', '=', 'backing-up')
    .execute()
}

/** The states of a volume that a backup is written into: an existing one, and one made for it. */
const DURING = ['restoring-backup', 'creating'] as const satisfies readonly VolumeStatus[]

/** Ends a restoration that did not come about. */
export async function failRestoring(
  tx: Tx,
  id: string,
  status: 'error' | 'error_restoring',
  now: string,
): Promise<void> {
  await tx.db
    .updateTable('volumes')
    .set({ status, updated_at: now })
    .where('id', '=', id)
    .where('status', 'in', DURING)
    .execute()
}

/** Makes a restored volume available; false where somebody wrote another state over its own. */
export async function endRestoring(
  tx: Tx,
  id: string,
  changes: Updateable<VolumesTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('volumes')
    .set({ ...changes, status: 'available' })
    .where('id', '=', id)
    .where('status', 'in', DURING)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
