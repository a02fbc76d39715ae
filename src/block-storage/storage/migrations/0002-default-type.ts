import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'

/** The cloud's default volume type is a row, so that it stays the default under another name. */
export const defaultType: Migration = {
  name: 'block-storage/0002-default-type',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    await db.schema
      .alterTable('volume_types')
      .addColumn('is_default', integer, (column) => column.notNull().defaultTo(0))
      .execute()
    await sql`update volume_types set is_default = 1 where name = '__DEFAULT__'`.execute(db)
    await db.schema
      .createIndex('volume_types_one_default')
      .on('volume_types')
      .column('is_default')
      .unique()
      .where(sql.ref('is_default'), '=', 1)
      .execute()
  },
}
