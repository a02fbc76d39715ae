import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER_OF_PROJECT } from '../base-rules.ts'

/** The rules of members, with upstream's defaults: openstack/glance glance/policies/image.py. */

const MEMBERS = '/images/{image_id}/members'
const MEMBER = '/images/{image_id}/members/{member_id}'
const scopes = ['project'] as const

const READER_OR_MEMBER_ITSELF = `${ADMIN} or role:reader and (project_id:%(project_id)s or project_id:%(member_id)s)`

export const LIST = policyRule({
  name: 'get_members',
  check: READER_OR_MEMBER_ITSELF,
  description: 'List the projects that an image is shared with.',
  scopes,
  operations: [{ method: 'GET', path: MEMBERS }],
})

export const SHOW = policyRule({
  name: 'get_member',
  check: READER_OR_MEMBER_ITSELF,
  description: 'See a project that an image is shared with.',
  scopes,
  operations: [{ method: 'GET', path: MEMBER }],
})

export const ADD = policyRule({
  name: 'add_member',
  check: MEMBER_OF_PROJECT,
  description: 'Share an image with a project.',
  scopes,
  operations: [{ method: 'POST', path: MEMBERS }],
})

export const MODIFY = policyRule({
  name: 'modify_member',
  check: `${ADMIN} or (role:member and project_id:%(member_id)s)`,
  description: 'Accept or reject an image that is shared with the project.',
  scopes,
  operations: [{ method: 'PUT', path: MEMBER }],
})

export const DELETE = policyRule({
  name: 'delete_member',
  check: MEMBER_OF_PROJECT,
  description: 'Stop sharing an image with a project.',
  scopes,
  operations: [{ method: 'DELETE', path: MEMBER }],
})
