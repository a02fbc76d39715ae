/** The JSON-home document: which paths there are, by the names keystone/common/json_home.py uses. */

const RELATIONS = 'https://docs.openstack.org/api/openstack-identity/3'

const GROUP = '/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}'
const POLICY = '/policies/{policy_id}/OS-ENDPOINT-POLICY'

/** Paths whose relation is not what their segments would make. */
const IRREGULAR = new Map([
  ['/users/{user_id}/password', 'user_change_password'],
  ['/users/{user_id}/application_credentials', 'application_credentials'],
  [
    '/users/{user_id}/application_credentials/{application_credential_id}',
    'application_credential',
  ],
  ['/users/{user_id}/access_rules', 'access_rules'],
  ['/users/{user_id}/access_rules/{access_rule_id}', 'access_rule'],
  ['/domains/{domain_id}/config/{group}', 'domain_config_group'],
  ['/domains/{domain_id}/config/{group}/{option}', 'domain_config_option'],
  ['/domains/config/default', 'domain_config_default'],
  ['/domains/config/{group}/default', 'domain_config_default_group'],
  ['/domains/config/{group}/{option}/default', 'domain_config_default_option'],
  ['/limits/model', 'limit_model'],
  ['/auth/OS-FEDERATION/websso/{protocol_id}', 'websso'],
  [
    '/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso',
    'identity_providers_websso',
  ],
  ['/roles/{prior_role_id}/implies', 'implied_roles'],
  ['/roles/{prior_role_id}/implies/{implied_role_id}', 'implied_role'],
  ['/OS-OAUTH1/request_token', 'request_tokens'],
  ['/OS-OAUTH1/access_token', 'access_tokens'],
  ['/OS-OAUTH1/authorize/{request_token_id}', 'authorize_request_token'],
  [`${GROUP}/endpoints`, 'endpoints_in_endpoint_group'],
  [`${GROUP}/projects`, 'projects_associated_with_endpoint_group'],
  [`${GROUP}/projects/{project_id}`, 'endpoint_group_to_project_association'],
  [`${POLICY}/endpoints/{endpoint_id}`, 'endpoint_policy_association'],
  [`${POLICY}/services/{service_id}`, 'service_policy_association'],
  [`${POLICY}/services/{service_id}/regions/{region_id}`, 'region_and_service_policy_association'],
  ['/OS-SIMPLE-CERT/ca', 'ca_certificate'],
  ['/auth/tokens/OS-PKI/revoked', 'revocations'],
  // Upstream gives both paths of tags this name; the later one stays.
  ['/projects/{project_id}/tags/{value}', 'project_tags'],
])

/** Parameters of extensions' paths that are their own and not Identity's. */
const EXTENSION_PARAMETERS = new Set([
  'access_token_id',
  'consumer_id',
  'endpoint_group_id',
  'idp_id',
  'mapping_id',
  'protocol_id',
  'request_token_id',
  'service_provider_id',
  'trust_id',
])

/** Parameters that the document names otherwise than the paths do. */
const RENAMED_PARAMETERS = new Map([
  ['group', 'config_group'],
  ['option', 'config_option'],
  ['prior_role_id', 'role_id'],
  ['implied_role_id', 'role_id'],
  ['value', 'tag_value'],
])

/** Resources that Keystone calls experimental. */
const EXPERIMENTAL = /^\/(registered_)?limits(\/|$)/

/** Relations of an extension's older path that point to the path that took its place. */
const REPLACED_PATHS = new Map([
  ['/OS-FEDERATION/projects', '/auth/projects'],
  ['/OS-FEDERATION/domains', '/auth/domains'],
])

/** Paths of an extension that do not name it. */
const EXTENSION_OF = new Map([
  ['/ec2tokens', 'OS-EC2'],
  ['/s3tokens', 's3tokens'],
])

interface Resource {
  href?: string
  hints?: { status: 'experimental' }
  'href-template'?: string
  'href-vars'?: Record<string, string>
}

/** Paths below this one are named by `{group}`, of which it is a value. */
const SPECIAL = '/domains/{domain_id}/config/security_compliance'

/** @param prefix of the version, where the document stands above it */
export function jsonHome(
  paths: Iterable<string>,
  prefix: string,
): { resources: Record<string, Resource> } {
  const named = [...new Set(paths)].filter((path) => !path.startsWith(SPECIAL))
  const resources = named.map(
    (path) => [`${spaceOf(path)}/rel/${relationOf(path)}`, resourceAt(path, prefix)] as const,
  )
  return { resources: Object.fromEntries(resources) }
}

/** Names of an extension are in a space of its own. */
function spaceOf(path: string): string {
  const extension = EXTENSION_OF.get(path) ?? /\/(OS-[A-Z\d-]+)(?=\/|$)/.exec(path)?.[1]
  return extension === undefined ? RELATIONS : `${RELATIONS}/ext/${extension}/1.0`
}

function resourceAt(path: string, prefix: string): Resource {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const hints = EXPERIMENTAL.test(path) ? { hints: { status: 'experimental' } as const } : {}
  if (names.length === 0) return { href: prefix + (REPLACED_PATHS.get(path) ?? path), ...hints }
  const variables = names.map((name) => {
    const space = EXTENSION_PARAMETERS.has(name) ? spaceOf(path) : RELATIONS
    return [name, `${space}/param/${RENAMED_PARAMETERS.get(name) ?? name}`]
  })
  return { 'href-template': prefix + path, 'href-vars': Object.fromEntries(variables), ...hints }
}

/** `/projects/{project_id}/users/{user_id}/roles` → `project_user_roles`. */
function relationOf(path: string): string {
  const irregular = IRREGULAR.get(path)
  if (irregular !== undefined) return irregular
  const segments = path.split('/').filter((segment) => segment && !segment.startsWith('OS-'))
  return segments
    .flatMap((segment, index) => {
      if (segment.startsWith('{')) return []
      return [segments[index + 1]?.startsWith('{') ? singular(segment) : segment]
    })
    .join('_')
}

function singular(segment: string): string {
  return segment.endsWith('ies') ? `${segment.slice(0, -3)}y` : segment.replace(/s$/, '')
}
