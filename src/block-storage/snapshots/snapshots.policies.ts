import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER, READER, adminsRule } from '../base-rules.ts'

/**
 * The rules around snapshots, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{snapshots,snapshot_metadata,snapshot_actions,manageable_snapshots}.py.
 */

const SNAPSHOTS = '/snapshots'
const SNAPSHOT = '/snapshots/{snapshot_id}'
const METADATA = `${SNAPSHOT}/metadata`
const ACTION = `${SNAPSHOT}/action`
const SHOWN = [
  { method: 'GET', path: SNAPSHOT },
  { method: 'GET', path: `${SNAPSHOTS}/detail` },
]

export const GET_ALL = policyRule({
  name: 'volume:get_all_snapshots',
  check: READER,
  description: 'List snapshots.',
  operations: ['', '/detail'].map((end) => ({ method: 'GET', path: SNAPSHOTS + end })),
})

export const EXTENDED_ATTRIBUTES = policyRule({
  name: 'volume_extension:extended_snapshot_attributes',
  check: READER,
  description: 'See the project of a snapshot, and how far its making has come.',
  operations: SHOWN,
})

export const CREATE = policyRule({
  name: 'volume:create_snapshot',
  check: MEMBER,
  description: 'Make a snapshot of a volume.',
  operations: [{ method: 'POST', path: SNAPSHOTS }],
})

export const GET = policyRule({
  name: 'volume:get_snapshot',
  check: READER,
  description: 'See a snapshot.',
  operations: [{ method: 'GET', path: SNAPSHOT }],
})

export const UPDATE = policyRule({
  name: 'volume:update_snapshot',
  check: MEMBER,
  description: 'Change name and description of a snapshot.',
  operations: [{ method: 'PUT', path: SNAPSHOT }],
})

export const DELETE = policyRule({
  name: 'volume:delete_snapshot',
  check: MEMBER,
  description: 'Delete a snapshot.',
  operations: [{ method: 'DELETE', path: SNAPSHOT }],
})

export const GET_METADATA = policyRule({
  name: 'volume:get_snapshot_metadata',
  check: READER,
  description: 'Read the metadata of a snapshot.',
  operations: [
    { method: 'GET', path: METADATA },
    { method: 'GET', path: `${METADATA}/{key}` },
  ],
})

export const UPDATE_METADATA = policyRule({
  name: 'volume:update_snapshot_metadata',
  check: MEMBER,
  description: 'Add items to the metadata of a snapshot, replace them, or set one.',
  operations: [
    { method: 'POST', path: METADATA },
    { method: 'PUT', path: METADATA },
    { method: 'PUT', path: `${METADATA}/{key}` },
  ],
})

export const DELETE_METADATA = policyRule({
  name: 'volume:delete_snapshot_metadata',
  check: MEMBER,
  description: 'Remove an item from the metadata of a snapshot.',
  operations: [{ method: 'DELETE', path: `${METADATA}/{key}` }],
})

export const RESET_STATUS = adminsRule(
  'volume_extension:snapshot_admin_actions:reset_status',
  'Write another state over that of a snapshot.',
  `POST ${ACTION} (os-reset_status)`,
)

export const UPDATE_STATUS = policyRule({
  name: 'snapshot_extension:snapshot_actions:update_snapshot_status',
  check: MEMBER,
  description: 'Say how far the making or deleting of a snapshot has come.',
  operations: [{ method: 'POST', path: `${ACTION} (os-update_snapshot_status)` }],
})

export const FORCE_DELETE = adminsRule(
  'volume_extension:snapshot_admin_actions:force_delete',
  'Delete a snapshot whatever state it is in.',
  `POST ${ACTION} (os-force_delete)`,
)

export const UNMANAGE = adminsRule(
  'snapshot_extension:snapshot_unmanage',
  'Forget a snapshot that the backend keeps.',
  `POST ${ACTION} (os-unmanage)`,
)

export const REVERT = policyRule({
  name: 'volume:revert_to_snapshot',
  check: MEMBER,
  description: 'Give a volume the content of its latest snapshot.',
  operations: [{ method: 'POST', path: '/volumes/{volume_id}/action (revert)' }],
})

export const LIST_MANAGEABLE = policyRule({
  name: 'snapshot_extension:list_manageable',
  check: ADMIN,
  description: 'List what lies on a backend and is no snapshot.',
  operations: ['', '/detail'].map((end) => ({
    method: 'GET',
    path: `/manageable_snapshots${end}`,
  })),
})

export const MANAGE = adminsRule(
  'snapshot_extension:snapshot_manage',
  'Make a snapshot of what lies on a backend.',
  'POST /manageable_snapshots',
)

/** Rules that no operation names as its own but handlers and views ask. */
export const snapshotRules = [EXTENDED_ATTRIBUTES, REVERT]
