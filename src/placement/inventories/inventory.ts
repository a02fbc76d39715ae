import { refusal } from '../faults.ts'
import type { Provider } from '../resource-providers/provider.ts'
import { version, type Version } from '../../kernel/microversion.ts'

/** What a provider has of a resource class. */
export interface Inventory {
  readonly resource_class: string
  readonly total: number
  readonly reserved: number
  readonly min_unit: number
  readonly max_unit: number
  readonly step_size: number
  readonly allocation_ratio: number
}

export type InventoryAsked = Partial<Omit<Inventory, 'resource_class'>> & { readonly total: number }

const MAX_INT = 2_147_483_647

/** Source: placement/handlers/inventory.py (INVENTORY_DEFAULTS). */
export function inventoryOf(resource_class: string, asked: InventoryAsked): Inventory {
  const { reserved = 0, min_unit = 1, max_unit = MAX_INT, step_size = 1 } = asked
  const { total, allocation_ratio = 1 } = asked
  return { resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio }
}

/** As Python's `int()`, which cuts towards zero. */
export function capacityOf(
  inventory: Pick<Inventory, 'total' | 'reserved' | 'allocation_ratio'>,
): number {
  return Math.trunc((inventory.total - inventory.reserved) * inventory.allocation_ratio)
}

/** From here on all of it may be reserved. */
const RESERVED_CAN_BE_TOTAL = version('1.26')

/** Why an inventory cannot be so; undefined where it can. */
export function mistakeIn(
  provider: Pick<Provider, 'uuid'>,
  inventory: Inventory,
  asOf: Version,
): string | undefined {
  const capacity = capacityOf(inventory)
  const mayBeNothing = asOf >= RESERVED_CAN_BE_TOTAL
  if (mayBeNothing ? capacity >= 0 : capacity > 0) return undefined
  const compared = mayBeNothing ? 'greater than total' : 'greater than or equal to total'
  return (
    `Invalid inventory for '${inventory.resource_class}' on resource provider '${provider.uuid}'. ` +
    `The reserved value is ${compared}.`
  )
}

export function inUse(provider: Pick<Provider, 'uuid'>, classes: readonly string[]): string {
  return `Inventory for '${classes.join(', ')}' on resource provider '${provider.uuid}' in use.`
}

export function noInventory(resourceClass: string): string {
  return `No inventory of class ${resourceClass} found.`
}

export function inventoryNotFound(uuid: string, resourceClass: string) {
  return refusal(404, `No inventory of class ${resourceClass} for ${uuid}`)
}
