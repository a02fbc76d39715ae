import { adminsRule } from '../base-rules.ts'

/** Source: openstack/cinder cinder/policies/services.py. */
export const LIST = adminsRule(
  'volume_extension:services:index',
  'List the services of block storage.',
  'GET /os-services',
)

export const UPDATE = adminsRule(
  'volume_extension:services:update',
  'Enable and disable services of block storage.',
  'PUT /os-services/{action}',
)
