/**
 * Who may do what with volume types. Defaults of openstack/cinder cinder/policies/volume_type.py,
 * type_extra_specs.py, volume_access.py and default_types.py.
 */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER, READER } from '../base-rules.ts'

export const GET_ALL = policyRule({
  name: 'volume_extension:type_get_all',
  check: READER,
  description: 'List volume types.',
  operations: [{ method: 'GET', path: '/types' }],
})

export const GET = policyRule({
  name: 'volume_extension:type_get',
  check: READER,
  description: 'Show a volume type.',
  operations: [{ method: 'GET', path: '/types/{type_id}' }],
})

export const CREATE = policyRule({
  name: 'volume_extension:type_create',
  check: ADMIN,
  description: 'Create a volume type.',
  operations: [{ method: 'POST', path: '/types' }],
})

export const UPDATE = policyRule({
  name: 'volume_extension:type_update',
  check: ADMIN,
  description: 'Change name, description or visibility of a volume type.',
  operations: [{ method: 'PUT', path: '/types/{type_id}' }],
})

export const DELETE = policyRule({
  name: 'volume_extension:type_delete',
  check: ADMIN,
  description: 'Delete a volume type.',
  operations: [{ method: 'DELETE', path: '/types/{type_id}' }],
})

export const SHOW_EXTRA_SPECS = policyRule({
  name: 'volume_extension:access_types_extra_specs',
  check: READER,
  description: 'See the extra specs in the answers about volume types.',
  operations: [
    { method: 'GET', path: '/types' },
    { method: 'GET', path: '/types/{type_id}' },
  ],
})

export const SHOW_QOS = policyRule({
  name: 'volume_extension:access_types_qos_specs_id',
  check: ADMIN,
  description: 'See the QoS specs in the answers about volume types.',
  operations: [
    { method: 'GET', path: '/types' },
    { method: 'GET', path: '/types/{type_id}' },
  ],
})

const SPECS_PATH = '/types/{type_id}/extra_specs'
const SPEC_PATH = `${SPECS_PATH}/{key}`

export const LIST_SPECS = policyRule({
  name: 'volume_extension:types_extra_specs:index',
  check: READER,
  description: 'List the extra specs of a volume type.',
  operations: [{ method: 'GET', path: SPECS_PATH }],
})

export const GET_SPEC = policyRule({
  name: 'volume_extension:types_extra_specs:show',
  check: READER,
  description: 'Show one extra spec of a volume type.',
  operations: [{ method: 'GET', path: SPEC_PATH }],
})

export const CREATE_SPECS = policyRule({
  name: 'volume_extension:types_extra_specs:create',
  check: ADMIN,
  description: 'Set extra specs of a volume type.',
  operations: [{ method: 'POST', path: SPECS_PATH }],
})

export const UPDATE_SPEC = policyRule({
  name: 'volume_extension:types_extra_specs:update',
  check: ADMIN,
  description: 'Set one extra spec of a volume type.',
  operations: [{ method: 'PUT', path: SPEC_PATH }],
})

export const DELETE_SPEC = policyRule({
  name: 'volume_extension:types_extra_specs:delete',
  check: ADMIN,
  description: 'Remove an extra spec of a volume type.',
  operations: [{ method: 'DELETE', path: SPEC_PATH }],
})

export const READ_SENSITIVE = policyRule({
  name: 'volume_extension:types_extra_specs:read_sensitive',
  check: ADMIN,
  description: 'See all extra specs, and not only those that tell what a type can do.',
  operations: [
    { method: 'GET', path: '/types' },
    { method: 'GET', path: '/types/{type_id}' },
    { method: 'GET', path: SPECS_PATH },
    { method: 'GET', path: SPEC_PATH },
  ],
})

export const SHOW_ACCESS = policyRule({
  name: 'volume_extension:volume_type_access',
  check: MEMBER,
  description: 'See in the answers about volume types whether they are public.',
  operations: [
    { method: 'GET', path: '/types' },
    { method: 'GET', path: '/types/{type_id}' },
    { method: 'POST', path: '/types' },
  ],
})

export const LIST_ACCESS = policyRule({
  name: 'volume_extension:volume_type_access:get_all_for_type',
  check: ADMIN,
  description: 'List the projects that may use a private volume type.',
  operations: [{ method: 'GET', path: '/types/{type_id}/os-volume-type-access' }],
})

export const ADD_ACCESS = policyRule({
  name: 'volume_extension:volume_type_access:addProjectAccess',
  check: ADMIN,
  description: 'Let a project use a private volume type.',
  operations: [{ method: 'POST', path: '/types/{type_id}/action (addProjectAccess)' }],
})

export const REMOVE_ACCESS = policyRule({
  name: 'volume_extension:volume_type_access:removeProjectAccess',
  check: ADMIN,
  description: 'Stop a project from using a private volume type.',
  operations: [{ method: 'POST', path: '/types/{type_id}/action (removeProjectAccess)' }],
})

export const SET_DEFAULT = policyRule({
  name: 'volume_extension:default_set_or_update',
  check: ADMIN,
  description: 'Choose the default volume type of a project.',
  operations: [{ method: 'PUT', path: '/default-types/{project_id}' }],
})

export const GET_DEFAULT = policyRule({
  name: 'volume_extension:default_get',
  check: ADMIN,
  description: 'Show the default volume type of a project.',
  operations: [{ method: 'GET', path: '/default-types/{project_id}' }],
})

export const LIST_DEFAULTS = policyRule({
  name: 'volume_extension:default_get_all',
  check: ADMIN,
  description: 'List the projects that have a default volume type of their own.',
  operations: [{ method: 'GET', path: '/default-types' }],
})

export const UNSET_DEFAULT = policyRule({
  name: 'volume_extension:default_unset',
  check: ADMIN,
  description: 'Give a project the default volume type of everybody.',
  operations: [{ method: 'DELETE', path: '/default-types/{project_id}' }],
})

/** Rules that views and handlers ask about, beside those that the operations name. */
export const volumeTypeRules = [SHOW_EXTRA_SPECS, SHOW_QOS, READ_SENSITIVE, SHOW_ACCESS]
