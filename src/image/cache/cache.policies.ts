import { adminsRule } from '../base-rules.ts'

/** The rules around the cache: openstack/glance glance/policies/cache.py. */

const CACHE = '/cache'
const ENTRY = '/cache/{image_id}'

export const QUEUE = adminsRule('cache_image', 'Have an image cached.', `PUT ${ENTRY}`)

export const LIST = adminsRule(
  'cache_list',
  'List what is cached and what is to be.',
  `GET ${CACHE}`,
)

export const DELETE = adminsRule(
  'cache_delete',
  'Remove images from the cache and from what is to be cached.',
  `DELETE ${CACHE}`,
  `DELETE ${ENTRY}`,
)

export const CLEAN = adminsRule(
  'cache_clean',
  'Remove what is in the cache and should not be.',
  `POST ${CACHE}/clean`,
)

export const PRUNE = adminsRule(
  'cache_prune',
  'Make the cache smaller where it is larger than it may be.',
  `POST ${CACHE}/prune`,
)

export const LIST_NODES = adminsRule(
  'list_cached_nodes',
  'List the nodes that have an image cached.',
  `GET ${CACHE}/nodes/{image_id}`,
)
