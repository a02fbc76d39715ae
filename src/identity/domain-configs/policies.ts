import { adminsRule, ANY_SCOPE, identityRule, readersRule } from '../base-rules.ts'

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

export const CREATE = adminsRule(
  'create_domain_config',
  'Configure a domain.',
  `PUT /v3${PATHS.all}`,
)

export const GET = readersRule(
  'get_domain_config',
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

export const UPDATE = adminsRule(
  'update_domain_config',
  'Change the configuration of a domain.',
  ...calls('PATCH', PATHS),
)

export const DELETE = adminsRule(
  'delete_domain_config',
  'Delete the configuration of a domain.',
  ...calls('DELETE', PATHS),
)

export const GET_DEFAULT = readersRule(
  'get_domain_config_default',
  'Show what holds where a domain has no configuration.',
  ...calls('GET', DEFAULT_PATHS),
)
