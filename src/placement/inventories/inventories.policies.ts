import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/inventory.py. */
const ALL = '/resource_providers/{uuid}/inventories'
const ONE = `${ALL}/{resource_class}`

const inventories = (verb: string, description: string, ...calls: `${string} ${string}`[]) =>
  operatorsRule(`resource_providers:inventories:${verb}`, description, ...calls)

export const LIST = inventories('list', 'List the inventories of a provider.', `GET ${ALL}`)
export const CREATE = inventories('create', 'Add an inventory to a provider.', `POST ${ALL}`)
export const SHOW = inventories('show', 'Show an inventory of a provider.', `GET ${ONE}`)
export const UPDATE = inventories(
  'update',
  'Replace the inventories of a provider, or change one.',
  `PUT ${ALL}`,
  `PUT ${ONE}`,
)
export const DELETE = inventories(
  'delete',
  'Delete inventories of a provider.',
  `DELETE ${ALL}`,
  `DELETE ${ONE}`,
)
