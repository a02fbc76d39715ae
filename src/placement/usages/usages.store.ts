import type { Tx } from '../../storage/database.ts'

export interface UsageFilter {
  readonly projectId: string
  readonly userId?: string | undefined
}

export interface Usage {
  readonly consumer_type: string | null
  readonly resource_class: string
  readonly used: number
}

export interface ConsumerCount {
  readonly consumer_type: string | null
  readonly count: number
}

function consumersOf(tx: Tx, { projectId, userId }: UsageFilter) {
  const query = tx.db
    .selectFrom('resource_consumers as consumer')
    .where('consumer.project_id', '=', projectId)
  return userId === undefined ? query : query.where('consumer.user_id', '=', userId)
}

/** What the consumers of each type have of each class, all providers together. */
export async function usagesOf(tx: Tx, filter: UsageFilter): Promise<Usage[]> {
  const rows = await consumersOf(tx, filter)
    .innerJoin('resource_allocations as allocation', 'allocation.consumer_id', 'consumer.id')
    .select((row) => [
      'consumer.consumer_type',
      'allocation.resource_class',
      row.fn.sum<number | string>('allocation.used').as('used'),
      row.fn.min('allocation.id').as('first'),
    ])
    .groupBy(['consumer.consumer_type', 'allocation.resource_class'])
    .orderBy('first')
    .execute()
  return rows.map(({ used, ...row }) => ({ ...row, used: Number(used) }))
}

/** How many consumers of each type have anything. */
export async function consumerCounts(tx: Tx, filter: UsageFilter): Promise<ConsumerCount[]> {
  const rows = await consumersOf(tx, filter)
    .select((row) => ['consumer.consumer_type', row.fn.countAll<number | string>().as('count')])
    .groupBy('consumer.consumer_type')
    .execute()
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
}
