import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER } from '../base-rules.ts'

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

export const MIGRATE = policyRule({
  name: 'volume_extension:volume_admin_actions:migrate_volume',
  check: ADMIN,
  description: 'Move a volume to another backend.',
  operations: [{ method: 'POST', path: `${ACTION} (os-migrate_volume)` }],
})

export const COMPLETE_MIGRATION = policyRule({
  name: 'volume_extension:volume_admin_actions:migrate_volume_completion',
  check: ADMIN,
  description: 'Say that a server has copied a volume to another one.',
  operations: [{ method: 'POST', path: `${ACTION} (os-migrate_volume_completion)` }],
})
