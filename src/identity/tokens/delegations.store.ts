/** What was delegated to the bearer of a token: application credentials, trusts, access tokens. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { RoleState } from './tokens.store.ts'

const getApplicationCredential = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credentials')
    .select(['id', 'name', 'user_id', 'project_id', 'expires_at', 'unrestricted', 'ruled'])
    .where('id', '=', p.id),
)

const getRoleIds = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credential_roles')
    .select('role_id')
    .where('application_credential_id', '=', p.id),
)

const getRules = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_application_credential_rules as link')
    .innerJoin('identity_access_rules as rule', 'rule.id', 'link.access_rule_id')
    .select(['rule.id', 'rule.service', 'rule.path', 'rule.method'])
    .where('link.application_credential_id', '=', p.id)
    .orderBy('rule.id'),
)

const getTrust = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_trusts')
    .select(['id', 'trustor_user_id', 'trustee_user_id', 'project_id', 'impersonation'])
    .select(['expires_at', 'redelegated_trust_id'])
    .where('id', '=', p.id),
)

/** Roles that a trust delegates, with what they imply; those of one domain only imply others. */
const getTrustRoles = statement(
  (_db, p: { id: string }) => sql<RoleState>`
    with recursive delegated (role_id) as (
      select role_id from identity_trust_roles where trust_id = ${p.id}
      union
      select implied_role_id from identity_implied_roles
      join delegated on prior_role_id = role_id
    )
    select id, name from identity_roles join delegated on id = role_id
    where domain_id is null order by name`,
)

const getAccessToken = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_access_tokens')
    .select(['id', 'user_id', 'project_id', 'consumer_id', 'role_ids', 'expires_at'])
    .where('id', '=', p.id),
)

/** With what they imply. */
const getWithImplied = statement(
  (_db, p: { ids: readonly string[] }) => sql<{ role_id: string }>`
    with recursive held (role_id) as (
      select id from identity_roles where id in ${inList(p.ids)}
      union
      select implied_role_id from identity_implied_roles join held on prior_role_id = role_id
    )
    select role_id from held`,
)

export function delegatedCredential(tx: Tx, id: string) {
  return tx.first(getApplicationCredential, { id })
}

export function roleIdsOfCredential(tx: Tx, id: string) {
  return tx.all(getRoleIds, { id })
}

export function rulesOfCredential(tx: Tx, id: string) {
  return tx.all(getRules, { id })
}

export function delegatedTrust(tx: Tx, id: string) {
  return tx.first(getTrust, { id })
}

export function rolesOfDelegatedTrust(tx: Tx, id: string) {
  return tx.all(getTrustRoles, { id })
}

export function delegatedAccessToken(tx: Tx, id: string) {
  return tx.first(getAccessToken, { id })
}

/** These roles and all that they imply. */
export function withImpliedRoles(tx: Tx, ids: readonly string[]) {
  return tx.all(getWithImplied, { ids })
}
