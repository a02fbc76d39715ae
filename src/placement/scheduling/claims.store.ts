import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { amountsIn, FITS } from './hosts.store.ts'
import type { Amounts, NewConsumer } from './hosts.ts'

const insertConsumer = statement(
  (db, p: { uuid: string; projectId: string; userId: string; generation: number; now: string }) =>
    db
      .insertInto('resource_consumers')
      .values({
        ...{ uuid: p.uuid, project_id: p.projectId, user_id: p.userId, created_at: p.now },
        ...{ generation: p.generation, consumer_type: null },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id'),
)

/** As one that has been written to once. @returns its id; undefined where there is one already */
export async function newConsumer(
  tx: Tx,
  consumer: NewConsumer,
  now: string,
): Promise<number | undefined> {
  return (await tx.first(insertConsumer, { ...consumer, generation: 1, now }))?.id
}

const countUp = statement((db, p: { uuid: string; now: string }) =>
  db
    .updateTable('resource_providers')
    .set((row) => ({ generation: row('generation', '+', 1), updated_at: p.now }))
    .where('uuid', '=', p.uuid)
    .returning('id'),
)

/**
 * Counts that something is taken of a provider; nobody else takes of it until the unit ends.
 * @returns its id; undefined where there is no such provider
 */
export async function lockToClaim(tx: Tx, uuid: string, now: string): Promise<number | undefined> {
  return (await tx.first(countUp, { uuid, now }))?.id
}

const takeFitting = statement((_db, p: { id: number; amounts: string }, dialect) => {
  return sql<never>`
    update provider_inventories as have set used = have.used + wanted.amount
    from ${amountsIn(p.amounts, dialect)} as wanted
    where have.provider_id = ${p.id} and have.resource_class = wanted.name and ${FITS}`
})

/**
 * Takes what is asked for of a provider's inventories.
 * @returns of how many classes there was enough; if not of all, undo it
 */
export function takeAmounts(tx: Tx, id: number, amounts: Amounts): Promise<number> {
  return tx.run(takeFitting, { id, amounts: JSON.stringify(amounts) })
}

const insertAll = statement(
  (_db, p: { consumerId: number; id: number; amounts: string; now: string }, dialect) => sql<never>`
    insert into resource_allocations (consumer_id, provider_id, resource_class, used, created_at)
    select ${p.consumerId}, ${p.id}, wanted.name, wanted.amount, ${p.now}
    from ${amountsIn(p.amounts, dialect)} as wanted`,
)

/** Notes what a consumer has of a provider. */
export async function insertAmounts(
  tx: Tx,
  to: { readonly consumerId: number; readonly id: number; readonly now: string },
  amounts: Amounts,
): Promise<void> {
  await tx.run(insertAll, { ...to, amounts: JSON.stringify(amounts) })
}

const changeOwner = statement((db, p: { from: number; to: number }) =>
  db
    .updateTable('resource_allocations')
    .set({ consumer_id: p.to })
    .where('consumer_id', '=', p.from),
)

/** Gives what one consumer has to another that has nothing. */
export async function moveAllocations(tx: Tx, from: number, to: number): Promise<void> {
  await tx.run(changeOwner, { from, to })
}
