import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const userActivity: Migration = {
  name: 'identity/0013-user-activity',
  formerly: '0016-identity-user-activity',
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
