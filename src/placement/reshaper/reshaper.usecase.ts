import type { Tx } from '../../storage/database.ts'
import type { Wanted } from '../allocations/allocation.ts'
import { replaceAllocations } from '../allocations/allocations.usecase.ts'
import { CODES, concurrentUpdate, refusal } from '../faults.ts'
import type { Inventory } from '../inventories/inventory.ts'
import { inventoriesOf } from '../inventories/inventories.store.ts'
import { replaceInventories } from '../inventories/inventories.usecase.ts'
import type { PlacementEnv } from '../operation.ts'
import { noProvider, type Provider } from '../resource-providers/provider.ts'
import { lockedProviders } from '../resource-providers/providers.store.ts'

/** What a provider shall have, as the client knows it. */
export interface Reshaped {
  readonly uuid: string
  readonly generation: number
  readonly inventories: readonly Inventory[]
}

/**
 * Moves inventories and what is allocated of them at once. Inventories that go are there until nothing is
 * allocated of them any more, so a provider that gets any counts two generations for its inventories.
 * Source: placement/objects/reshaper.py, placement/handlers/reshaper.py.
 * @throws 400, 409; NotReplaced, NotAllocated
 */
export async function reshape(
  tx: Tx,
  env: PlacementEnv,
  all: readonly Reshaped[],
  wanted: readonly Wanted[],
): Promise<void> {
  const claimed = wanted.flatMap(({ allocations }) => [...allocations.keys()])
  const providers = await lockedProviders(tx, [...all.map(({ uuid }) => uuid), ...claimed])
  for (const reshaped of all) refuseUnlessKnown(reshaped, providers.get(reshaped.uuid))
  for (const { uuid, inventories } of all) {
    if (inventories.length === 0) continue
    const provider = providers.get(uuid)!
    const stays = (await inventoriesOf(tx, [provider.id])).filter(
      (old) => !inventories.some((one) => one.resource_class === old.resource_class),
    )
    await replaceInventories(tx, env, provider, [...stays.map(valuesOf), ...inventories])
  }
  await replaceAllocations(tx, env, wanted)
  for (const { uuid, inventories } of all) {
    await replaceInventories(tx, env, providers.get(uuid)!, inventories)
  }
}

function valuesOf(inventory: Inventory): Inventory {
  const { resource_class, total, reserved, min_unit } = inventory
  const { max_unit, step_size, allocation_ratio } = inventory
  return { resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio }
}

function refuseUnlessKnown({ uuid, generation }: Reshaped, provider: Provider | undefined): void {
  if (provider === undefined) {
    throw refusal(400, `Resource provider ${uuid} in inventories not found: ${noProvider(uuid)}`, {
      type: CODES.providerNotFound,
    })
  }
  if (generation === provider.generation) return
  throw concurrentUpdate(
    `resource provider generation conflict for provider ${uuid}: actual: ${provider.generation}, ` +
      `given: ${generation}`,
  )
}
