import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { inIntegers, statement } from '../../storage/statement.ts'
import { concurrentUpdate } from '../faults.ts'
import type { Inventory } from './inventory.ts'

/** A row, with what is taken of it. Times are ISO. */
export interface StoredInventory extends Inventory {
  readonly provider_id: number
  readonly used: number
  readonly created_at: string
  readonly updated_at: string
}

const selectOf = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('provider_inventories')
    .selectAll()
    .where('provider_id', 'in', inIntegers(p.ids))
    .orderBy('id'),
)

/** In the order in which they were added. */
export function inventoriesOf(tx: Tx, ids: Iterable<number>): Promise<StoredInventory[]> {
  return tx.all(selectOf, { ids: [...ids].map(String) })
}

/** @throws 409 where there is one of the class */
export async function insertInventory(
  tx: Tx,
  provider_id: number,
  inventory: Inventory,
  now: string,
): Promise<void> {
  const times = { created_at: now, updated_at: now }
  try {
    await tx.db
      .insertInto('provider_inventories')
      .values({ provider_id, ...inventory, used: 0, ...times })
      .execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    const { resource_class: name } = inventory
    throw concurrentUpdate(`Update conflict: there is an inventory of class ${name} already`)
  }
}

/** Of a provider that has none. */
export async function insertInventories(
  tx: Tx,
  provider_id: number,
  inventories: readonly Inventory[],
  now: string,
): Promise<void> {
  const more = { provider_id, used: 0, created_at: now, updated_at: now }
  const rows = inventories.map((inventory) => ({ ...inventory, ...more }))
  await tx.db.insertInto('provider_inventories').values(rows).execute()
}

/** @returns false where there is none of the class */
export async function changeInventory(
  tx: Tx,
  providerId: number,
  { resource_class, ...values }: Inventory,
  now: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('provider_inventories')
    .set({ ...values, updated_at: now })
    .where('provider_id', '=', providerId)
    .where('resource_class', '=', resource_class)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Of a provider whose consumers may have all of a class, as hosts give it to servers. */
export async function resizeInventories(
  tx: Tx,
  providerId: number,
  totals: Readonly<Record<string, number>>,
  now: string,
): Promise<void> {
  for (const [name, total] of Object.entries(totals)) {
    await tx.db
      .updateTable('provider_inventories')
      .set({ total, max_unit: total, updated_at: now })
      .where('provider_id', '=', providerId)
      .where('resource_class', '=', name)
      .execute()
  }
}

export async function deleteInventories(
  tx: Tx,
  providerId: number,
  classes: readonly string[],
): Promise<void> {
  await tx.db
    .deleteFrom('provider_inventories')
    .where('provider_id', '=', providerId)
    .where('resource_class', 'in', classes)
    .execute()
}

const takeSome = statement((db, p: { providerId: number; resourceClass: string; amount: number }) =>
  db
    .updateTable('provider_inventories')
    .set((row) => ({ used: row('used', '+', p.amount) }))
    .where('provider_id', '=', p.providerId)
    .where('resource_class', '=', p.resourceClass),
)

/** Counts what is taken of an inventory. @param amount negative: given back */
export async function take(
  tx: Tx,
  providerId: number,
  resourceClass: string,
  amount: number,
): Promise<void> {
  await tx.run(takeSome, { providerId, resourceClass, amount })
}
