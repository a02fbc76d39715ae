import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER, READER, adminsRule } from '../base-rules.ts'

/**
 * The rules around volumes, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{volumes,volume_metadata,volume_actions}.py.
 */

const VOLUMES = '/volumes'
const VOLUME = '/volumes/{volume_id}'
const METADATA = `${VOLUME}/metadata`
const ACTION = `${VOLUME}/action`
const SHOWN = [
  { method: 'GET', path: VOLUME },
  { method: 'GET', path: `${VOLUMES}/detail` },
]

export const CREATE = policyRule({
  name: 'volume:create',
  check: MEMBER,
  description: 'Make a volume.',
  operations: [{ method: 'POST', path: VOLUMES }],
})

export const CREATE_FROM_IMAGE = policyRule({
  name: 'volume:create_from_image',
  check: MEMBER,
  description: 'Make a volume with the content of an image.',
  operations: [{ method: 'POST', path: VOLUMES }],
})

export const CREATE_MULTIATTACH = policyRule({
  name: 'volume:multiattach',
  check: MEMBER,
  description: 'Make a volume of a type that several servers can attach at once.',
  operations: [{ method: 'POST', path: VOLUMES }],
})

export const GET = policyRule({
  name: 'volume:get',
  check: READER,
  description: 'See a volume. Whoever may not is told that there is none.',
  operations: [{ method: 'GET', path: VOLUME }],
})

export const GET_ALL = policyRule({
  name: 'volume:get_all',
  check: READER,
  description: 'List volumes, or count them and their sizes.',
  operations: ['', '/detail', '/summary'].map((end) => ({ method: 'GET', path: VOLUMES + end })),
})

export const UPDATE = policyRule({
  name: 'volume:update',
  check: MEMBER,
  description:
    'Change name, description and metadata of a volume, or whether servers boot from it.',
  operations: [
    { method: 'PUT', path: VOLUME },
    { method: 'POST', path: `${ACTION} (os-set_bootable)` },
  ],
})

export const DELETE = policyRule({
  name: 'volume:delete',
  check: MEMBER,
  description: 'Delete a volume.',
  operations: [{ method: 'DELETE', path: VOLUME }],
})

export const FORCE_DELETE = adminsRule(
  'volume:force_delete',
  'Delete a volume whatever state it is in.',
  `DELETE ${VOLUME}`,
)

export const HOST_ATTRIBUTE = policyRule({
  name: 'volume_extension:volume_host_attribute',
  check: ADMIN,
  description: 'See which backend keeps a volume.',
  operations: SHOWN,
})

export const TENANT_ATTRIBUTE = policyRule({
  name: 'volume_extension:volume_tenant_attribute',
  check: READER,
  description: 'See which project a volume belongs to.',
  operations: SHOWN,
})

export const MIGRATION_ATTRIBUTE = policyRule({
  name: 'volume_extension:volume_mig_status_attribute',
  check: ADMIN,
  description: 'See how the migration of a volume goes.',
  operations: SHOWN,
})

export const GET_METADATA = policyRule({
  name: 'volume:get_volume_metadata',
  check: READER,
  description: 'Read the metadata of a volume.',
  operations: [
    { method: 'GET', path: METADATA },
    { method: 'GET', path: `${METADATA}/{key}` },
  ],
})

export const CREATE_METADATA = policyRule({
  name: 'volume:create_volume_metadata',
  check: MEMBER,
  description: 'Add items to the metadata of a volume.',
  operations: [{ method: 'POST', path: METADATA }],
})

export const UPDATE_METADATA = policyRule({
  name: 'volume:update_volume_metadata',
  check: MEMBER,
  description: 'Replace the metadata of a volume, or set one item.',
  operations: [
    { method: 'PUT', path: METADATA },
    { method: 'PUT', path: `${METADATA}/{key}` },
  ],
})

export const DELETE_METADATA = policyRule({
  name: 'volume:delete_volume_metadata',
  check: MEMBER,
  description: 'Remove an item from the metadata of a volume.',
  operations: [{ method: 'DELETE', path: `${METADATA}/{key}` }],
})

export const EXTEND = policyRule({
  name: 'volume:extend',
  check: MEMBER,
  description: 'Make a volume larger.',
  operations: [{ method: 'POST', path: `${ACTION} (os-extend)` }],
})

export const EXTEND_ATTACHED = policyRule({
  name: 'volume:extend_attached_volume',
  check: MEMBER,
  description: 'Make a volume larger while a server uses it.',
  operations: [{ method: 'POST', path: `${ACTION} (os-extend)` }],
})

export const RESET_STATUS = adminsRule(
  'volume_extension:volume_admin_actions:reset_status',
  'Write another state over that of a volume.',
  `POST ${ACTION} (os-reset_status)`,
)

/** Rules that no operation names as its own but handlers and views ask. */
export const volumeRules = [
  CREATE_FROM_IMAGE,
  CREATE_MULTIATTACH,
  GET,
  FORCE_DELETE,
  HOST_ATTRIBUTE,
  TENANT_ATTRIBUTE,
  MIGRATION_ATTRIBUTE,
  EXTEND_ATTACHED,
]
