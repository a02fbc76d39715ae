import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const oauth: Migration = {
  name: 'identity/0006-oauth',
  formerly: '0009-identity-oauth',
  async up(db, dialect) {
    await consumers(db, dialect)
    await requestTokens(db, dialect)
    await accessTokens(db, dialect)
  },
}

async function consumers(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_consumers')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('secret', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
}

async function requestTokens(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  const table = 'identity_request_tokens'
  await createTable(db, dialect, table)
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('secret', text, (column) => column.notNull())
    .addColumn('consumer_id', text, (column) =>
      column.notNull().references('identity_consumers.id').onDelete('cascade'),
    )
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('verifier', text)
    .addColumn('user_id', text, (column) =>
      column.references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('role_ids', text)
    .addColumn('expires_at', text)
    .execute()
  for (const column of ['consumer_id', 'project_id', 'user_id']) await index(db, table, column)
}

async function accessTokens(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  const table = 'identity_access_tokens'
  await createTable(db, dialect, table)
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('secret', text, (column) => column.notNull())
    .addColumn('consumer_id', text, (column) =>
      column.notNull().references('identity_consumers.id').onDelete('cascade'),
    )
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('user_id', text, (column) =>
      column.notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('role_ids', text, (column) => column.notNull())
    .addColumn('expires_at', text)
    .execute()
  for (const column of ['consumer_id', 'project_id', 'user_id']) await index(db, table, column)
}

async function index(db: Schema, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
}
