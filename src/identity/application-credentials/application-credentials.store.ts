import type { Selectable } from 'kysely'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type {
  IdentityAccessRulesTable,
  IdentityApplicationCredentialsTable,
} from '../storage/delegation.tables.ts'
import type { AccessRule } from '../access-rules/access-rules.ts'
import { conflicting } from '../faults.ts'
import type { RoleRow } from '../roles/roles.store.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type CredentialRow = Selectable<IdentityApplicationCredentialsTable>
export type AccessRuleRow = Selectable<IdentityAccessRulesTable>

/** With what hangs on it, as clients see it. */
export interface ApplicationCredential {
  readonly row: CredentialRow
  readonly roles: readonly RoleRow[]
  readonly rules: readonly AccessRule[]
}

export function findCredential(tx: Tx, id: string): Promise<CredentialRow | undefined> {
  return tx.db
    .selectFrom('identity_application_credentials')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function findCredentialNamed(
  tx: Tx,
  userId: string,
  name: string,
): Promise<CredentialRow | undefined> {
  return tx.db
    .selectFrom('identity_application_credentials')
    .selectAll()
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
}

export const APPLICATION_CREDENTIALS: ListSource = {
  table: 'identity_application_credentials',
  columns: columns({ name: text(), user_id: text({ filter: false }) }),
  made: ['serial'],
}

/** In the order in which they were made. */
export function listCredentials(
  tx: Tx,
  userId: string,
  request: ListRequest,
): Promise<CredentialRow[]> {
  const own: Condition = { kind: 'in', column: 'user_id', values: [userId] }
  return rowsAndOneMore(tx, APPLICATION_CREDENTIALS, '*', among(request, [own]))
}

/** Roles and access rules of credentials, two queries for any number of them. */
export async function completed(
  tx: Tx,
  rows: readonly CredentialRow[],
): Promise<ApplicationCredential[]> {
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const roles = await tx.db
    .selectFrom('identity_application_credential_roles as link')
    .innerJoin('identity_roles as role', 'role.id', 'link.role_id')
    .selectAll('role')
    .select('link.application_credential_id as owner')
    .where('link.application_credential_id', 'in', ids)
    .orderBy('link.serial')
    .execute()
  const rules = await tx.db
    .selectFrom('identity_application_credential_rules as link')
    .innerJoin('identity_access_rules as rule', 'rule.id', 'link.access_rule_id')
    .select(['rule.id', 'rule.service', 'rule.path', 'rule.method'])
    .select('link.application_credential_id as owner')
    .where('link.application_credential_id', 'in', ids)
    .orderBy('link.position')
    .orderBy('rule.id')
    .execute()
  return rows.map((row) => ({
    row,
    roles: roles.filter(({ owner }) => owner === row.id),
    rules: rules
      .filter(({ owner }) => owner === row.id)
      .map(({ id, service, path, method }) => ({ id, service, path, method })),
  }))
}

/** @throws 409 where the user has one of that name */
export async function insertCredential(
  tx: Tx,
  row: CredentialRow,
  roleIds: readonly string[],
  ruleIds: readonly string[],
): Promise<void> {
  try {
    await tx.db.insertInto('identity_application_credentials').values(row).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    const name = error.columns.includes('id') ? `ID ${row.id}` : `name ${row.name}`
    throw conflicting('application_credential', `Duplicate entry found with ${name}`)
  }
  const owner = { application_credential_id: row.id }
  await tx.db
    .insertInto('identity_application_credential_roles')
    .values(roleIds.map((role_id) => ({ ...owner, role_id })))
    .execute()
  if (ruleIds.length === 0) return
  await tx.db
    .insertInto('identity_application_credential_rules')
    .values(ruleIds.map((access_rule_id, position) => ({ ...owner, access_rule_id, position })))
    .execute()
}

/** Of the same secret. */
export async function replaceSecretHash(tx: Tx, id: string, hash: string): Promise<void> {
  await tx.db
    .updateTable('identity_application_credentials')
    .set({ secret_hash: hash })
    .where('id', '=', id)
    .execute()
}

/** Ends every token that was made from it. False where there is none. */
export async function deleteCredential(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_application_credentials').where('id', '=', id).execute()
  await bumpEpoch(tx)
}

/** The id of this rule of the user; it is made where there is none, and shared where there is. */
export async function sharedRule(tx: Tx, rule: AccessRuleRow): Promise<string> {
  await tx.db
    .insertInto('identity_access_rules')
    .values(rule)
    .onConflict((taken) => taken.columns(['user_id', 'service', 'path', 'method']).doNothing())
    .execute()
  const { id } = await tx.db
    .selectFrom('identity_access_rules')
    .select('id')
    .where('user_id', '=', rule.user_id)
    .where('service', '=', rule.service)
    .where('path', '=', rule.path)
    .where('method', '=', rule.method)
    .executeTakeFirstOrThrow()
  return id
}
