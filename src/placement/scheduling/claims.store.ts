import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { amountsIn, FITS } from './hosts.store.ts'
import type { Amounts } from './hosts.ts'

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
