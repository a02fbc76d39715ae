/** How much of a resource projects may have, and have. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { COUNTED, type CountedResource, type QuotaResource } from './resources.ts'

/** What was said for a project, by resource. */
export type OwnQuotas = ReadonlyMap<QuotaResource, number>

export async function ownQuotas(tx: Tx, projectId: string): Promise<OwnQuotas> {
  const rows = await tx.db
    .selectFrom('network_quotas')
    .select(['resource', 'quota'])
    .where('project_id', '=', projectId)
    .execute()
  return new Map(rows.map(({ resource, quota }) => [resource as QuotaResource, quota]))
}

/** Of all projects for which something was said, in the order of their ids. */
export async function allOwnQuotas(tx: Tx): Promise<ReadonlyMap<string, OwnQuotas>> {
  const rows = await tx.db
    .selectFrom('network_quotas')
    .select(['project_id', 'resource', 'quota'])
    .orderBy('project_id')
    .execute()
  const found = new Map<string, Map<QuotaResource, number>>()
  for (const { project_id: id, resource, quota } of rows) {
    const own = found.get(id) ?? new Map<QuotaResource, number>()
    found.set(id, own.set(resource as QuotaResource, quota))
  }
  return found
}

export async function setQuota(
  tx: Tx,
  projectId: string,
  resource: QuotaResource,
  quota: number,
): Promise<void> {
  await tx.db
    .insertInto('network_quotas')
    .values({ project_id: projectId, resource, quota })
    .onConflict((conflict) => conflict.columns(['project_id', 'resource']).doUpdateSet({ quota }))
    .execute()
}

/** False where nothing had been said for the project. */
export async function deleteQuotas(tx: Tx, projectId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('network_quotas')
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Who counts waits until the end of a unit that makes some. */
export async function lockUsage(
  tx: Tx,
  projectId: string,
  resource: CountedResource,
): Promise<void> {
  await lockName(tx, `network quota of ${resource} ${projectId}`)
}

/** How many a project has. */
export async function countUsage(
  tx: Tx,
  projectId: string,
  resource: CountedResource,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(COUNTED[resource])}
    where project_id = ${projectId}`.execute(tx.db)
  return rows[0]!.total
}
