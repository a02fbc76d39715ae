import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/networks.py. */
export const LIST = projectRule(
  'reader',
  'os-networks:list',
  'List networks.',
  'GET',
  '/os-networks',
)
export const SHOW = projectRule(
  'reader',
  'os-networks:show',
  'Show a network.',
  'GET',
  '/os-networks/{network_id}',
)
