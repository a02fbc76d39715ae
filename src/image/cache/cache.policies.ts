import { policyRule } from '../../kernel/policy.ts'
import { ADMIN } from '../base-rules.ts'

/** The rules around the cache: openstack/glance glance/policies/cache.py. */

const CACHE = '/cache'
const ENTRY = '/cache/{image_id}'
const scopes = ['project'] as const

export const QUEUE = policyRule({
  name: 'cache_image',
  check: ADMIN,
  description: 'Have an image cached.',
  scopes,
  operations: [{ method: 'PUT', path: ENTRY }],
})

export const LIST = policyRule({
  name: 'cache_list',
  check: ADMIN,
  description: 'List what is cached and what is to be.',
  scopes,
  operations: [{ method: 'GET', path: CACHE }],
})

export const DELETE = policyRule({
  name: 'cache_delete',
  check: ADMIN,
  description: 'Remove images from the cache and from what is to be cached.',
  scopes,
  operations: [
    { method: 'DELETE', path: CACHE },
    { method: 'DELETE', path: ENTRY },
  ],
})

export const CLEAN = policyRule({
  name: 'cache_clean',
  check: ADMIN,
  description: 'Remove what is in the cache and should not be.',
  scopes,
  operations: [{ method: 'POST', path: `${CACHE}/clean` }],
})

export const PRUNE = policyRule({
  name: 'cache_prune',
  check: ADMIN,
  description: 'Make the cache smaller where it is larger than it may be.',
  scopes,
  operations: [{ method: 'POST', path: `${CACHE}/prune` }],
})
