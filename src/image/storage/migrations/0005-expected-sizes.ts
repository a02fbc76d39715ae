import { columnTypes } from '../../../storage/schema.ts'
import type { Migration } from '../../../storage/migrate.ts'

/** What a client announces that it sends counts against limits while it comes. */
export const expectedSizes: Migration = {
  name: 'image/0005-expected-sizes',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    await db.schema.alterTable('images').addColumn('expected_size', integer).execute()
  },
}
