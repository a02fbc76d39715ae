import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import type { AutoAllocatedTopologiesTable } from '../storage/topologies-tables.ts'

/** Who makes or deletes that of the project waits for others who do. */
export async function lockTopology(tx: Tx, projectId: string): Promise<void> {
  await lockName(tx, `auto-allocated topology of ${projectId}`)
}

export function findTopology(
  tx: Tx,
  projectId: string,
): Promise<AutoAllocatedTopologiesTable | undefined> {
  return tx.db
    .selectFrom('auto_allocated_topologies')
    .selectAll()
    .where('project_id', '=', projectId)
    .executeTakeFirst()
}

export async function insertTopology(tx: Tx, row: AutoAllocatedTopologiesTable): Promise<void> {
  await tx.db.insertInto('auto_allocated_topologies').values(row).execute()
}
