import { sql, type Selectable } from 'kysely'
import type { Fault } from '../kernel/faults.ts'
import type { Search } from '../kernel/target.ts'
import type { Tx } from '../storage/database.ts'
import { lockClause, lockRow } from '../storage/locks.ts'
import type { IdentityTables } from './storage/tables.ts'
import { missing, type Kind } from './faults.ts'

type WithId = {
  [T in keyof IdentityTables]: IdentityTables[T] extends { id: string } ? T : never
}[keyof IdentityTables]

/**
 * The row as it is, and nobody else may change it before this unit ends: for changes that depend
 * on what was there, where it is not the target of the operation.
 */
export async function lockedRow<T extends WithId>(
  tx: Tx,
  table: T,
  id: string,
): Promise<Selectable<IdentityTables[T]> | undefined> {
  const { rows } = await sql<Selectable<IdentityTables[T]>>`
    select * from ${sql.table(table)} where id = ${id}
    ${lockClause(tx.dialect, 'change')}`.execute(tx.db)
  return rows[0]
}

/** What a parameter of the path names: how targets find and lock it, and how it is missed. */
export function named<Row, Name extends string>(
  parameter: Name,
  { table, find, missing }: NamedRow<Row>,
) {
  type Params = { readonly [N in Name]: string }
  return {
    async load(tx: Tx, { params, lock }: Search<Params, unknown>): Promise<Row | undefined> {
      const id = params[parameter]
      await lockRow(tx, table, { id }, lock)
      return find(tx, id)
    },
    missing(params: Params): Fault {
      return missing(params[parameter])
    },
  }
}

interface NamedRow<Row> {
  readonly table: WithId
  find(tx: Tx, id: string): Promise<Row | undefined>
  missing(id: string): Fault
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
  for (const [kind, id] of things) {
    const { rows } = await sql`
      select id from ${sql.table(TABLES[kind])} where id = ${id}
      ${lockClause(tx.dialect, 'stay')}`.execute(tx.db)
    if (rows.length === 0) throw missing(kind, id)
  }
}
