import { policyRule } from '../../kernel/policy.ts'

/** Source: nova/policies/servers.py. */
const rule = (verb: string, check: string, description: string, method: string, path: string) =>
  policyRule({
    name: `os_compute_api:servers:${verb}`,
    check: `rule:${check}`,
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })

const create = (verb: string, check: string, description: string) =>
  rule(verb, check, description, 'POST', '/servers')

export const CREATE = create('create', 'project_member_or_admin', 'Create a server.')
export const CREATE_FORCED_HOST = create(
  'create:forced_host',
  'context_is_admin',
  'Create a server on a host that is named in the place of the availability zone.',
)
export const CREATE_ATTACH_VOLUME = create(
  'create:attach_volume',
  'project_member_or_admin',
  'Create a server with volumes attached to it.',
)
export const CREATE_ATTACH_NETWORK = create(
  'create:attach_network',
  'project_member_or_admin',
  'Create a server with networks attached to it.',
)
export const CREATE_TRUSTED_CERTS = create(
  'create:trusted_certs',
  'project_member_or_admin',
  'Create a server with trusted image certificates.',
)
export const CREATE_ZERO_DISK_FLAVOR = create(
  'create:zero_disk_flavor',
  'context_is_admin',
  'Create a server from an image with a flavor that has no root disk.',
)
export const REQUESTED_DESTINATION = policyRule({
  name: 'compute:servers:create:requested_destination',
  check: 'rule:context_is_admin',
  description: 'Create a server on a host or hypervisor that is named.',
  scopes: ['project'],
  operations: [{ method: 'POST', path: '/servers' }],
})
export const ATTACH_EXTERNAL_NETWORK = policyRule({
  name: 'network:attach_external_network',
  check: 'rule:context_is_admin',
  description: 'Attach a server to an external network that is not shared.',
  scopes: ['project'],
  operations: [
    { method: 'POST', path: '/servers' },
    { method: 'POST', path: '/servers/{server_id}/os-interface' },
  ],
})
export const UPDATE = rule(
  'update',
  'project_member_or_admin',
  'Change how a server is called, reached and described.',
  'PUT',
  '/servers/{server_id}',
)
export const DELETE = rule(
  'delete',
  'project_member_or_admin',
  'Delete a server.',
  'DELETE',
  '/servers/{server_id}',
)

/** Rules of creation that no operation names: use cases ask them. */
export const CREATION_RULES = [
  CREATE_FORCED_HOST,
  CREATE_ATTACH_VOLUME,
  CREATE_ATTACH_NETWORK,
  CREATE_TRUSTED_CERTS,
  CREATE_ZERO_DISK_FLAVOR,
  REQUESTED_DESTINATION,
  ATTACH_EXTERNAL_NETWORK,
]
