import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

/** Names of users elsewhere are not unique here, so those of local users are among themselves. */
export const federatedUsers: Migration = {
  name: 'identity/0011-federated-users',
  formerly: '0014-identity-federated-users',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await db.schema
      .alterTable('identity_users')
      .addColumn('local', integer, (column) => column.notNull().defaultTo(1))
      .execute()
    await db.schema.dropIndex('identity_users_unique_domain_id_name').execute()
    await db.schema
      .createIndex('identity_users_unique_domain_id_name')
      .on('identity_users')
      .columns(['domain_id', 'name'])
      .unique()
      .where(sql.ref('local'), '=', 1)
      .execute()
    await createTable(db, dialect, 'identity_federated_users')
      .addColumn('user_id', text, (column) =>
        column.notNull().references('identity_users.id').onDelete('cascade'),
      )
      .addColumn('idp_id', text, (column) => column.notNull())
      .addColumn('protocol_id', text, (column) => column.notNull())
      .addColumn('unique_id', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('identity_federated_users_pk', [
        'idp_id',
        'protocol_id',
        'unique_id',
      ])
      .addForeignKeyConstraint(
        'identity_federated_users_protocol',
        ['idp_id', 'protocol_id'],
        'identity_federation_protocols',
        ['idp_id', 'id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute()
    await createTable(db, dialect, 'identity_expiring_memberships')
      .addColumn('user_id', text, (column) =>
        column.notNull().references('identity_users.id').onDelete('cascade'),
      )
      .addColumn('group_id', text, (column) =>
        column.notNull().references('identity_groups.id').onDelete('cascade'),
      )
      .addColumn('idp_id', text, (column) =>
        column.notNull().references('identity_federation_providers.id').onDelete('cascade'),
      )
      .addColumn('verified_at', integer, (column) => column.notNull())
      .addColumn('expires_at', integer, (column) => column.notNull())
      .addPrimaryKeyConstraint('identity_expiring_memberships_pk', [
        'user_id',
        'group_id',
        'idp_id',
      ])
      .execute()
    for (const [table, column] of [
      ['identity_federated_users', 'user_id'],
      ['identity_federated_users', 'unique_id'],
      ['identity_expiring_memberships', 'group_id'],
      ['identity_expiring_memberships', 'idp_id'],
      ['identity_expiring_memberships', 'expires_at'],
    ] as const) {
      await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
    }
  },
}
