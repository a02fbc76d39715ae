import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const tasks: Migration = {
  name: 'image/0002-tasks',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'image_tasks')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('type', text, (column) => column.notNull())
      .addColumn('status', text, (column) => column.notNull())
      .addColumn('owner', text)
      .addColumn('user_id', text, (column) => column.notNull())
      .addColumn('request_id', text, (column) => column.notNull())
      .addColumn('image_id', text)
      .addColumn('input', text, (column) => column.notNull())
      .addColumn('result', text)
      .addColumn('message', text, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .addColumn('expires_at', text)
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('image_tasks').columns(columns).execute()
    await index('image_tasks_made', ['created_at', 'serial'])
    await index('image_tasks_image', ['image_id', 'serial'])
    await index('image_tasks_expiry', ['expires_at'])
  },
}
