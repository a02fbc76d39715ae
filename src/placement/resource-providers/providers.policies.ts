import { operatorsRule } from '../base-rules.ts'

/** Source: placement/policies/resource_provider.py. */
const MEMBER = '/resource_providers/{uuid}'

export const LIST = operatorsRule(
  'resource_providers:list',
  'List resource providers.',
  'GET /resource_providers',
)
export const CREATE = operatorsRule(
  'resource_providers:create',
  'Create a resource provider.',
  'POST /resource_providers',
)
export const SHOW = operatorsRule(
  'resource_providers:show',
  'Show a resource provider.',
  `GET ${MEMBER}`,
)
export const UPDATE = operatorsRule(
  'resource_providers:update',
  'Change the name or the parent of a resource provider.',
  `PUT ${MEMBER}`,
)
export const DELETE = operatorsRule(
  'resource_providers:delete',
  'Delete a resource provider.',
  `DELETE ${MEMBER}`,
)
