import type { Tx } from '../../storage/database.ts'
import type { PlacementEnv } from '../operation.ts'
import { nextGeneration } from '../resource-providers/providers.store.ts'
import type { Provider } from '../resource-providers/provider.ts'
import { findNames } from '../names.store.ts'
import { noClass } from '../names.ts'
import {
  changeInventory,
  deleteInventories,
  insertInventory,
  inventoriesOf,
} from './inventories.store.ts'
import { inUse, type Inventory } from './inventory.ts'

/** What keeps inventories from being replaced; callers say it in their own words. */
export class NotReplaced extends Error {
  readonly reason: 'unknown class' | 'in use'
  constructor(reason: NotReplaced['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * Makes the inventories of a provider, which is locked, those and no others.
 * Source: placement/objects/resource_provider.py (_set_inventory).
 * @throws NotReplaced
 */
export async function replaceInventories(
  tx: Tx,
  { clock }: PlacementEnv,
  provider: Provider,
  inventories: readonly Inventory[],
): Promise<void> {
  const { id } = provider
  const names = inventories.map((inventory) => inventory.resource_class)
  const known = await findNames(tx, 'resource_classes', names)
  const odd = names.find((name) => !known.has(name))
  if (odd !== undefined) throw new NotReplaced('unknown class', noClass(odd))
  const before = await inventoriesOf(tx, [id])
  const gone = before.filter((row) => !names.includes(row.resource_class))
  const used = gone.filter((row) => row.used > 0).map((row) => row.resource_class)
  if (used.length > 0) throw new NotReplaced('in use', inUse(provider, used))
  const goneNames = gone.map((row) => row.resource_class)
  if (goneNames.length > 0) await deleteInventories(tx, id, goneNames)
  const now = clock.isoNow()
  for (const inventory of inventories) {
    const isThere = await changeInventory(tx, id, inventory, now)
    if (!isThere) await insertInventory(tx, id, inventory, now)
  }
  await nextGeneration(tx, id, now)
}
