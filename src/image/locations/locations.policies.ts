import { policyRule } from '../../kernel/policy.ts'
import { adminsRule, MEMBER_OF_PROJECT, READER_OF_PROJECT, SERVICE_API } from '../base-rules.ts'

/** The rules around where the bytes of images lie: openstack/glance glance/policies/image.py. */

const IMAGE = '/images/{image_id}'
const LOCATIONS = `${IMAGE}/locations`
const scopes = ['project'] as const

export const DELETE_LOCATION = adminsRule(
  'delete_image_location',
  'Delete a copy of the bytes of an image.',
  `PATCH ${IMAGE}`,
)

export const GET_LOCATION = policyRule({
  name: 'get_image_location',
  check: READER_OF_PROJECT,
  description: 'See where the bytes of an image lie.',
  scopes,
  operations: [{ method: 'GET', path: IMAGE }],
})

export const SET_LOCATION = policyRule({
  name: 'set_image_location',
  check: MEMBER_OF_PROJECT,
  description: 'Say where the bytes of an image lie.',
  scopes,
  operations: [{ method: 'PATCH', path: IMAGE }],
})

export const ADD_LOCATION = policyRule({
  name: 'add_image_location',
  check:
    `rule:${SERVICE_API.name} or ` +
    '(role:member and project_id:%(project_id)s and project_id:%(owner)s)',
  description: 'Say of a queued image where its bytes lie.',
  scopes,
  operations: [{ method: 'POST', path: LOCATIONS }],
})

export const FETCH_LOCATION = policyRule({
  name: 'fetch_image_location',
  check: `rule:${SERVICE_API.name}`,
  description: 'List where the bytes of an image lie.',
  scopes,
  operations: [{ method: 'GET', path: LOCATIONS }],
})

/** Rules that no operation names as its own. */
export const locationRules = [GET_LOCATION, SET_LOCATION]
