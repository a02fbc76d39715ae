import type { Tx } from '../../storage/database.ts'

/** Those of the networks that are external. */
export async function externalAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.db
    .selectFrom('networks')
    .select('id')
    .where('id', 'in', ids)
    .where('external', '=', 1)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
