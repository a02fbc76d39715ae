import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER, READER } from '../base-rules.ts'

/**
 * The rules around groups, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{groups,group_actions}.py.
 */

const GROUPS = '/groups'
const GROUP = `${GROUPS}/{group_id}`

export const GET_ALL = policyRule({
  name: 'group:get_all',
  check: READER,
  description: 'List groups of volumes.',
  operations: ['', '/detail'].map((end) => ({ method: 'GET', path: GROUPS + end })),
})

export const CREATE = policyRule({
  name: 'group:create',
  check: MEMBER,
  description: 'Create a group of volumes, also from another group or its snapshot.',
  operations: [{ method: 'POST', path: GROUPS }],
})

export const GET = policyRule({
  name: 'group:get',
  check: READER,
  description: 'See a group of volumes.',
  operations: [{ method: 'GET', path: GROUP }],
})

export const UPDATE = policyRule({
  name: 'group:update',
  check: MEMBER,
  description: 'Change a group of volumes, and which volumes are in it.',
  operations: [{ method: 'PUT', path: GROUP }],
})

export const PROJECT_ATTRIBUTE = policyRule({
  name: 'group:group_project_attribute',
  check: ADMIN,
  description: 'See which project a group belongs to.',
  operations: [GROUP, `${GROUPS}/detail`].map((path) => ({ method: 'GET', path })),
})

function onAction(name: string, action: string, check: string, description: string) {
  const operations = [{ method: 'POST', path: `${GROUP}/action (${action})` }]
  return policyRule({ name: `group:${name}`, check, description, operations })
}

export const DELETE = onAction('delete', 'delete', MEMBER, 'Delete a group of volumes.')
export const RESET_STATUS = onAction(
  'reset_status',
  'reset_status',
  ADMIN,
  'Write another state over that of a group.',
)
export const ENABLE_REPLICATION = onAction(
  'enable_replication',
  'enable_replication',
  MEMBER,
  'Begin to replicate a group.',
)
export const DISABLE_REPLICATION = onAction(
  'disable_replication',
  'disable_replication',
  MEMBER,
  'End the replication of a group.',
)
export const FAILOVER_REPLICATION = onAction(
  'failover_replication',
  'failover_replication',
  MEMBER,
  'Use the replica of a group.',
)
export const LIST_REPLICATION_TARGETS = onAction(
  'list_replication_targets',
  'list_replication_targets',
  MEMBER,
  'See where a group could be replicated to.',
)

/** Rules that no operation names as its own but views ask. */
export const groupRules = [PROJECT_ATTRIBUTE]
