import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, adminsRule } from '../base-rules.ts'

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

export const FORCE_DELETE_ACTION = adminsRule(
  'volume_extension:volume_admin_actions:force_delete',
  'Delete a volume whatever state it is in, by an action.',
  `POST ${ACTION} (os-force_delete)`,
)

export const COMPLETE_EXTENSION = adminsRule(
  'volume_extension:volume_admin_actions:extend_volume_completion',
  'Say that a server has noticed how large its volume is now.',
  `POST ${ACTION} (os-extend_volume_completion)`,
)
