import type { Kysely } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'

/** Lists of very many are filtered by these, and paged by id. */
const INDEXES = [
  ['identity_users', ['name']],
  ['identity_users', ['domain_id', 'id']],
  ['identity_groups', ['name']],
  ['identity_groups', ['domain_id', 'id']],
  ['identity_projects', ['name']],
  ['identity_projects', ['domain_id', 'id']],
  ['identity_credentials', ['type', 'id']],
] as const

export const indexes: Migration = {
  name: 'identity/0010-indexes',
  formerly: '0013-identity-indexes',
  // oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
  async up(db: Kysely<any>) {
    for (const [table, columns] of INDEXES) {
      const name = `${table}_${columns.join('_')}`
      await db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute()
    }
    // Few are handed down, and they are looked for among all. In the order of the list, or SQLite
    // would rather read all of them in that order.
    await db.schema
      .createIndex('identity_assignments_inherited')
      .on('identity_assignments')
      .columns(['actor_id', 'target_id', 'role_id', 'inherited', 'target_type', 'actor_type'])
      .where('inherited', '=', 1)
      .execute()
  },
}
