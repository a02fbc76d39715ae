import { adminsRule } from '../base-rules.ts'

/**
 * The rules around types of groups, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/group_types.py.
 */

const TYPE = '/group_types/{group_type_id}'
const SPECS = `${TYPE}/group_specs`
const SPEC = `${SPECS}/{g_spec_id}`

export const CREATE = adminsRule(
  'group:group_types:create',
  'Create a group type.',
  'POST /group_types/',
)

export const UPDATE = adminsRule('group:group_types:update', 'Change a group type.', `PUT ${TYPE}`)

export const DELETE = adminsRule(
  'group:group_types:delete',
  'Delete a group type.',
  `DELETE ${TYPE}`,
)

export const SHOW_SPECS = adminsRule(
  'group:access_group_types_specs',
  'See the specs of a group type where it is shown or listed.',
  `GET ${TYPE}`,
)

export const GET_SPEC = adminsRule(
  'group:group_types_specs:get',
  'Show one spec of a group type.',
  `GET ${SPEC}`,
)

export const LIST_SPECS = adminsRule(
  'group:group_types_specs:get_all',
  'List the specs of a group type.',
  `GET ${SPECS}`,
)

export const CREATE_SPECS = adminsRule(
  'group:group_types_specs:create',
  'Set specs of a group type.',
  `POST ${SPECS}`,
)

export const UPDATE_SPEC = adminsRule(
  'group:group_types_specs:update',
  'Set one spec of a group type.',
  `PUT ${SPEC}`,
)

export const DELETE_SPEC = adminsRule(
  'group:group_types_specs:delete',
  'Remove one spec of a group type.',
  `DELETE ${SPEC}`,
)

/** Rules that no operation names as its own but views ask. */
export const groupTypeRules = [SHOW_SPECS]
