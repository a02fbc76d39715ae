import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import {
  DEFAULT_CLASS,
  holderOf,
  STOCK_LIMITS,
  type Limits,
  type LimitsInForce,
  type Owner,
  type QuotaResource,
  type SomeLimits,
} from './quota.ts'

interface LimitRow {
  readonly resource: string
  readonly hard_limit: number
}

const limitsThatHold = statement((db, p: { projectId: string; userId: string }) =>
  db
    .selectFrom('compute_quota_classes')
    .select(['resource', 'hard_limit', sql<string>`'class'`.as('whose')])
    .where('class_name', '=', DEFAULT_CLASS)
    .unionAll(
      db
        .selectFrom('compute_quotas')
        .select(['resource', 'hard_limit', sql<string>`'project'`.as('whose')])
        .where('project_id', '=', p.projectId)
        .where('user_id', '=', ''),
    )
    .unionAll(
      db
        .selectFrom('compute_quotas')
        .select(['resource', 'hard_limit', sql<string>`'user'`.as('whose')])
        .where('project_id', '=', p.projectId)
        .where('user_id', '=', p.userId)
        .where('user_id', '!=', ''),
    ),
)

/**
 * The limits in force: what was set for the user, else for the project, else for the class
 * `default`, else what is built in.
 */
export async function limitsFor(
  tx: Tx,
  { projectId, userId = '' }: Partial<Owner> & Pick<Owner, 'projectId'>,
): Promise<LimitsInForce> {
  const rows = await tx.all(limitsThatHold, { projectId, userId })
  const of = (whose: string) => byResource(rows.filter((row) => row.whose === whose))
  const project = { ...STOCK_LIMITS, ...of('class'), ...of('project') }
  const ofUser = of('user')
  return { project, user: { ...project, ...ofUser }, ofUser }
}

function byResource(rows: readonly LimitRow[]): SomeLimits {
  return Object.fromEntries(rows.map(({ resource, hard_limit }) => [resource, hard_limit]))
}

/** The limits of a class: a name that nobody has set anything for is one, too. */
export async function limitsOfClass(tx: Tx, name: string): Promise<Limits> {
  const rows = await tx.db
    .selectFrom('compute_quota_classes')
    .select(['resource', 'hard_limit'])
    .where('class_name', '=', name)
    .execute()
  return { ...STOCK_LIMITS, ...byResource(rows) }
}

/** What has been given to single users of a project, in all. */
export async function sumsOfUsers(tx: Tx, projectId: string): Promise<SomeLimits> {
  const rows = await tx.db
    .selectFrom('compute_quotas')
    .select(['resource', sql<number>`cast(sum(hard_limit) as bigint)`.as('hard_limit')])
    .where('project_id', '=', projectId)
    .where('user_id', '!=', '')
    .groupBy('resource')
    .execute()
  return byResource(rows)
}

/** @param owner whose `userId` is empty where the limits are the project's */
export async function setLimits(
  tx: Tx,
  { projectId, userId }: Owner,
  limits: ReadonlyMap<QuotaResource, number>,
): Promise<void> {
  if (limits.size === 0) return
  const rows = [...limits].map(([resource, limit]) => ({
    project_id: projectId,
    user_id: holderOf(resource, userId),
    resource,
    hard_limit: limit,
  }))
  await tx.db
    .insertInto('compute_quotas')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'user_id', 'resource'])
        .doUpdateSet((row) => ({ hard_limit: row.ref('excluded.hard_limit') })),
    )
    .execute()
}

/** Forgets what was set for a user, or for a project and all of its users. */
export async function clearLimits(tx: Tx, { projectId, userId }: Owner): Promise<void> {
  let query = tx.db.deleteFrom('compute_quotas').where('project_id', '=', projectId)
  if (userId !== '') query = query.where('user_id', '=', userId)
  await query.execute()
}

export async function setLimitsOfClass(
  tx: Tx,
  name: string,
  limits: ReadonlyMap<QuotaResource, number>,
): Promise<void> {
  if (limits.size === 0) return
  await tx.db
    .insertInto('compute_quota_classes')
    .values(
      [...limits].map(([resource, limit]) => ({ class_name: name, resource, hard_limit: limit })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['class_name', 'resource'])
        .doUpdateSet((row) => ({ hard_limit: row.ref('excluded.hard_limit') })),
    )
    .execute()
}
