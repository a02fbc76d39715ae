import type { Tx } from '../../storage/database.ts'

/** Lets a project use a private type. False where it may already. */
export async function grantAccess(tx: Tx, typeId: string, projectId: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('volume_type_projects')
    .values({ volume_type_id: typeId, project_id: projectId })
    .onConflict((conflict) => conflict.columns(['volume_type_id', 'project_id']).doNothing())
    .executeTakeFirst()
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

export interface ProjectDefault {
  readonly projectId: string
  readonly volumeTypeId: string
}

/** Makes a type the default of a project. */
export async function setProjectDefault(tx: Tx, chosen: ProjectDefault): Promise<void> {
  const volume_type_id = chosen.volumeTypeId
  await tx.db
    .insertInto('default_volume_types')
    .values({ project_id: chosen.projectId, volume_type_id })
    .onConflict((conflict) => conflict.column('project_id').doUpdateSet({ volume_type_id }))
    .execute()
}

export async function projectDefaults(
  tx: Tx,
  projectId?: string,
): Promise<readonly ProjectDefault[]> {
  const all = tx.db.selectFrom('default_volume_types').selectAll().orderBy('project_id')
  const query = projectId === undefined ? all : all.where('project_id', '=', projectId)
  const rows = await query.execute()
  return rows.map((row) => ({ projectId: row.project_id, volumeTypeId: row.volume_type_id }))
}

export async function unsetProjectDefault(tx: Tx, projectId: string): Promise<void> {
  await tx.db.deleteFrom('default_volume_types').where('project_id', '=', projectId).execute()
}
