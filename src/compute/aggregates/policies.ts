import { adminRule } from '../base-rules.ts'

/** Source: nova/policies/aggregates.py. */
const aggregates = (verb: string, description: string, method: string, path = '') =>
  adminRule(`os_compute_api:os-aggregates:${verb}`, description, method, `/os-aggregates${path}`)

const MEMBER = '/{aggregate_id}'

export const LIST = aggregates('index', 'List all aggregates.', 'GET')
export const CREATE = aggregates('create', 'Create an aggregate.', 'POST')
export const SHOW = aggregates('show', 'Show details of an aggregate.', 'GET', MEMBER)
export const UPDATE = aggregates(
  'update',
  'Change the name or the availability zone of an aggregate.',
  'PUT',
  MEMBER,
)
export const DELETE = aggregates('delete', 'Delete an aggregate.', 'DELETE', MEMBER)
export const SET_METADATA = aggregates(
  'set_metadata',
  'Set, change and remove metadata of an aggregate.',
  'POST',
  `${MEMBER}/action (set_metadata)`,
)
export const ADD_HOST = aggregates(
  'add_host',
  'Add a host to an aggregate.',
  'POST',
  `${MEMBER}/action (add_host)`,
)
export const REMOVE_HOST = aggregates(
  'remove_host',
  'Remove a host from an aggregate.',
  'POST',
  `${MEMBER}/action (remove_host)`,
)
export const IMAGES = adminRule(
  'compute:aggregates:images',
  'Ask the hosts of an aggregate to keep images at hand.',
  'POST',
  '/os-aggregates/{aggregate_id}/images',
)
