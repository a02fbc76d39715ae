import type { Tx } from '../../storage/database.ts'

/** The setting that is for all projects without one of their own. */
export const ALL_PROJECTS = ''

/** Whether a new group of a project is stateful where its maker does not say. */
export async function statefulUnlessTold(tx: Tx, projectId: string): Promise<boolean> {
  const rows = await tx.db
    .selectFrom('security_group_statefulness')
    .select(['scope', 'stateful'])
    .where('scope', 'in', [projectId, ALL_PROJECTS])
    .execute()
  const setting = rows.find(({ scope }) => scope === projectId) ?? rows[0]
  return setting === undefined || setting.stateful === 1
}
