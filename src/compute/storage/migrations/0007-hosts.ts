import { sql, type Kysely } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the schema of its own time
type Schema = Kysely<any>

export const hosts: Migration = {
  name: 'compute/0007-hosts',
  async up(db) {
    await indexBusyServers(db)
    await forgetUsage(db)
  },
}

/** Of the many servers of a host those few with which something is done. */
async function indexBusyServers(db: Schema): Promise<void> {
  await sql`
    create index servers_busy on servers (host)
    where deleted = 0 and (task_state is not null or vm_state = 'building')`.execute(db)
}

/** What is used follows from the servers; what the host itself needs is what was used without any. */
async function forgetUsage(db: Schema): Promise<void> {
  await db.schema
    .alterTable('compute_nodes')
    .renameColumn('memory_mb_used', 'memory_mb_reserved')
    .execute()
  for (const column of ['vcpus_used', 'local_gb_used', 'current_workload', 'running_vms']) {
    await db.schema.alterTable('compute_nodes').dropColumn(column).execute()
  }
}
