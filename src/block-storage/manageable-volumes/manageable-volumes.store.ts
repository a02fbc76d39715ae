import type { Tx } from '../../storage/database.ts'
import type { UnmanagedVolumesTable } from '../storage/operator-tables.ts'

/** What lies in these pools. */
export async function unmanagedIn(
  tx: Tx,
  pools: readonly string[],
): Promise<readonly UnmanagedVolumesTable[]> {
  if (pools.length === 0) return []
  return tx.db.selectFrom('unmanaged_volumes').selectAll().where('pool', 'in', pools).execute()
}

/** Takes it from what is unmanaged. */
export async function takeUnmanaged(
  tx: Tx,
  pool: string,
  name: string,
): Promise<UnmanagedVolumesTable | undefined> {
  return tx.db
    .deleteFrom('unmanaged_volumes')
    .where('pool', '=', pool)
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
}

export async function leaveUnmanaged(tx: Tx, row: UnmanagedVolumesTable): Promise<void> {
  await tx.db
    .insertInto('unmanaged_volumes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
