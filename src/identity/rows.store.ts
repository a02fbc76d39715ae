import { sql, type Selectable } from 'kysely'
import type { Tx } from '../storage/database.ts'
import type { IdentityTables } from '../storage/identity.tables.ts'

type WithId = {
  [T in keyof IdentityTables]: IdentityTables[T] extends { id: string } ? T : never
}[keyof IdentityTables]

/**
 * The row as it is, and nobody else may change it before this unit ends: for changes that depend
 * on what was there. SQLite has one writer anyway.
 */
export async function lockedRow<T extends WithId>(
  tx: Tx,
  table: T,
  id: string,
): Promise<Selectable<IdentityTables[T]> | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<Selectable<IdentityTables[T]>>`
    select * from ${sql.table(table)} where id = ${id} ${lock}`.execute(tx.db)
  return rows[0]
}
