import { ADMIN, ADMIN_OR_SYSTEM_READER, ANY_SCOPE, identityRule, NO_DOMAIN } from '../base-rules.ts'

export const PATHS = {
  all: '/domains/{domain_id}/config',
  group: '/domains/{domain_id}/config/{group}',
  option: '/domains/{domain_id}/config/{group}/{option}',
} as const

export const DEFAULT_PATHS = {
  all: '/domains/config/default',
  group: '/domains/config/{group}/default',
  option: '/domains/config/{group}/{option}/default',
} as const

export const SECURITY_PATHS = {
  group: '/domains/{domain_id}/config/security_compliance',
  option: '/domains/{domain_id}/config/security_compliance/{option}',
} as const

function calls(method: string, paths: Readonly<Record<string, string>>) {
  return Object.values(paths).map((path) => `${method} /v3${path}` as const)
}

export const CREATE = identityRule(
  'create_domain_config',
  ADMIN,
  NO_DOMAIN,
  'Configure a domain.',
  `PUT /v3${PATHS.all}`,
)

export const GET = identityRule(
  'get_domain_config',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show the configuration of a domain.',
  ...calls('GET', PATHS),
)

export const GET_SECURITY_COMPLIANCE = identityRule(
  'get_security_compliance_domain_config',
  '',
  ANY_SCOPE,
  'Show what passwords have to look like.',
  ...calls('GET', SECURITY_PATHS),
)

export const UPDATE = identityRule(
  'update_domain_config',
  ADMIN,
  NO_DOMAIN,
  'Change the configuration of a domain.',
  ...calls('PATCH', PATHS),
)

export const DELETE = identityRule(
  'delete_domain_config',
  ADMIN,
  NO_DOMAIN,
  'Delete the configuration of a domain.',
  ...calls('DELETE', PATHS),
)

export const GET_DEFAULT = identityRule(
  'get_domain_config_default',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show what holds where a domain has no configuration.',
  ...calls('GET', DEFAULT_PATHS),
)
