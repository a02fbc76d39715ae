import { policyRule } from '../../kernel/policy.ts'
import {
  ADMIN,
  adminsRule,
  MEMBER_OF_PROJECT,
  READER_OF_IMAGE,
  READER_OF_PROJECT,
} from '../base-rules.ts'

/** The rules around images, with upstream's defaults: openstack/glance glance/policies/image.py. */

const IMAGES = '/images'
const IMAGE = '/images/{image_id}'
const scopes = ['project'] as const

export const ADD = policyRule({
  name: 'add_image',
  check: `${ADMIN} or (role:member and project_id:%(project_id)s and project_id:%(owner)s)`,
  description: 'Make an image.',
  scopes,
  operations: [{ method: 'POST', path: IMAGES }],
})

export const DELETE = policyRule({
  name: 'delete_image',
  check: MEMBER_OF_PROJECT,
  description: 'Delete an image.',
  scopes,
  operations: [{ method: 'DELETE', path: IMAGE }],
})

export const GET = policyRule({
  name: 'get_image',
  check: READER_OF_IMAGE,
  description: 'See an image. Whoever may not is told that there is none.',
  scopes,
  operations: [{ method: 'GET', path: IMAGE }],
})

export const GET_ALL = policyRule({
  name: 'get_images',
  check: READER_OF_PROJECT,
  description: 'List images; each of those that are listed must be one that may be seen.',
  scopes,
  operations: [{ method: 'GET', path: IMAGES }],
})

export const MODIFY = policyRule({
  name: 'modify_image',
  check: MEMBER_OF_PROJECT,
  description: 'Change an image.',
  scopes,
  operations: [{ method: 'PATCH', path: IMAGE }],
})

export const PUBLICIZE = adminsRule(
  'publicize_image',
  'Make an image public, which everybody then sees in lists.',
  `POST ${IMAGES}`,
  `PATCH ${IMAGE}`,
)

export const COMMUNITIZE = policyRule({
  name: 'communitize_image',
  check: MEMBER_OF_PROJECT,
  description: 'Make an image one of the community: everybody may use it, lists leave it out.',
  scopes,
  operations: [
    { method: 'POST', path: IMAGES },
    { method: 'PATCH', path: IMAGE },
  ],
})

export const DEACTIVATE = policyRule({
  name: 'deactivate',
  check: MEMBER_OF_PROJECT,
  description: 'Keep others from the bytes of an image.',
  scopes,
  operations: [{ method: 'POST', path: `${IMAGE}/actions/deactivate` }],
})

export const REACTIVATE = policyRule({
  name: 'reactivate',
  check: MEMBER_OF_PROJECT,
  description: 'Let others have the bytes of an image again.',
  scopes,
  operations: [{ method: 'POST', path: `${IMAGE}/actions/reactivate` }],
})

export const imageRules = [PUBLICIZE, COMMUNITIZE]
