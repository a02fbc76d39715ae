import { Type as T } from 'typebox'
import { pythonFloat } from '../../kernel/python.ts'
import { closed } from '../../kernel/view.ts'
import type { Inventory } from './inventory.ts'

const FIELDS = {
  total: T.Integer(),
  reserved: T.Integer(),
  min_unit: T.Integer(),
  max_unit: T.Integer(),
  step_size: T.Integer(),
  allocation_ratio: T.Number(),
}

export const INVENTORY = closed({
  ...FIELDS,
  resource_provider_generation: T.Optional(T.Integer()),
})

export const INVENTORIES = closed({
  resource_provider_generation: T.Integer(),
  inventories: T.Record(T.String(), closed(FIELDS)),
})

function fieldsOf(inventory: Inventory) {
  const { total, reserved, min_unit, max_unit, step_size, allocation_ratio: ratio } = inventory
  const allocation_ratio = pythonFloat(ratio)
  return { total, reserved, min_unit, max_unit, step_size, allocation_ratio }
}

/** @param generation of the provider, which is not shown before the first change */
export function inventoryBody(inventory: Inventory, generation: number) {
  return {
    ...fieldsOf(inventory),
    ...(generation > 0 && { resource_provider_generation: generation }),
  }
}

export function inventoriesBody(inventories: readonly Inventory[], generation: number) {
  const byClass = inventories.map((one) => [one.resource_class, fieldsOf(one)] as const)
  return {
    resource_provider_generation: generation,
    inventories: Object.fromEntries(byClass),
  }
}
