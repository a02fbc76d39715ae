import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER, READER, adminsRule } from '../base-rules.ts'

/**
 * The rules around snapshots of groups, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{group_snapshots,group_snapshot_actions}.py.
 */

const ALL = '/group_snapshots'
const ONE = `${ALL}/{group_snapshot_id}`

export const GET_ALL = policyRule({
  name: 'group:get_all_group_snapshots',
  check: READER,
  description: 'List snapshots of groups.',
  operations: ['', '/detail'].map((end) => ({ method: 'GET', path: ALL + end })),
})

export const CREATE = policyRule({
  name: 'group:create_group_snapshot',
  check: MEMBER,
  description: 'Make a snapshot of a group.',
  operations: [{ method: 'POST', path: ALL }],
})

export const GET = policyRule({
  name: 'group:get_group_snapshot',
  check: READER,
  description: 'See a snapshot of a group.',
  operations: [{ method: 'GET', path: ONE }],
})

export const DELETE = policyRule({
  name: 'group:delete_group_snapshot',
  check: MEMBER,
  description: 'Delete a snapshot of a group.',
  operations: [{ method: 'DELETE', path: ONE }],
})

export const UPDATE = policyRule({
  name: 'group:update_group_snapshot',
  check: MEMBER,
  description: 'Kept for policy files that name it: no call changes a snapshot of a group.',
  operations: [{ method: 'PUT', path: ONE }],
})

export const PROJECT_ATTRIBUTE = policyRule({
  name: 'group:group_snapshot_project_attribute',
  check: ADMIN,
  description: 'See which project a snapshot of a group belongs to.',
  operations: [ONE, `${ALL}/detail`].map((path) => ({ method: 'GET', path })),
})

export const RESET_STATUS = adminsRule(
  'group:reset_group_snapshot_status',
  'Write another state over that of a snapshot of a group.',
  `POST ${ALL}/{g_snapshot_id}/action (reset_status)`,
)

/** Rules that no operation names as its own. */
export const groupSnapshotRules = [PROJECT_ATTRIBUTE, UPDATE]
