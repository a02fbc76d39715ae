import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

/** Source: openstack/cinder cinder/policies/manageable_volumes.py. */
export const LIST_MANAGEABLE = policyRule({
  name: 'volume_extension:list_manageable',
  check: ADMIN,
  description: 'List what lies on a backend and is no volume.',
  operations: [
    { method: 'GET', path: '/manageable_volumes' },
    { method: 'GET', path: '/manageable_volumes/detail' },
  ],
})

export const MANAGE = policyRule({
  name: 'volume_extension:volume_manage',
  check: ADMIN,
  description: 'Make a volume of what lies on a backend.',
  operations: [{ method: 'POST', path: '/manageable_volumes' }],
})

export const UNMANAGE = policyRule({
  name: 'volume_extension:volume_unmanage',
  check: ADMIN,
  description: 'Give up a volume and leave its content on the backend.',
  operations: [{ method: 'POST', path: '/volumes/{volume_id}/action (os-unmanage)' }],
})
