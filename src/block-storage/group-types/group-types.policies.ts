import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

/**
 * The rules around types of groups, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/group_types.py.
 */

const TYPE = '/group_types/{group_type_id}'
const SPECS = `${TYPE}/group_specs`
const SPEC = `${SPECS}/{g_spec_id}`

export const CREATE = policyRule({
  name: 'group:group_types:create',
  check: ADMIN,
  description: 'Create a group type.',
  operations: [{ method: 'POST', path: '/group_types/' }],
})

export const UPDATE = policyRule({
  name: 'group:group_types:update',
  check: ADMIN,
  description: 'Change a group type.',
  operations: [{ method: 'PUT', path: TYPE }],
})

export const DELETE = policyRule({
  name: 'group:group_types:delete',
  check: ADMIN,
  description: 'Delete a group type.',
  operations: [{ method: 'DELETE', path: TYPE }],
})

export const SHOW_SPECS = policyRule({
  name: 'group:access_group_types_specs',
  check: ADMIN,
  description: 'See the specs of a group type where it is shown or listed.',
  operations: [{ method: 'GET', path: TYPE }],
})

export const GET_SPEC = policyRule({
  name: 'group:group_types_specs:get',
  check: ADMIN,
  description: 'Show one spec of a group type.',
  operations: [{ method: 'GET', path: SPEC }],
})

export const LIST_SPECS = policyRule({
  name: 'group:group_types_specs:get_all',
  check: ADMIN,
  description: 'List the specs of a group type.',
  operations: [{ method: 'GET', path: SPECS }],
})

export const CREATE_SPECS = policyRule({
  name: 'group:group_types_specs:create',
  check: ADMIN,
  description: 'Set specs of a group type.',
  operations: [{ method: 'POST', path: SPECS }],
})

export const UPDATE_SPEC = policyRule({
  name: 'group:group_types_specs:update',
  check: ADMIN,
  description: 'Set one spec of a group type.',
  operations: [{ method: 'PUT', path: SPEC }],
})

export const DELETE_SPEC = policyRule({
  name: 'group:group_types_specs:delete',
  check: ADMIN,
  description: 'Remove one spec of a group type.',
  operations: [{ method: 'DELETE', path: SPEC }],
})

/** Rules that no operation names as its own but views ask. */
export const groupTypeRules = [SHOW_SPECS]
