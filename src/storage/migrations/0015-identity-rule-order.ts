import { columnTypes } from '../schema.ts'
import type { Migration } from '../migrate.ts'

/** Application credentials show their access rules in the order in which they were given. */
export const identityRuleOrder: Migration = {
  name: '0015-identity-rule-order',
  async up(db, dialect) {
    const { integer } = columnTypes(dialect)
    await db.schema
      .alterTable('identity_application_credential_rules')
      .addColumn('position', integer, (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
