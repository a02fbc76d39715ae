import { AUTHENTICATED } from '../../kernel/operation.ts'
import { Fault, STOCK_MESSAGE } from '../../kernel/faults.ts'
import { fresh } from '../answers.ts'
import { CODES, concurrentUpdate, refusal } from '../faults.ts'
import { locationOf } from '../links.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { findName } from '../names.store.ts'
import { noClass } from '../names.ts'
import { providerTarget, providerTargetOf } from '../resource-providers/provider-target.usecase.ts'
import { nextGeneration } from '../resource-providers/providers.store.ts'
import { pathOfProvider } from '../resource-providers/providers.view.ts'
import { inventoryOf, mistakeIn } from './inventory.ts'
import * as policies from './inventories.policies.ts'
import { ALL_INVENTORIES, INVENTORY_TO_ADD } from './inventories.schemas.ts'
import { insertInventory, inventoriesOf } from './inventories.store.ts'
import { NotReplaced, replaceInventories } from './inventories.usecase.ts'
import { INVENTORIES, INVENTORY, inventoriesBody, inventoryBody } from './inventories.view.ts'
import { inventoryOperations } from './inventory.ops.ts'

const ALL = '/resource_providers/{uuid}/inventories'

const list = operation({
  id: 'inventories.list',
  method: 'GET',
  path: ALL,
  summary: 'List the inventories of a resource provider',
  policy: policies.LIST,
  refuse: onlyJson,
  target: providerTargetOf((_, plain) => `${plain} : ${plain}`),
  response: { 200: INVENTORIES },
  errors: [403, 404],
  async handle({ tx, ctx, env, target }) {
    const inventories = await inventoriesOf(tx, [target.id])
    return fresh(ctx, env, inventories, { body: inventoriesBody(inventories, target.generation) })
  },
})

const create = operation({
  id: 'inventories.create',
  method: 'POST',
  path: ALL,
  summary: 'Add an inventory to a resource provider',
  policy: policies.CREATE,
  target: providerTarget,
  body: INVENTORY_TO_ADD,
  success: 201,
  response: { 201: INVENTORY },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target }) {
    const inventory = inventoryOf(body.resource_class, body)
    const { resource_class: name } = inventory
    const isKnown = (await findName(tx, 'resource_classes', name)) !== undefined
    const mistake =
      mistakeIn(target, inventory, ctx.version) ?? (isKnown ? undefined : noClass(name))
    if (mistake !== undefined) {
      const what = `Unable to create inventory for resource provider ${target.uuid}`
      throw refusal(400, `${what}: ${mistake}`)
    }
    const now = env.clock.isoNow()
    await insertInventory(tx, target.id, inventory, now)
    await nextGeneration(tx, target.id, now)
    return fresh(ctx, env, [], {
      headers: locationOf(ctx, `${pathOfProvider(target.uuid)}/inventories/${name}`),
      body: inventoryBody(inventory, target.generation + 1),
    })
  },
})

const replace = operation({
  id: 'inventories.replace',
  method: 'PUT',
  path: ALL,
  summary: 'Replace all inventories of a resource provider',
  policy: policies.UPDATE,
  target: providerTarget,
  body: ALL_INVENTORIES,
  response: { 200: INVENTORIES },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target }) {
    if (body.resource_provider_generation !== target.generation) {
      throw concurrentUpdate('resource provider generation conflict')
    }
    const inventories = Object.entries(body.inventories).map(([name, asked]) =>
      inventoryOf(name, asked),
    )
    const { uuid } = target
    for (const inventory of inventories) {
      const mistake = mistakeIn(target, inventory, ctx.version)
      if (mistake === undefined) continue
      throw refusal(400, `Unable to update inventory for resource provider ${uuid}: ${mistake}`)
    }
    try {
      await replaceInventories(tx, env, target, inventories)
    } catch (error) {
      if (!(error instanceof NotReplaced)) throw error
      const { reason, message } = error
      throw reason === 'in use'
        ? refusal(409, `update conflict: ${message}`, { type: CODES.inventoryInUse })
        : refusal(
            400,
            `Unknown resource class in inventory for resource provider ${uuid}: ${message}`,
          )
    }
    return fresh(ctx, env, [], { body: inventoriesBody(inventories, target.generation + 1) })
  },
})

const deleteAll = operation({
  id: 'inventories.delete_all',
  method: 'DELETE',
  path: ALL,
  versions: ['1.5'],
  summary: 'Delete all inventories of a resource provider',
  policy: policies.DELETE,
  target: providerTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle({ tx, env, target }) {
    try {
      await replaceInventories(tx, env, target, [])
    } catch (error) {
      if (!(error instanceof NotReplaced)) throw error
      throw refusal(409, error.message, { type: CODES.inventoryInUse })
    }
  },
})

/** Before 1.5 the path knows no such method, which is said by a 405 instead of a 404. */
const refuseToDeleteAll = operation({
  id: 'inventories.refuse_to_delete_all',
  method: 'DELETE',
  path: ALL,
  versions: ['1.0', '1.4'],
  summary: 'Refuse to delete all inventories of a resource provider',
  policy: AUTHENTICATED,
  transaction: 'none',
  success: 405,
  response: {},
  errors: [405],
  handle() {
    throw new Fault(405, STOCK_MESSAGE[405]!)
  },
})

export const allInventoryOperations = [
  list,
  create,
  replace,
  deleteAll,
  refuseToDeleteAll,
  ...inventoryOperations,
]
