import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { namesOfTypes } from '../volume-types/volume-types.store.ts'
import {
  amountKey,
  DEFAULT_CLASS,
  quotaResources,
  type Amounts,
  type LimitChange,
  type QuotaResource,
} from './quotas.ts'

/** Everything that can be limited now: new volume types bring new limits. */
export async function currentResources(tx: Tx): Promise<readonly QuotaResource[]> {
  return quotaResources(await namesOfTypes(tx))
}

interface LimitRow {
  readonly resource: string
  readonly volume_type_id: string
  readonly hard_limit: number
}

function byResource(rows: readonly LimitRow[]): Amounts {
  return new Map(rows.map((row) => [amountKey(row.resource, row.volume_type_id), row.hard_limit]))
}

const limitsInForce = statement((db, p: { projectId: string }) =>
  db
    .selectFrom('quota_classes')
    .select(['resource', 'volume_type_id', 'hard_limit', sql<number>`0`.as('own')])
    .where('class_name', '=', DEFAULT_CLASS)
    .unionAll(
      db
        .selectFrom('quotas')
        .select(['resource', 'volume_type_id', 'hard_limit', sql<number>`1`.as('own')])
        .where('project_id', '=', p.projectId),
    ),
)

/** The limits that hold for a project where they are not those built in. */
export async function projectLimits(tx: Tx, projectId: string): Promise<Amounts> {
  const rows = await tx.all(limitsInForce, { projectId })
  return byResource(rows.toSorted((a, b) => a.own - b.own))
}

/** The limits set for this project itself. */
export async function ownLimits(tx: Tx, projectId: string): Promise<Amounts> {
  const query = tx.db.selectFrom('quotas').selectAll().where('project_id', '=', projectId)
  return byResource(await query.execute())
}

export async function setLimits(
  tx: Tx,
  projectId: string,
  changes: readonly LimitChange[],
): Promise<void> {
  for (const { to, limit } of changes) {
    await tx.db
      .insertInto('quotas')
      .values({
        project_id: projectId,
        resource: to.resource,
        volume_type_id: to.volumeTypeId,
        hard_limit: limit,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['project_id', 'resource', 'volume_type_id'])
          .doUpdateSet({ hard_limit: limit }),
      )
      .execute()
  }
}

/** Forgets the project's own limits; what it uses stays counted. */
export async function clearLimits(tx: Tx, projectId: string): Promise<void> {
  await tx.db.deleteFrom('quotas').where('project_id', '=', projectId).execute()
}

/** The limits set for a class itself. */
async function classOwnLimits(tx: Tx, name: string): Promise<Amounts> {
  const query = tx.db.selectFrom('quota_classes').selectAll().where('class_name', '=', name)
  return byResource(await query.execute())
}

/** The limits of a class: its own, else those of the default class. */
export async function classLimits(tx: Tx, name: string): Promise<Amounts> {
  const shared = await classOwnLimits(tx, DEFAULT_CLASS)
  return new Map([...shared, ...(await classOwnLimits(tx, name))])
}

export async function setClassLimits(
  tx: Tx,
  name: string,
  changes: readonly LimitChange[],
): Promise<void> {
  for (const { to, limit } of changes) {
    await tx.db
      .insertInto('quota_classes')
      .values({
        class_name: name,
        resource: to.resource,
        volume_type_id: to.volumeTypeId,
        hard_limit: limit,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['class_name', 'resource', 'volume_type_id'])
          .doUpdateSet({ hard_limit: limit }),
      )
      .execute()
  }
}
