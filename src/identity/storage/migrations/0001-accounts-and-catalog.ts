import type { CreateIndexBuilder, Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const accountsAndCatalog: Migration = {
  name: 'identity/0001-accounts-and-catalog',
  formerly: '0002-identity',
  async up(db, dialect) {
    await tokens(db, dialect)
    await projects(db, dialect)
    await users(db, dialect)
    await roles(db, dialect)
    await catalog(db, dialect)
  },
}

async function tokens(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_state')
    .addColumn('id', integer, (column) => column.primaryKey().notNull())
    .addColumn('epoch', integer, (column) => column.notNull())
    .execute()
  await createTable(db, dialect, 'identity_signing_keys')
    .addColumn('kid', text, (column) => column.primaryKey().notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('retired_at', text)
    .addColumn('private_jwk', text, (column) => column.notNull())
    .addColumn('public_jwk', text, (column) => column.notNull())
    .execute()
  await createTable(db, dialect, 'identity_revocations')
    .addColumn('audit_id', text, (column) => column.primaryKey().notNull())
    .addColumn('revoked_at', text, (column) => column.notNull())
    .addColumn('expires_at', text, (column) => column.notNull())
    .execute()
  await index(db, 'identity_revocations', ['expires_at'])
}

async function projects(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_projects')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('is_domain', integer, (column) => column.notNull())
    .addColumn('domain_id', text, (column) => column.references('identity_projects.id'))
    .addColumn('parent_id', text, (column) => column.references('identity_projects.id'))
    .addColumn('description', text)
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('generation', integer, (column) => column.notNull())
    .addColumn('options', text, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_projects', ['domain_id', 'name']).where('is_domain', '=', 0).execute()
  await unique(db, 'identity_projects', ['name']).where('is_domain', '=', 1).execute()
  await index(db, 'identity_projects', ['parent_id'])
  await createTable(db, dialect, 'identity_project_tags')
    .addColumn('project_id', text, (column) =>
      column.notNull().references('identity_projects.id').onDelete('cascade'),
    )
    .addColumn('name', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('identity_project_tags_pk', ['project_id', 'name'])
    .execute()
  await index(db, 'identity_project_tags', ['name'])
}

async function users(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_users')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('domain_id', text, (column) => column.notNull().references('identity_projects.id'))
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('default_project_id', text)
    .addColumn('generation', integer, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('options', text, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_users', ['domain_id', 'name']).execute()
  await createTable(db, dialect, 'identity_passwords')
    .addColumn('user_id', text, (column) =>
      column.notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addColumn('number', integer, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('expires_at', text)
    .addPrimaryKeyConstraint('identity_passwords_pk', ['user_id', 'number'])
    .execute()
  await createTable(db, dialect, 'identity_groups')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('domain_id', text, (column) => column.notNull().references('identity_projects.id'))
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_groups', ['domain_id', 'name']).execute()
  await createTable(db, dialect, 'identity_memberships')
    .addColumn('group_id', text, (column) =>
      column.notNull().references('identity_groups.id').onDelete('cascade'),
    )
    .addColumn('user_id', text, (column) =>
      column.notNull().references('identity_users.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_memberships_pk', ['user_id', 'group_id'])
    .execute()
  await index(db, 'identity_memberships', ['group_id'])
}

async function roles(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_roles')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('domain_id', text, (column) => column.references('identity_projects.id'))
    .addColumn('description', text)
    .addColumn('options', text, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await unique(db, 'identity_roles', ['domain_id', 'name'])
    .where('domain_id', 'is not', null)
    .execute()
  await unique(db, 'identity_roles', ['name']).where('domain_id', 'is', null).execute()
  await createTable(db, dialect, 'identity_implied_roles')
    .addColumn('prior_role_id', text, (column) =>
      column.notNull().references('identity_roles.id').onDelete('cascade'),
    )
    .addColumn('implied_role_id', text, (column) =>
      column.notNull().references('identity_roles.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_implied_roles_pk', ['prior_role_id', 'implied_role_id'])
    .execute()
  await index(db, 'identity_implied_roles', ['implied_role_id'])
  await createTable(db, dialect, 'identity_assignments')
    .addColumn('actor_type', text, (column) => column.notNull())
    .addColumn('actor_id', text, (column) => column.notNull())
    .addColumn('target_type', text, (column) => column.notNull())
    .addColumn('target_id', text, (column) => column.notNull())
    .addColumn('role_id', text, (column) =>
      column.notNull().references('identity_roles.id').onDelete('cascade'),
    )
    .addColumn('inherited', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('identity_assignments_pk', [
      'actor_id',
      'target_id',
      'role_id',
      'inherited',
      'target_type',
      'actor_type',
    ])
    .execute()
  await index(db, 'identity_assignments', ['target_id'])
  await index(db, 'identity_assignments', ['role_id'])
}

async function catalog(db: Schema, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await createTable(db, dialect, 'identity_regions')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('description', text, (column) => column.notNull())
    .addColumn('parent_region_id', text, (column) => column.references('identity_regions.id'))
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await createTable(db, dialect, 'identity_services')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await createTable(db, dialect, 'identity_endpoints')
    .addColumn('id', text, (column) => column.primaryKey().notNull())
    .addColumn('service_id', text, (column) =>
      column.notNull().references('identity_services.id').onDelete('cascade'),
    )
    .addColumn('interface', text, (column) => column.notNull())
    .addColumn('region_id', text, (column) => column.references('identity_regions.id'))
    .addColumn('url', text, (column) => column.notNull())
    .addColumn('enabled', integer, (column) => column.notNull())
    .addColumn('extra', text, (column) => column.notNull())
    .execute()
  await index(db, 'identity_endpoints', ['service_id'])
  await index(db, 'identity_endpoints', ['region_id'])
}

async function index(db: Schema, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute()
}

// oxlint-disable-next-line typescript/no-explicit-any -- columns of the schema of its own time
function unique(db: Schema, table: string, columns: string[]): CreateIndexBuilder<any> {
  return db.schema
    .createIndex(`${table}_unique_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .unique()
}
