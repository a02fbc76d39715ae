import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, MEMBER_OF_PROJECT } from '../base-rules.ts'

/** The rules around locations, with upstream's defaults: openstack/glance glance/policies/image.py. */

const operations = [{ method: 'PATCH', path: '/images/{image_id}' }]
const scopes = ['project'] as const

export const SET_LOCATION = policyRule({
  name: 'set_image_location',
  check: MEMBER_OF_PROJECT,
  description: 'Say where the bytes of an image lie.',
  scopes,
  operations,
})

export const DELETE_LOCATION = policyRule({
  name: 'delete_image_location',
  check: ADMIN,
  description: 'Remove one of the places where the bytes of an image lie.',
  scopes,
  operations,
})

export const locationRules = [SET_LOCATION, DELETE_LOCATION]
