import type { Tx } from '../../storage/database.ts'
import { fresh } from '../answers.ts'
import { concurrentUpdate, refusal } from '../faults.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { findName } from '../names.store.ts'
import { noClass } from '../names.ts'
import type { Provider } from '../resource-providers/provider.ts'
import { providerTarget, providerTargetOf } from '../resource-providers/provider-target.usecase.ts'
import { nextGeneration } from '../resource-providers/providers.store.ts'
import { inUse, inventoryNotFound, inventoryOf, mistakeIn, noInventory } from './inventory.ts'
import * as policies from './inventories.policies.ts'
import { INVENTORY_TO_CHANGE } from './inventories.schemas.ts'
import {
  changeInventory,
  deleteInventories,
  inventoriesOf,
  type StoredInventory,
} from './inventories.store.ts'
import { INVENTORY, inventoryBody } from './inventories.view.ts'

const ONE = '/resource_providers/{uuid}/inventories/{resource_class}'

async function inventoryOfClass(
  tx: Tx,
  { id }: Provider,
  resourceClass: string,
): Promise<StoredInventory | undefined> {
  const all = await inventoriesOf(tx, [id])
  return all.find((inventory) => inventory.resource_class === resourceClass)
}

const show = operation({
  id: 'inventories.show',
  method: 'GET',
  path: ONE,
  summary: 'Show what a resource provider has of a resource class',
  policy: policies.SHOW,
  refuse: onlyJson,
  target: providerTargetOf((_, plain) => `${plain} : ${plain}`),
  response: { 200: INVENTORY },
  errors: [403, 404],
  async handle({ tx, ctx, env, target, params }) {
    const inventory = await inventoryOfClass(tx, target, params.resource_class)
    if (inventory === undefined) throw inventoryNotFound(params.uuid, params.resource_class)
    return fresh(ctx, env, [inventory], { body: inventoryBody(inventory, target.generation) })
  },
})

const update = operation({
  id: 'inventories.update',
  method: 'PUT',
  path: ONE,
  summary: 'Change what a resource provider has of a resource class',
  policy: policies.UPDATE,
  target: providerTarget,
  body: INVENTORY_TO_CHANGE,
  response: { 200: INVENTORY },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target, params }) {
    const { uuid, id, generation } = target
    if (body.resource_provider_generation !== generation) {
      throw concurrentUpdate('resource provider generation conflict')
    }
    const { resource_class: name } = params
    const inventory = inventoryOf(name, body)
    const mistake = mistakeIn(target, inventory, ctx.version)
    if (mistake !== undefined) {
      throw refusal(400, `Unable to update inventory for resource provider ${uuid}: ${mistake}`)
    }
    if ((await findName(tx, 'resource_classes', name)) === undefined) {
      throw refusal(404, noClass(name))
    }
    const now = env.clock.isoNow()
    if (!(await changeInventory(tx, id, inventory, now))) {
      const what = `No inventory record with resource class for resource provider ${uuid}`
      throw refusal(400, `${what}: ${noInventory(name)}`)
    }
    await nextGeneration(tx, id, now)
    return fresh(ctx, env, [], { body: inventoryBody(inventory, generation + 1) })
  },
})

const remove = operation({
  id: 'inventories.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete what a resource provider has of a resource class',
  policy: policies.DELETE,
  target: providerTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle({ tx, env, target, params }) {
    const { resource_class: name } = params
    const missed = `No inventory of class ${name} found for delete`
    const isKnown = (await findName(tx, 'resource_classes', name)) !== undefined
    if (!isKnown) throw refusal(404, `${missed}: ${noClass(name)}`)
    const inventory = await inventoryOfClass(tx, target, name)
    if (inventory === undefined) throw refusal(404, `${missed}: ${missed}`)
    if (inventory.used > 0) {
      const why = inUse(target, [name])
      throw concurrentUpdate(`Unable to delete inventory of class ${name}: ${why}`)
    }
    await deleteInventories(tx, target.id, [name])
    await nextGeneration(tx, target.id, env.clock.isoNow())
  },
})

export const inventoryOperations = [show, update, remove]
