import { adminsRule } from '../base-rules.ts'

/** Source: openstack/cinder cinder/policies/manageable_volumes.py. */
export const LIST_MANAGEABLE = adminsRule(
  'volume_extension:list_manageable',
  'List what lies on a backend and is no volume.',
  'GET /manageable_volumes',
  'GET /manageable_volumes/detail',
)

export const MANAGE = adminsRule(
  'volume_extension:volume_manage',
  'Make a volume of what lies on a backend.',
  'POST /manageable_volumes',
)

export const UNMANAGE = adminsRule(
  'volume_extension:volume_unmanage',
  'Give up a volume and leave its content on the backend.',
  'POST /volumes/{volume_id}/action (os-unmanage)',
)
