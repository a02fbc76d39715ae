/** Rules of allocations, in the words of placement/exception.py. */
import type { StoredInventory } from '../inventories/inventories.store.ts'
import type { Amounts } from '../requests/resources.ts'

/** What a client wants a consumer to have instead of what it had. */
export interface Wanted {
  readonly consumer: string
  /** By the uuid of a provider. Empty: the consumer has nothing any more. */
  readonly allocations: ReadonlyMap<string, Amounts>
  readonly projectId: string
  readonly userId: string
  /** What the client knows; null: that there is no such consumer. Undefined: it does not say. */
  readonly generation: number | null | undefined
  readonly type: string | undefined
}

/** Who consumes for a client that did not say it. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What is shown of a consumer whose type nobody has told. */
export const UNKNOWN_TYPE = 'unknown'

/** What keeps allocations from being made; callers say it in their own words. */
export class NotAllocated extends Error {
  readonly reason: 'unknown class' | 'no room'
  constructor(reason: NotAllocated['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export function inventoryInvalid(resourceClass: string, provider: string): NotAllocated {
  const what = `Inventory for '${resourceClass}' on resource provider '${provider}'`
  return new NotAllocated('no room', `${what} invalid.`)
}

interface Claim {
  readonly provider: string
  readonly resourceClass: string
  readonly amount: number
  /** All that is claimed of the inventory so far, this included. */
  readonly together: number
}

/**
 * Refuses what an inventory does not allow, or has no room for. Who holds too much already, because the
 * inventory has become smaller, may go on with as much or less.
 * Source: placement/objects/allocation.py (_check_capacity_exceeded).
 * @param before what was taken before the consumers gave back what they had
 * @throws NotAllocated
 */
export function refuseClaim(
  { provider, resourceClass, amount, together }: Claim,
  inventory: StoredInventory,
  before: number,
): void {
  const what = `Unable to create allocation for '${resourceClass}' on resource provider '${provider}'`
  const refused = (why: string) =>
    new NotAllocated('no room', `${what}. The requested amount would ${why}.`)
  const { min_unit, max_unit, step_size, used } = inventory
  if (amount < min_unit || amount > max_unit || amount % step_size !== 0) {
    throw refused('violate inventory constraints')
  }
  const capacity = (inventory.total - inventory.reserved) * inventory.allocation_ratio
  if (used + together <= capacity || used + together <= before) return
  throw refused('exceed the capacity')
}
