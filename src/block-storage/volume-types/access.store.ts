import type { Tx } from '../../storage/database.ts'
import { ofExistingType } from './existence.store.ts'

/** Lets a project use a private type. False where it may already. */
export async function grantAccess(tx: Tx, typeId: string, projectId: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await ofExistingType(typeId, () =>
    tx.db
      .insertInto('volume_type_projects')
      .values({ volume_type_id: typeId, project_id: projectId })
      .onConflict((conflict) => conflict.columns(['volume_type_id', 'project_id']).doNothing())
      .executeTakeFirst(),
  )
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** False where the project had no access. */
export async function revokeAccess(tx: Tx, typeId: string, projectId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('volume_type_projects')
    .where('volume_type_id', '=', typeId)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
