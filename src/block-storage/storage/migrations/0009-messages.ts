import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** What is told to users about work that failed after the answer. */
export const messages: Migration = {
  name: 'block-storage/0009-messages',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'messages')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('id', text, (column) => column.notNull().unique())
      .addColumn('project_id', text, (column) => column.notNull())
      .addColumn('request_id', text)
      .addColumn('resource_type', text, (column) => column.notNull())
      .addColumn('resource_uuid', text)
      .addColumn('action_id', text, (column) => column.notNull())
      .addColumn('detail_id', text, (column) => column.notNull())
      .addColumn('event_id', text, (column) => column.notNull())
      .addColumn('message_level', text, (column) => column.notNull())
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('expires_at', text, (column) => column.notNull())
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('messages').columns(columns).execute()
    await index('messages_project', ['project_id', 'created_at', 'serial'])
    await index('messages_created_at', ['created_at', 'serial'])
    await index('messages_resource', ['resource_uuid', 'created_at', 'serial'])
    await index('messages_expiry', ['expires_at'])
  },
}
