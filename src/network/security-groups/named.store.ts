import type { Tx } from '../../storage/database.ts'

/** A group as other services know it. */
export interface NamedGroup {
  readonly id: string
  readonly name: string
  readonly project_id: string
  readonly description: string | null
}

/**
 * The groups of a project that have this id or, in any case, this name: servers name their groups
 * either way, and several may have one name. The order is that of their ids.
 */
export function groupsNamed(tx: Tx, projectId: string, nameOrId: string): Promise<NamedGroup[]> {
  const text = nameOrId.toLowerCase()
  return tx.db
    .selectFrom('security_groups')
    .select(['id', 'name', 'project_id', 'description'])
    .where('project_id', '=', projectId)
    .where((of) => of.or([of('id', '=', text), of(of.fn('lower', ['name']), '=', text)]))
    .orderBy('id')
    .execute()
}
