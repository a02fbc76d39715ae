/** How much of a resource projects may have, and have. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { COUNTED, type QuotaResource } from './resources.ts'

/** What a project may have of a resource; undefined where nothing was said for it. */
export async function ownQuota(
  tx: Tx,
  projectId: string,
  resource: QuotaResource,
): Promise<number | undefined> {
  const row = await tx.db
    .selectFrom('network_quotas')
    .select('quota')
    .where('project_id', '=', projectId)
    .where('resource', '=', resource)
    .executeTakeFirst()
  return row?.quota
}

/** Who counts waits until the end of a unit that makes some. */
export async function lockUsage(tx: Tx, projectId: string, resource: QuotaResource): Promise<void> {
  await lockName(tx, `network quota of ${resource} ${projectId}`)
}

/** How many a project has. */
export async function countUsage(
  tx: Tx,
  projectId: string,
  resource: QuotaResource,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(COUNTED[resource])}
    where project_id = ${projectId}`.execute(tx.db)
  return rows[0]!.total
}
