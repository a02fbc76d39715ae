/** The limits above and below one in the tree of projects, of one registered limit. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'

/** Own limits by project or domain. */
export async function limitsOf(
  tx: Tx,
  registeredId: string,
  placeIds: readonly string[],
): Promise<Map<string, number>> {
  if (placeIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('identity_limits')
    .select(['project_id', 'domain_id', 'resource_limit'])
    .where('registered_limit_id', '=', registeredId)
    .where((own) => own.or([own('project_id', 'in', placeIds), own('domain_id', 'in', placeIds)]))
    .execute()
  return new Map(rows.map((row) => [(row.project_id ?? row.domain_id)!, row.resource_limit]))
}

/** Of all projects below a project or domain. */
export async function limitsBelow(
  tx: Tx,
  registeredId: string,
  placeId: string,
): Promise<number[]> {
  const { rows } = await sql<{ resource_limit: number }>`
    with recursive below (id) as (
      select id from identity_projects where parent_id = ${placeId}
      union all
      select child.id from identity_projects child join below on child.parent_id = below.id
    )
    select resource_limit from identity_limits
    where registered_limit_id = ${registeredId} and project_id in (select id from below)
  `.execute(tx.db)
  return rows.map((row) => row.resource_limit)
}
