import type { Tx } from '../../storage/database.ts'
import type { UnmanagedSnapshotsTable } from '../storage/operator-tables.ts'

/** What lies in these pools beside the snapshots of volumes. */
export async function unmanagedSnapshotsIn(
  tx: Tx,
  pools: readonly string[],
): Promise<readonly UnmanagedSnapshotsTable[]> {
  if (pools.length === 0) return []
  return tx.db
    .selectFrom('unmanaged_snapshots')
    .innerJoin('volumes', 'volumes.id', 'unmanaged_snapshots.volume_id')
    .selectAll('unmanaged_snapshots')
    .where('volumes.host', 'in', pools)
    .execute()
}

/** Takes it from what is unmanaged. */
export async function takeUnmanagedSnapshot(
  tx: Tx,
  volumeId: string,
  name: string,
): Promise<UnmanagedSnapshotsTable | undefined> {
  return tx.db
    .deleteFrom('unmanaged_snapshots')
    .where('volume_id', '=', volumeId)
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
}

export async function leaveUnmanagedSnapshot(tx: Tx, row: UnmanagedSnapshotsTable): Promise<void> {
  await tx.db
    .insertInto('unmanaged_snapshots')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
