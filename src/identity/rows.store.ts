import { sql, type Selectable } from 'kysely'
import type { Tx } from '../storage/database.ts'
import type { IdentityTables } from './storage/tables.ts'
import { missing, type Kind } from './faults.ts'

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

const TABLES = {
  user: 'identity_users',
  group: 'identity_groups',
  project: 'identity_projects',
  domain: 'identity_projects',
  role: 'identity_roles',
} as const satisfies Partial<Record<Kind, WithId>>

/**
 * All of these are there, and nobody may delete one before this unit ends: for what is about to be
 * made of them. @throws 404 for the first that is gone
 */
export async function requireStaying(
  tx: Tx,
  ...things: readonly (readonly [kind: keyof typeof TABLES, id: string])[]
): Promise<void> {
  const lock = tx.dialect === 'postgres' ? sql`for key share` : sql``
  for (const [kind, id] of things) {
    const { rows } = await sql`
      select id from ${sql.table(TABLES[kind])} where id = ${id} ${lock}`.execute(tx.db)
    if (rows.length === 0) throw missing(kind, id)
  }
}
