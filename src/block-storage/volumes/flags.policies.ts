import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER } from '../base-rules.ts'

/**
 * The rules around flags of volumes and what administrators do to them. Source: openstack/cinder
 * cinder/policies/{volume_actions,volume_metadata}.py.
 */

const ACTION = '/volumes/{volume_id}/action'

export const UPDATE_READONLY_FLAG = policyRule({
  name: 'volume:update_readonly_flag',
  check: MEMBER,
  description: 'Say whether servers may write to a volume.',
  operations: [{ method: 'POST', path: `${ACTION} (os-update_readonly_flag)` }],
})

export const FORCE_DELETE_ACTION = policyRule({
  name: 'volume_extension:volume_admin_actions:force_delete',
  check: ADMIN,
  description: 'Delete a volume whatever state it is in, by an action.',
  operations: [{ method: 'POST', path: `${ACTION} (os-force_delete)` }],
})

export const COMPLETE_EXTENSION = policyRule({
  name: 'volume_extension:volume_admin_actions:extend_volume_completion',
  check: ADMIN,
  description: 'Say that a server has noticed how large its volume is now.',
  operations: [{ method: 'POST', path: `${ACTION} (os-extend_volume_completion)` }],
})
