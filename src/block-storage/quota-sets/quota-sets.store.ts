import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { MAX_INT } from '../integers.ts'
import { projectLimits } from './limits.store.ts'
import {
  ALL_TYPES,
  amountKey,
  fallbackOf,
  limitOf,
  PER_TYPE,
  refusal,
  sizeRefusal,
  type Amounts,
  type Claim,
  type Countable,
} from './quotas.ts'

/** What something takes from a project's quotas, or gives back. */
export interface Demand {
  readonly projectId: string
  /** Whose volumes, snapshots and GiB are counted; what is neither has no type. */
  readonly volumeTypeId?: string
  readonly amounts: Partial<Readonly<Record<Countable, number>>>
  /** Does it count for the type alone? The project's totals stay when a volume changes its type. */
  readonly ofTypeOnly?: boolean
  /** GiB of the volume that changes its type, which refusals name. */
  readonly retypedGib?: number
  /** GiB of the single volume that results, held against `per_volume_gigabytes`. */
  readonly volumeSize?: number
}

const take = statement(
  (db, p: { projectId: string; resource: string; typeId: string; amount: number; most: number }) =>
    db
      .insertInto('quota_usages')
      .values({
        project_id: p.projectId,
        resource: p.resource,
        volume_type_id: p.typeId,
        in_use: p.amount,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['project_id', 'resource', 'volume_type_id'])
          .doUpdateSet({ in_use: sql<number>`quota_usages.in_use + excluded.in_use` })
          .where(sql<boolean>`quota_usages.in_use + excluded.in_use <= ${p.most}`),
      ),
)

/**
 * Takes what is asked for from the project's quotas, or throws the 413 of the real service; the
 * transaction then undoes what was taken. Two demands at once cannot both have the last of
 * something: each row is counted up by one conditional statement, in the same order by everyone.
 * Rule: openstack/cinder cinder/volume/flows/api/create_volume.py (QuotaReserveTask).
 */
export async function reserve(tx: Tx, demand: Demand): Promise<void> {
  const limits = await projectLimits(tx, demand.projectId)
  if (demand.volumeSize !== undefined) {
    const single = { resource: 'per_volume_gigabytes', volumeTypeId: ALL_TYPES, fallback: -1 }
    const refused = sizeRefusal(demand.volumeSize, limitOf(single, limits))
    if (refused) throw refused
  }
  const counters = countersOf(demand)
  for (const [index, { resource, typeId, amount }] of counters.entries()) {
    const fallback = fallbackOf(resource, typeId)
    const limit = limitOf({ resource, volumeTypeId: typeId, fallback }, limits)
    const most = limit < 0 ? MAX_INT : limit
    const { projectId } = demand
    const taken =
      amount <= most && (await tx.run(take, { projectId, resource, typeId, amount, most })) > 0
    if (!taken) throw await explain(tx, demand, counters, index, limits)
  }
}

/** Counts what is there already, whatever the limits say: nothing new is made of it. */
export async function count(tx: Tx, demand: Demand): Promise<void> {
  for (const { resource, typeId, amount } of countersOf(demand)) {
    await tx.run(take, { projectId: demand.projectId, resource, typeId, amount, most: MAX_INT })
  }
}

const giveBack = statement(
  (db, p: { projectId: string; resource: string; typeId: string; amount: number }) =>
    db
      .updateTable('quota_usages')
      .set({
        in_use: sql<number>`case when in_use > ${p.amount} then in_use - ${p.amount} else 0 end`,
      })
      .where('project_id', '=', p.projectId)
      .where('resource', '=', p.resource)
      .where('volume_type_id', '=', p.typeId),
)

/** Gives back what `reserve` took. Never counts below nothing, whatever limits were since. */
export async function release(tx: Tx, demand: Demand): Promise<void> {
  for (const { resource, typeId, amount } of countersOf(demand)) {
    await tx.run(giveBack, { projectId: demand.projectId, resource, typeId, amount })
  }
}

interface Counter {
  readonly resource: Countable
  readonly typeId: string
  readonly amount: number
}

/** The rows a demand changes, in the order in which everybody changes them. */
function countersOf({ amounts, volumeTypeId, ofTypeOnly }: Demand): readonly Counter[] {
  return (Object.keys(amounts) as Countable[]).sort().flatMap((resource) => {
    const amount = amounts[resource] ?? 0
    if (amount === 0) return []
    const total = ofTypeOnly ? [] : [ALL_TYPES]
    const typed = PER_TYPE.includes(resource) && volumeTypeId !== undefined ? [volumeTypeId] : []
    return [...total, ...typed].map((typeId) => ({ resource, typeId, amount }))
  })
}

/** The fault for a demand of which the first `taken` counters were already counted up. */
async function explain(
  tx: Tx,
  demand: Demand,
  counters: readonly Counter[],
  taken: number,
  limits: Amounts,
): Promise<Error> {
  const usage = await usageOf(tx, demand.projectId)
  const type = await tx.db
    .selectFrom('volume_types')
    .select('name')
    .where('id', '=', demand.volumeTypeId ?? ALL_TYPES)
    .executeTakeFirst()
  const claims = counters.map(({ resource, typeId, amount }, index): Claim => {
    const fallback = fallbackOf(resource, typeId)
    const counted = usage.get(amountKey(resource, typeId)) ?? 0
    return {
      name: typeId === ALL_TYPES ? resource : `${resource}_${type?.name ?? typeId}`,
      resource,
      amount,
      inUse: index < taken ? counted - amount : counted,
      limit: limitOf({ resource, volumeTypeId: typeId, fallback }, limits),
    }
  })
  return refusal(claims, demand.retypedGib) ?? new Error('a quota was full and is not any more')
}

/** What a project has of everything that is counted. */
export async function usageOf(tx: Tx, projectId: string): Promise<Amounts> {
  const rows = await tx.db
    .selectFrom('quota_usages')
    .select(['resource', 'volume_type_id', 'in_use'])
    .where('project_id', '=', projectId)
    .execute()
  return new Map(rows.map((row) => [amountKey(row.resource, row.volume_type_id), row.in_use]))
}
