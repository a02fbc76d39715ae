import { columnTypes } from '../../../storage/schema.ts'
import type { Migration } from '../../../storage/migrate.ts'

/** Access rules and application credentials are listed in the order in which they were made. */
export const orderOfMaking: Migration = {
  name: 'identity/0015-order-of-making',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    for (const table of ['identity_access_rules', 'identity_application_credentials']) {
      await db.schema
        .alterTable(table)
        .addColumn('serial', integer, (column) => column.notNull().defaultTo(0))
        .execute()
      await db.schema
        .createIndex(`${table}_serial`)
        .on(table)
        .columns(['user_id', 'serial', 'id'])
        .execute()
    }
  },
}
