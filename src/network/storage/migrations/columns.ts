/** What the tables of Network have alike. */
import { type CreateTableBuilder, type Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a migration describes its own time's schema
export type Db = Kysely<any>
export type Migrate = (db: Db, dialect: Dialect) => Promise<void>

/** A table whose rows are numbered in the order in which they are made. */
export function numbered<T extends string>(
  db: Db,
  dialect: Dialect,
  name: T,
): CreateTableBuilder<T> {
  const { integer } = columnTypes(dialect)
  return createTable(db, dialect, name).addColumn('serial', integer, (column) =>
    dialect === 'sqlite' ? column.primaryKey() : column.primaryKey().generatedByDefaultAsIdentity(),
  ) as CreateTableBuilder<T>
}

/** Adds the attributes that most resources have; `tags` as answers show them. */
export function standard<T extends string>(
  table: CreateTableBuilder<T>,
  dialect: Dialect,
): CreateTableBuilder<T> {
  const { text, integer } = columnTypes(dialect)
  return table
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('project_id', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('revision_number', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('tags', text, (column) => column.notNull()) as CreateTableBuilder<T>
}

export async function index(db: Db, table: string, ...columns: string[]): Promise<void> {
  const name = `${table}_${columns.join('_')}`
  await db.schema.createIndex(name).on(table).columns(columns).execute()
}
