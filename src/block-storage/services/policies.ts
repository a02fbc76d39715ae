import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

/** Source: openstack/cinder cinder/policies/services.py. */
export const LIST = policyRule({
  name: 'volume_extension:services:index',
  check: ADMIN,
  description: 'List the services of block storage.',
  operations: [{ method: 'GET', path: '/os-services' }],
})

export const UPDATE = policyRule({
  name: 'volume_extension:services:update',
  check: ADMIN,
  description: 'Enable and disable services of block storage.',
  operations: [{ method: 'PUT', path: '/os-services/{action}' }],
})
