/**
 * Who may do what with volume types. Defaults of openstack/cinder cinder/policies/volume_type.py,
 * type_extra_specs.py, volume_access.py and default_types.py.
 */
import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, READER, adminsRule } from '../base-rules.ts'

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

export const CREATE = adminsRule(
  'volume_extension:type_create',
  'Create a volume type.',
  'POST /types',
)

export const UPDATE = adminsRule(
  'volume_extension:type_update',
  'Change name, description or visibility of a volume type.',
  'PUT /types/{type_id}',
)

export const DELETE = adminsRule(
  'volume_extension:type_delete',
  'Delete a volume type.',
  'DELETE /types/{type_id}',
)

export const SHOW_EXTRA_SPECS = policyRule({
  name: 'volume_extension:access_types_extra_specs',
  check: READER,
  description: 'See the extra specs in the answers about volume types.',
  operations: [
    { method: 'GET', path: '/types' },
    { method: 'GET', path: '/types/{type_id}' },
  ],
})

export const SHOW_QOS = adminsRule(
  'volume_extension:access_types_qos_specs_id',
  'See the QoS specs in the answers about volume types.',
  'GET /types',
  'GET /types/{type_id}',
)

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

export const CREATE_SPECS = adminsRule(
  'volume_extension:types_extra_specs:create',
  'Set extra specs of a volume type.',
  `POST ${SPECS_PATH}`,
)

export const UPDATE_SPEC = adminsRule(
  'volume_extension:types_extra_specs:update',
  'Set one extra spec of a volume type.',
  `PUT ${SPEC_PATH}`,
)

export const DELETE_SPEC = adminsRule(
  'volume_extension:types_extra_specs:delete',
  'Remove an extra spec of a volume type.',
  `DELETE ${SPEC_PATH}`,
)

export const READ_SENSITIVE = adminsRule(
  'volume_extension:types_extra_specs:read_sensitive',
  'See all extra specs, and not only those that tell what a type can do.',
  'GET /types',
  'GET /types/{type_id}',
  `GET ${SPECS_PATH}`,
  `GET ${SPEC_PATH}`,
)

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

export const LIST_ACCESS = adminsRule(
  'volume_extension:volume_type_access:get_all_for_type',
  'List the projects that may use a private volume type.',
  'GET /types/{type_id}/os-volume-type-access',
)

export const ADD_ACCESS = adminsRule(
  'volume_extension:volume_type_access:addProjectAccess',
  'Let a project use a private volume type.',
  'POST /types/{type_id}/action (addProjectAccess)',
)

export const REMOVE_ACCESS = adminsRule(
  'volume_extension:volume_type_access:removeProjectAccess',
  'Stop a project from using a private volume type.',
  'POST /types/{type_id}/action (removeProjectAccess)',
)

export const SET_DEFAULT = adminsRule(
  'volume_extension:default_set_or_update',
  'Choose the default volume type of a project.',
  'PUT /default-types/{project_id}',
)

export const GET_DEFAULT = adminsRule(
  'volume_extension:default_get',
  'Show the default volume type of a project.',
  'GET /default-types/{project_id}',
)

export const LIST_DEFAULTS = adminsRule(
  'volume_extension:default_get_all',
  'List the projects that have a default volume type of their own.',
  'GET /default-types',
)

export const UNSET_DEFAULT = adminsRule(
  'volume_extension:default_unset',
  'Give a project the default volume type of everybody.',
  'DELETE /default-types/{project_id}',
)

/** Rules that views and handlers ask about, beside those that the operations name. */
export const volumeTypeRules = [SHOW_EXTRA_SPECS, SHOW_QOS, READ_SENSITIVE, SHOW_ACCESS]
