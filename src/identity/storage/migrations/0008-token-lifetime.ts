import { columnTypes } from '../../../storage/schema.ts'
import type { Migration } from '../../../storage/migrate.ts'

/** How long tokens have been allowed to live: what the rotation of keys has to know. */
export const tokenLifetime: Migration = {
  name: 'identity/0008-token-lifetime',
  formerly: '0011-identity-token-lifetime',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    await db.schema
      .alterTable('identity_state')
      .addColumn('token_lifetime', integer, (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
