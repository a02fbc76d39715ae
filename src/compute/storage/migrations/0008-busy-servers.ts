import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'

/** Of the many servers of a host those few with which something is done. */
export const busyServers: Migration = {
  name: 'compute/0008-busy-servers',
  async up(db) {
    await sql`
      create index servers_busy on servers (host)
      where deleted = 0 and (task_state is not null or vm_state = 'building')`.execute(db)
  },
}
