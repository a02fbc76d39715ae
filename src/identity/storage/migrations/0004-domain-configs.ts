import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const domainConfigs: Migration = {
  name: 'identity/0004-domain-configs',
  formerly: '0007-identity-domain-configs',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'identity_domain_configs')
      .addColumn('domain_id', text, (column) =>
        column.notNull().references('identity_projects.id').onDelete('cascade'),
      )
      .addColumn('group_name', text, (column) => column.notNull())
      .addColumn('option_name', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('sensitive', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('identity_domain_configs_pk', [
        'domain_id',
        'group_name',
        'option_name',
      ])
      .execute()
  },
}
