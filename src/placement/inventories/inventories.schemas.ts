/** Source: placement/schemas/inventory.py. */
import { Type as T } from 'typebox'
import { CLASS_NAME, INTEGER, object } from '../schemas.ts'
import type { InventoryAsked } from './inventory.ts'

const MAX_INT = 2_147_483_647

const atLeast = (minimum: number) => T.Unsafe({ type: 'integer', maximum: MAX_INT, minimum })

const PROPERTIES = {
  resource_provider_generation: INTEGER,
  total: atLeast(1),
  reserved: atLeast(0),
  min_unit: atLeast(1),
  max_unit: atLeast(1),
  step_size: atLeast(1),
  allocation_ratio: T.Unsafe({ type: 'number', maximum: 3.40282e38 }),
}

export const INVENTORY_TO_CHANGE = object<
  InventoryAsked & { readonly resource_provider_generation: number }
>(PROPERTIES, ['total', 'resource_provider_generation'])

export const INVENTORY_TO_ADD = object<InventoryAsked & { readonly resource_class: string }>(
  { ...PROPERTIES, resource_class: T.Unsafe({ type: 'string', pattern: CLASS_NAME }) },
  ['total', 'resource_class'],
)

export interface InventoriesAsked {
  readonly resource_provider_generation: number
  /** Of names that are none of a class, anything may be asked. */
  readonly inventories: Readonly<Record<string, InventoryAsked>>
}

export const ALL_INVENTORIES = object<InventoriesAsked>(
  {
    resource_provider_generation: INTEGER,
    inventories: T.Unsafe({
      type: 'object',
      patternProperties: { [CLASS_NAME]: object(PROPERTIES, ['total']) },
    }),
  },
  ['resource_provider_generation', 'inventories'],
)
