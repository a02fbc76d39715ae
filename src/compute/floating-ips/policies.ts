import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/floating_ips.py. */
const ROOT = '/os-floating-ips'
const ONE = `${ROOT}/{floating_ip_id}`
const NAME = 'os-floating-ips'

export const LIST = projectRule('reader', `${NAME}:list`, 'List floating IPs.', 'GET', ROOT)
export const CREATE = projectRule(
  'member',
  `${NAME}:create`,
  'Allocate a floating IP.',
  'POST',
  ROOT,
)
export const SHOW = projectRule('reader', `${NAME}:show`, 'Show a floating IP.', 'GET', ONE)
export const DELETE = projectRule(
  'member',
  `${NAME}:delete`,
  'Release a floating IP.',
  'DELETE',
  ONE,
)
