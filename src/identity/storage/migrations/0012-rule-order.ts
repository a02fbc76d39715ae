import { columnTypes } from '../../../storage/schema.ts'
import type { Migration } from '../../../storage/migrate.ts'

/** Application credentials show their access rules in the order in which they were given. */
export const ruleOrder: Migration = {
  name: 'identity/0012-rule-order',
  formerly: '0015-identity-rule-order',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    await db.schema
      .alterTable('identity_application_credential_rules')
      .addColumn('position', integer, (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
