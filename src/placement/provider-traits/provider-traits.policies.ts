import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/trait.py. */
const ALL = '/resource_providers/{uuid}/traits'

const traits = (verb: string, description: string, method: string) =>
  operatorsRule(`resource_providers:traits:${verb}`, description, `${method} ${ALL}`)

export const LIST = traits('list', 'List the traits of a provider.', 'GET')
export const UPDATE = traits('update', 'Replace the traits of a provider.', 'PUT')
export const DELETE = traits('delete', 'Take all traits from a provider.', 'DELETE')
