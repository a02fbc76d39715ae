import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/allocation.py. */
const ONE = '/allocations/{consumer_uuid}'

export const LIST = operatorsRule(
  'allocations:list',
  'List the allocations of a consumer.',
  `GET ${ONE}`,
)
export const UPDATE = operatorsRule(
  'allocations:update',
  'Replace the allocations of a consumer.',
  `PUT ${ONE}`,
)
export const DELETE = operatorsRule(
  'allocations:delete',
  'Delete the allocations of a consumer.',
  `DELETE ${ONE}`,
)
export const MANAGE = operatorsRule(
  'allocations:manage',
  'Replace the allocations of several consumers at once.',
  'POST /allocations',
)
export const LIST_OF_PROVIDER = operatorsRule(
  'resource_providers:allocations:list',
  'List what is allocated of a provider.',
  'GET /resource_providers/{uuid}/allocations',
)
