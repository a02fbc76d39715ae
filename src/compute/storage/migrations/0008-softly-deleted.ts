import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'

/** They are looked for again and again, and there are few of them. */
export const softlyDeleted: Migration = {
  name: 'compute/0008-softly-deleted',
  async up(db) {
    await sql`
      create index servers_softly_deleted on servers (deleted_at)
      where vm_state = 'soft-delete'`.execute(db)
  },
}
