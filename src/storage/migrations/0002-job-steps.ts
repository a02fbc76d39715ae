import { sql } from 'kysely'
import type { Migration } from '../migrate.ts'
import { columnTypes, createTable } from '../schema.ts'

/** Jobs with steps, in order per resource, kept as a record; and the generation of the cloud. */
export const jobSteps: Migration = {
  name: 'storage/0002-job-steps',
  async up(db, dialect) {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'cloud')
      .addColumn('generation', integer, (column) => column.notNull())
      .execute()
    await db.insertInto('cloud').values({ generation: 1 }).execute()
    await db.schema.alterTable('jobs').renameTo('older_jobs').execute()
    await db.schema.dropIndex('jobs_run_at').execute()
    await db.schema.dropIndex('jobs_resource_id').execute()
    await createTable(db, dialect, 'jobs')
      .addColumn('serial', integer, (column) =>
        dialect === 'sqlite'
          ? column.primaryKey()
          : column.primaryKey().generatedByDefaultAsIdentity(),
      )
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('version', integer, (column) => column.notNull())
      .addColumn('resource_id', text, (column) => column.notNull())
      .addColumn('payload', text, (column) => column.notNull())
      .addColumn('generation', integer, (column) => column.notNull())
      .addColumn('request_id', text)
      .addColumn('run_at', text, (column) => column.notNull())
      .addColumn('claimed_by', text)
      .addColumn('followed', integer, (column) => column.notNull())
      .addColumn('progress', text)
      .addColumn('failures', integer, (column) => column.notNull())
      .addColumn('last_error', text)
      .addColumn('outcome', text)
      .addColumn('created_at', text, (column) => column.notNull())
      .addColumn('started_at', text)
      .addColumn('finished_at', text)
      .execute()
    await sql`
      insert into jobs (state, kind, version, resource_id, payload, generation, run_at, followed,
        failures, created_at)
      select case when place = 1 then 'first' else 'queued' end, kind, 1, resource_id, payload, 1,
        run_at, 1, attempts, created_at
      from (
        select older_jobs.*, row_number() over (partition by resource_id order by created_at, id) as place
        from older_jobs
      ) as placed
      order by created_at, id`.execute(db)
    await db.schema.dropTable('older_jobs').execute()
    for (const index of INDEXES) await sql.raw(index).execute(db)
  },
}

/** Each of the jobs in one state only: a hundred thousand that wait cost the others nothing. */
const INDEXES: readonly string[] = [
  `create unique index jobs_first on jobs (resource_id) where state = 'first'`,
  `create index jobs_due on jobs (kind, run_at) where state = 'first'`,
  `create index jobs_queued on jobs (resource_id, serial) where state = 'queued'`,
  `create index jobs_finished on jobs (serial) where state = 'finished'`,
]
