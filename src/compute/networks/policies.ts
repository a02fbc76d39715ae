import { proxyRule } from '../proxied.ts'

/** Source: nova/policies/networks.py. */
export const LIST = proxyRule('reader', 'os-networks:list', 'List networks.', 'GET', '/os-networks')
export const SHOW = proxyRule(
  'reader',
  'os-networks:show',
  'Show a network.',
  'GET',
  '/os-networks/{network_id}',
)
