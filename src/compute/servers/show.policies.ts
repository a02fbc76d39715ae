import { policyRule } from '../../kernel/policy.ts'

const SHOWING = [
  { method: 'GET', path: '/servers/{server_id}' },
  { method: 'GET', path: '/servers/detail' },
  { method: 'PUT', path: '/servers/{server_id}' },
  { method: 'POST', path: '/servers/{server_id}/action (rebuild)' },
]

/** Source: nova/policies/servers.py, nova/policies/extended_server_attributes.py. */
export const SHOW = policyRule({
  name: 'os_compute_api:servers:show',
  check: 'rule:project_reader_or_admin',
  description: 'Show a server.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/servers/{server_id}' }],
})
export const FLAVOR_EXTRA_SPECS = policyRule({
  name: 'os_compute_api:servers:show:flavor-extra-specs',
  check: 'rule:project_reader_or_admin',
  description: 'See the extra specs in the flavor of a server.',
  scopes: ['project'],
  operations: SHOWING,
})
export const HOST_STATUS = policyRule({
  name: 'os_compute_api:servers:show:host_status',
  check: 'rule:context_is_admin',
  description: 'See how the host of a server stands.',
  scopes: ['project'],
  operations: SHOWING,
})
export const UNKNOWN_HOST_STATUS = policyRule({
  name: 'os_compute_api:servers:show:host_status:unknown-only',
  check: 'rule:context_is_admin',
  description: 'See of the host of a server that nobody knows how it stands, and nothing else.',
  scopes: ['project'],
  operations: SHOWING,
})
export const EXTENDED_ATTRIBUTES = policyRule({
  name: 'os_compute_api:os-extended-server-attributes',
  check: 'rule:context_is_admin',
  description: 'See what hosts know of a server.',
  scopes: ['project'],
  operations: SHOWING,
})

/** Rules of what is shown, which no operation names. */
export const SHOWING_RULES = [
  FLAVOR_EXTRA_SPECS,
  HOST_STATUS,
  UNKNOWN_HOST_STATUS,
  EXTENDED_ATTRIBUTES,
]
