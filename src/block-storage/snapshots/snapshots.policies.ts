import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, READER } from '../base-rules.ts'

/**
 * The rules around snapshots, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{snapshots,snapshot_metadata,snapshot_actions,manageable_snapshots}.py.
 */

const SNAPSHOTS = '/snapshots'
const SNAPSHOT = '/snapshots/{snapshot_id}'
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

/** Rules that no operation names as its own but handlers and views ask. */
export const snapshotRules = [EXTENDED_ATTRIBUTES]
