import { ADMIN, ADMIN_OR_SYSTEM_READER, ANY_SCOPE, identityRule, NO_DOMAIN } from '../base-rules.ts'

/** Who has the role in the domain of the actor, which must also be that of the place. */
function inBothDomains(role: 'reader' | 'manager' | 'admin'): string {
  return ['user', 'group']
    .flatMap((actor) =>
      ['project.domain_id', 'domain.id'].map(
        (place) =>
          `(role:${role} and domain_id:%(target.${actor}.domain_id)s ` +
          `and domain_id:%(target.${place})s)`,
      ),
    )
    .join(' or ')
}

const SYSTEM_READER = 'role:reader and system_scope:all'
const ROLE_OF_DOMAIN = 'domain_id:%(target.role.domain_id)s or None:%(target.role.domain_id)s'
const MANAGES =
  `(rule:admin_required) or (${inBothDomains('admin')}) and (${ROLE_OF_DOMAIN}) or ` +
  `(${inBothDomains('manager')}) and rule:domain_managed_target_role`

const ROLES = ['projects/{project_id}', 'domains/{domain_id}'].flatMap((place) =>
  ['users/{user_id}', 'groups/{group_id}'].map((actor) => `${place}/${actor}/roles`),
)
const LISTS = [
  ...ROLES.map((path) => `/v3/${path}`),
  ...ROLES.slice(2).map((path) => `/v3/OS-INHERIT/${path}/inherited_to_projects`),
]
const SINGLES = [
  ...ROLES.map((path) => `/v3/${path}/{role_id}`),
  ...ROLES.map((path) => `/v3/OS-INHERIT/${path}/{role_id}/inherited_to_projects`),
]

function calls(method: string, paths: readonly string[]) {
  return paths.map((path) => `${method} ${path}` as const)
}

export const GRANTS = {
  check: identityRule(
    'check_grant',
    `(rule:admin_required) or ((${SYSTEM_READER}) or (${inBothDomains('reader')}) and ` +
      `(${ROLE_OF_DOMAIN}))`,
    ANY_SCOPE,
    'Check whether a user or group was given a role on a project or domain.',
    ...calls('GET', SINGLES),
  ),
  list: identityRule(
    'list_grants',
    `(rule:admin_required) or ((${SYSTEM_READER}) or ${inBothDomains('reader')})`,
    ANY_SCOPE,
    'List the roles that a user or group was given on a project or domain.',
    ...calls('GET', LISTS),
  ),
  create: identityRule(
    'create_grant',
    MANAGES,
    ANY_SCOPE,
    'Give a user or group a role on a project or domain.',
    ...calls('PUT', SINGLES),
  ),
  revoke: identityRule(
    'revoke_grant',
    MANAGES,
    ANY_SCOPE,
    'Take a role on a project or domain from a user or group.',
    ...calls('DELETE', SINGLES),
  ),
}

function systemGrants(actor: 'user' | 'group') {
  const list = `/v3/system/${actor}s/{${actor}_id}/roles`
  const single = `${list}/{role_id}`
  return {
    check: identityRule(
      `check_system_grant_for_${actor}`,
      ADMIN_OR_SYSTEM_READER,
      NO_DOMAIN,
      `Check whether a ${actor} was given a role on the system.`,
      `GET ${single}`,
    ),
    list: identityRule(
      `list_system_grants_for_${actor}`,
      ADMIN_OR_SYSTEM_READER,
      NO_DOMAIN,
      `List the roles that a ${actor} was given on the system.`,
      `GET ${list}`,
    ),
    create: identityRule(
      `create_system_grant_for_${actor}`,
      ADMIN,
      NO_DOMAIN,
      `Give a ${actor} a role on the system.`,
      `PUT ${single}`,
    ),
    revoke: identityRule(
      `revoke_system_grant_for_${actor}`,
      ADMIN,
      NO_DOMAIN,
      `Take a role on the system from a ${actor}.`,
      `DELETE ${single}`,
    ),
  }
}

export const SYSTEM_GRANTS = { user: systemGrants('user'), group: systemGrants('group') }
