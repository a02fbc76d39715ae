import type { Migration } from '../migrate.ts'
import { columnTypes, createTable } from '../schema.ts'

export const identityUserActivity: Migration = {
  name: '0016-identity-user-activity',
  async up(db, dialect) {
    const { text } = columnTypes(dialect)
    await createTable(db, dialect, 'identity_user_activity')
      .addColumn('user_id', text, (column) =>
        column.primaryKey().notNull().references('identity_users.id').onDelete('cascade'),
      )
      .addColumn('active_on', text, (column) => column.notNull())
      .execute()
  },
}
