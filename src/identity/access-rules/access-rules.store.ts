import type { Selectable } from 'kysely'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { among, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { IdentityAccessRulesTable } from '../storage/delegation.tables.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type AccessRuleRow = Selectable<IdentityAccessRulesTable>

export const ACCESS_RULES: ListSource = {
  table: 'identity_access_rules',
  columns: columns({
    service: text(),
    path: text(),
    method: text(),
    user_id: text({ filter: false }),
  }),
  made: ['serial'],
}

export function findRule(tx: Tx, id: string): Promise<AccessRuleRow | undefined> {
  return tx.db
    .selectFrom('identity_access_rules')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** In the order in which they were made. */
export function listRules(tx: Tx, userId: string, request: ListRequest): Promise<AccessRuleRow[]> {
  const own: Condition = { kind: 'in', column: 'user_id', values: [userId] }
  return rowsAndOneMore(tx, ACCESS_RULES, '*', among(request, [own]))
}

export async function isRuleUsed(tx: Tx, id: string): Promise<boolean> {
  const link = await tx.db
    .selectFrom('identity_application_credential_rules')
    .select('access_rule_id')
    .where('access_rule_id', '=', id)
    .executeTakeFirst()
  return link !== undefined
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_access_rules').where('id', '=', id).execute()
  await bumpEpoch(tx)
}
