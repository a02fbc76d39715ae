import { proxyRule } from '../proxied.ts'

/** Source: nova/policies/floating_ips.py. */
const ROOT = '/os-floating-ips'
const ONE = `${ROOT}/{floating_ip_id}`
const NAME = 'os-floating-ips'

export const LIST = proxyRule('reader', `${NAME}:list`, 'List floating IPs.', 'GET', ROOT)
export const CREATE = proxyRule('member', `${NAME}:create`, 'Allocate a floating IP.', 'POST', ROOT)
export const SHOW = proxyRule('reader', `${NAME}:show`, 'Show a floating IP.', 'GET', ONE)
export const DELETE = proxyRule('member', `${NAME}:delete`, 'Release a floating IP.', 'DELETE', ONE)
