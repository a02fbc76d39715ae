import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/aggregate.py. */
const ALL = '/resource_providers/{uuid}/aggregates'

export const LIST = operatorsRule(
  'resource_providers:aggregates:list',
  'List the aggregates of a provider.',
  `GET ${ALL}`,
)
export const UPDATE = operatorsRule(
  'resource_providers:aggregates:update',
  'Replace the aggregates of a provider.',
  `PUT ${ALL}`,
)
