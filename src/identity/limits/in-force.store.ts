import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

/**
 * The limits of one service: those of the project before the registered ones, and those of the
 * region that the service has its public endpoint in before those of every region. The first row
 * of a resource is in force. The real library (oslo_limit/limit.py) knows the region's alone.
 */
const getInForce = statement((db, p: { serviceType: string; projectId: string }) =>
  db
    .selectFrom('identity_registered_limits as registered')
    .innerJoin('identity_services as service', 'service.id', 'registered.service_id')
    .leftJoin('identity_limits as own', (join) =>
      join
        .onRef('own.registered_limit_id', '=', 'registered.id')
        .on('own.project_id', '=', p.projectId),
    )
    .select('registered.resource_name')
    .select(sql<number>`coalesce(own.resource_limit, registered.default_limit)`.as('limit'))
    .where('service.type', '=', p.serviceType)
    .where(
      sql<boolean>`(registered.region_id is null or registered.region_id in (
        select region_id from identity_endpoints
        where service_id = service.id and interface = 'public'))`,
    )
    .orderBy(sql`case when own.id is null then 1 else 0 end`)
    .orderBy(sql`case when registered.region_id is null then 1 else 0 end`)
    .orderBy('registered.serial'),
)

/** How much of each resource a project may have; -1 is any amount. What is missing has no limit. */
export async function limitsInForce(
  tx: Tx,
  serviceType: string,
  projectId: string,
): Promise<ReadonlyMap<string, number>> {
  const limits = new Map<string, number>()
  for (const row of await tx.all(getInForce, { serviceType, projectId })) {
    if (!limits.has(row.resource_name)) limits.set(row.resource_name, row.limit)
  }
  return limits
}
