import { lockRow } from '../../storage/locks.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

/** Who has allocations. Times are ISO. */
export interface Consumer {
  readonly id: number
  readonly uuid: string
  readonly generation: number
  readonly project_id: string
  readonly user_id: string
  readonly consumer_type: string | null
}

/** What a consumer has of a provider. */
export interface Allocation {
  readonly consumer_id: number
  readonly consumer_uuid: string
  readonly consumer_generation: number
  readonly provider_id: number
  readonly provider_uuid: string
  readonly provider_generation: number
  readonly resource_class: string
  readonly used: number
  readonly created_at: string
}

const selectConsumer = statement((db, p: { uuid: string }) =>
  db.selectFrom('resource_consumers').selectAll().where('uuid', '=', p.uuid),
)

/** With a lock, nobody else changes what it has until the unit ends. */
export async function findConsumer(
  tx: Tx,
  uuid: string,
  lock?: Lock,
): Promise<Consumer | undefined> {
  await lockRow(tx, 'resource_consumers', { uuid }, lock)
  return tx.first(selectConsumer, { uuid })
}

/** @returns undefined where somebody else has made it meanwhile */
export async function insertConsumer(
  tx: Tx,
  consumer: Omit<Consumer, 'id' | 'generation'>,
  now: string,
): Promise<Consumer | undefined> {
  return tx.db
    .insertInto('resource_consumers')
    .values({ ...consumer, generation: 0, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function changeConsumer(
  tx: Tx,
  id: number,
  changes: Partial<Omit<Consumer, 'id' | 'uuid'>>,
): Promise<void> {
  await tx.db.updateTable('resource_consumers').set(changes).where('id', '=', id).execute()
}

export async function deleteConsumer(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('resource_consumers').where('id', '=', id).execute()
}

function allocationsOf(db: Tx['db']) {
  return db
    .selectFrom('resource_allocations as allocation')
    .innerJoin('resource_consumers as consumer', 'consumer.id', 'allocation.consumer_id')
    .innerJoin('resource_providers as provider', 'provider.id', 'allocation.provider_id')
    .select([
      'allocation.consumer_id',
      'consumer.uuid as consumer_uuid',
      'consumer.generation as consumer_generation',
      'allocation.provider_id',
      'provider.uuid as provider_uuid',
      'provider.generation as provider_generation',
      'allocation.resource_class',
      'allocation.used',
      'allocation.created_at',
    ])
    .orderBy('allocation.id')
}

const selectOfConsumer = statement((db, p: { id: number }) =>
  allocationsOf(db).where('allocation.consumer_id', '=', p.id),
)

const selectOfProvider = statement((db, p: { id: number }) =>
  allocationsOf(db).where('allocation.provider_id', '=', p.id),
)

export function allocationsOfConsumer(tx: Tx, id: number): Promise<Allocation[]> {
  return tx.all(selectOfConsumer, { id })
}

export function allocationsOfProvider(tx: Tx, id: number): Promise<Allocation[]> {
  return tx.all(selectOfProvider, { id })
}

export async function hasAllocations(tx: Tx, of: { provider_id: number }): Promise<boolean> {
  const query = tx.db
    .selectFrom('resource_allocations')
    .select('id')
    .where('provider_id', '=', of.provider_id)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

const insertOne = statement(
  (db, p: { consumerId: number; providerId: number; name: string; amount: number; now: string }) =>
    db.insertInto('resource_allocations').values({
      ...{ consumer_id: p.consumerId, provider_id: p.providerId, resource_class: p.name },
      ...{ used: p.amount, created_at: p.now },
    }),
)

export async function insertAllocation(
  tx: Tx,
  allocation: { consumerId: number; providerId: number; name: string; amount: number; now: string },
): Promise<void> {
  await tx.run(insertOne, allocation)
}

const deleteOfConsumer = statement((db, p: { id: number }) =>
  db.deleteFrom('resource_allocations').where('consumer_id', '=', p.id),
)

export async function deleteAllocations(tx: Tx, consumerId: number): Promise<void> {
  await tx.run(deleteOfConsumer, { id: consumerId })
}
