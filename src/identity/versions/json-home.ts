/** The JSON-home document: which paths there are, by the names keystone/common/json_home.py uses. */

const RELATIONS = 'https://docs.openstack.org/api/openstack-identity/3'

/** Paths whose relation is not what their segments would make. */
const IRREGULAR = new Map([
  ['/users/{user_id}/password', 'user_change_password'],
  ['/roles/{prior_role_id}/implies', 'implied_roles'],
  ['/roles/{prior_role_id}/implies/{implied_role_id}', 'implied_role'],
  ['/OS-OAUTH1/request_token', 'request_tokens'],
  ['/OS-OAUTH1/access_token', 'access_tokens'],
  ['/OS-OAUTH1/authorize/{request_token_id}', 'authorize_request_token'],
])

/** Parameters of extensions' paths that are their own and not Identity's. */
const EXTENSION_PARAMETERS = new Set([
  'access_token_id',
  'consumer_id',
  'idp_id',
  'mapping_id',
  'protocol_id',
  'request_token_id',
  'service_provider_id',
])

interface Resource {
  href?: string
  'href-template'?: string
  'href-vars'?: Record<string, string>
}

/** @param prefix of the version, where the document stands above it */
export function jsonHome(
  paths: Iterable<string>,
  prefix: string,
): { resources: Record<string, Resource> } {
  const resources = [...new Set(paths)].map(
    (path) => [`${spaceOf(path)}/rel/${relationOf(path)}`, resourceAt(path, prefix)] as const,
  )
  return { resources: Object.fromEntries(resources) }
}

/** Names of an extension are in a space of its own. */
function spaceOf(path: string): string {
  const [, extension] = /\/(OS-[A-Z\d-]+)(?=\/|$)/.exec(path) ?? []
  return extension === undefined ? RELATIONS : `${RELATIONS}/ext/${extension}/1.0`
}

function resourceAt(path: string, prefix: string): Resource {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  if (names.length === 0) return { href: prefix + path }
  const variables = names.map((name) => {
    const space = EXTENSION_PARAMETERS.has(name) ? spaceOf(path) : RELATIONS
    return [name, `${space}/param/${name}`]
  })
  return { 'href-template': prefix + path, 'href-vars': Object.fromEntries(variables) }
}

/** `/projects/{project_id}/users/{user_id}/roles` → `project_user_roles`. */
function relationOf(path: string): string {
  const irregular = IRREGULAR.get(path)
  if (irregular !== undefined) return irregular
  const segments = path.split('/').filter((segment) => segment && !segment.startsWith('OS-'))
  return segments
    .flatMap((segment, index) => {
      if (segment.startsWith('{')) return []
      return [segments[index + 1]?.startsWith('{') ? segment.replace(/s$/, '') : segment]
    })
    .join('_')
}
