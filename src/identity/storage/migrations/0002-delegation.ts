import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const delegation: Migration = {
  name: 'identity/0002-delegation',
  formerly: '0005-identity-delegation',
  async up(db, dialect) {
    await applicationCredentials(db, dialect)
    await accessRules(db, dialect)
    await credentials(db, dialect)
    await trusts(db, dialect)
    await passwords(db, dialect)
  },
}

async function applicationCredentials(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_application_credentials')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('user_id', text, (column) =>
      column.notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('secret_hash', text, (column) => column.notNull())
    .addColumn('expires_at', text)
    .addColumn('unrestricted', integer)
    .addColumn('ruled', integer, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_application_credentials', ['user_id', 'name'])
  await index(db, 'identity_application_credentials', ['project_id'])
  await createTable(db, dialect, 'identity_application_credential_roles')
    .addColumn('application_credential_id', text, (column) =>
      column.notNull().references('identity_application_credentials.id').onDelete('cascade'),
    )
    .addColumn('role_id', text, (column) =>
      column.notNull().references('identity_roles.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_application_credential_roles_pk', [
      'application_credential_id',
      'role_id',
    ])
    .execute()
  await index(db, 'identity_application_credential_roles', ['role_id'])
}

async function accessRules(db: Schema, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_access_rules')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('user_id', text, (column) =>
      column.notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('service', text, (column) => column.notNull())
    .addColumn('path', text, (column) => column.notNull())
    .addColumn('method', text, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_access_rules', ['user_id', 'service', 'path', 'method'])
  await createTable(db, dialect, 'identity_application_credential_rules')
    .addColumn('application_credential_id', text, (column) =>
      column.notNull().references('identity_application_credentials.id').onDelete('cascade'),
    )
    .addColumn('access_rule_id', text, (column) =>
      column.notNull().references('identity_access_rules.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_application_credential_rules_pk', [
      'application_credential_id',
      'access_rule_id',
    ])
    .execute()
  await index(db, 'identity_application_credential_rules', ['access_rule_id'])
}

async function credentials(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_credentials')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('project_id', text)
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('blob', text, (column) => column.notNull())
    .addColumn('last_step', integer)
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await index(db, 'identity_credentials', ['user_id', 'type'])
  await index(db, 'identity_credentials', ['project_id'])
  await createTable(db, dialect, 'identity_failed_sign_ins')
    .addColumn('user_id', text, (column) =>
      column.primaryKey().notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('count', integer, (column) => column.notNull())
    .addColumn('last_at', text, (column) => column.notNull())
    .execute()
}

async function passwords(db: Schema, dialect: Dialect): Promise<void> {
  const { integer } = columnTypes(dialect)
  await db.schema
    .alterTable('identity_passwords')
    .addColumn('self_service', integer, (column) => column.notNull().defaultTo(0))
    .execute()
}

async function trusts(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  const user = 'identity_users.id'
  await createTable(db, dialect, 'identity_trusts')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('trustor_user_id', text, (column) =>
      column.notNull().references(user).onDelete('cascade'),
    )
    .addColumn('trustee_user_id', text, (column) =>
      column.notNull().references(user).onDelete('cascade'),
    )
    .addColumn('project_id', text, (column) =>
      column.references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('impersonation', integer, (column) => column.notNull())
    .addColumn('expires_at', text)
    .addColumn('remaining_uses', integer)
    .addColumn('redelegation_count', integer, (column) => column.notNull())
    // Trusts redelegated from a trust are deleted with it.
    .addColumn('redelegated_trust_id', text, (column) =>
      column.references('identity_trusts.id').onDelete('cascade'),
    )
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await index(db, 'identity_trusts', ['trustor_user_id'])
  await index(db, 'identity_trusts', ['trustee_user_id'])
  await index(db, 'identity_trusts', ['project_id'])
  await index(db, 'identity_trusts', ['redelegated_trust_id'])
  await createTable(db, dialect, 'identity_trust_roles')
    .addColumn('trust_id', text, (column) =>
      column.notNull().references('identity_trusts.id').onDelete('cascade'),
    )
    .addColumn('role_id', text, (column) =>
      column.notNull().references('identity_roles.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_trust_roles_pk', ['trust_id', 'role_id'])
    .execute()
  await index(db, 'identity_trust_roles', ['role_id'])
}

async function index(db: Schema, table: string, columns: string[]): Promise<void> {
  const name = `${table}_${columns.join('_')}`
  await db.schema.createIndex(name).on(table).columns(columns).execute()
}

async function unique(db: Schema, table: string, columns: string[]): Promise<void> {
  const name = `${table}_unique_${columns.join('_')}`
  await db.schema.createIndex(name).on(table).columns(columns).unique().execute()
}
