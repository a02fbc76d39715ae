import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityAccessRulesTable } from '../storage/delegation.tables.ts'
import { allOf, conditions, type Filters } from '../filters.store.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type AccessRuleRow = Selectable<IdentityAccessRulesTable>

const FILTERS: Filters = {
  service: { column: 'service' },
  path: { column: 'path' },
  method: { column: 'method' },
}

export function findRule(tx: Tx, id: string): Promise<AccessRuleRow | undefined> {
  return tx.db
    .selectFrom('identity_access_rules')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

/** By id. One more than `limit`, where there is one. */
export function listRules(
  tx: Tx,
  userId: string,
  search: URLSearchParams,
  limit: number | undefined,
): Promise<AccessRuleRow[]> {
  const where = conditions(search, FILTERS, tx.dialect)
  const marker = search.get('marker')
  if (marker) where.push(sql`id > ${marker}`)
  const rows = tx.db
    .selectFrom('identity_access_rules')
    .selectAll()
    .where('user_id', '=', userId)
    .where(allOf(where))
    .orderBy('id')
  return (limit === undefined ? rows : rows.limit(limit + 1)).execute()
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
