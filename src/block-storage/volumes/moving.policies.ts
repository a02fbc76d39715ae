import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, adminsRule } from '../base-rules.ts'

/**
 * The rules around types and backends that volumes change. Source: openstack/cinder
 * cinder/policies/volume_actions.py.
 */

const ACTION = '/volumes/{volume_id}/action'

export const RETYPE = policyRule({
  name: 'volume:retype',
  check: MEMBER,
  description: 'Give a volume another type.',
  operations: [{ method: 'POST', path: `${ACTION} (os-retype)` }],
})

export const MIGRATE = adminsRule(
  'volume_extension:volume_admin_actions:migrate_volume',
  'Move a volume to another backend.',
  `POST ${ACTION} (os-migrate_volume)`,
)

export const COMPLETE_MIGRATION = adminsRule(
  'volume_extension:volume_admin_actions:migrate_volume_completion',
  'Say that a server has copied a volume to another one.',
  `POST ${ACTION} (os-migrate_volume_completion)`,
)
