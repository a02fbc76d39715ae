import type { Tx } from '../../storage/database.ts'
import { ofExistingType } from '../volume-types/existence.store.ts'

export interface ProjectDefault {
  readonly projectId: string
  readonly volumeTypeId: string
}

/** Makes a type the default of a project. */
export async function setProjectDefault(tx: Tx, chosen: ProjectDefault): Promise<void> {
  const volume_type_id = chosen.volumeTypeId
  await ofExistingType(volume_type_id, () =>
    tx.db
      .insertInto('default_volume_types')
      .values({ project_id: chosen.projectId, volume_type_id })
      .onConflict((conflict) => conflict.column('project_id').doUpdateSet({ volume_type_id }))
      .execute(),
  )
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
