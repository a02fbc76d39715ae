/** Fills a stopped cloud's database with volumes and snapshots, faster than any API could. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

export const BUCKETS = 100

/**
 * Brings the number of volumes of `projectId` to `count`. Volume `i` is called `bench-<i>`, was
 * created `i` seconds after 2020 began, and holds the metadata `{ bucket: i mod 100 }`.
 */
export function seedVolumes(directory: string, projectId: string, count: number): void {
  fill(directory, (database) => {
    const typeId = database.prepare('select id from volume_types').pluck().get()
    const existing = database
      .prepare(`select count(*) from volumes where name like 'bench-%'`)
      .pluck()
      .get() as number
    const numbers = `with recursive numbers(i) as (
      select ${existing} union all select i + 1 from numbers where i < ${count - 1})`
    // Clear of the serials that volumes made through the API may have.
    const serial = '1000000000 + i'
    const id = `printf('%08x-0000-4000-8000-%012x', i, i)`
    const time = `strftime('%Y-%m-%dT%H:%M:%S.000Z', 1577836800 + i, 'unixepoch')`
    const insert = (sql: string, ...parameters: unknown[]): void => {
      database.prepare(sql).run(...parameters)
    }
    database.transaction(() => {
      insert(
        `insert into volumes (serial, id, project_id, user_id, name, size, status, attach_status,
           availability_zone, volume_type_id, bootable, multiattach, use_quota, created_at)
         ${numbers} select ${serial}, ${id}, ?, ?, 'bench-' || i, 1, 'available', 'detached',
           'nova', ?, 0, 0, 1, ${time} from numbers`,
        projectId,
        projectId,
        typeId,
      )
      insert(
        `insert into volume_metadata (volume_serial, key, value, position, project_id, created_at)
         ${numbers} select serial, 'bucket', cast(i % ${BUCKETS} as text), 0, ?, ${time}
         from numbers join volumes on volumes.id = ${id}`,
        projectId,
      )
    })()
  })
}

/**
 * Gives volumes that `seedVolumes` made `count` snapshots, `each` to a volume. Snapshot `i` was
 * created `i` seconds after 2020 began, and holds the metadata `{ bucket: i mod 100 }`.
 */
export function seedSnapshots(directory: string, count: number, each: number): void {
  fill(directory, (database) => {
    const numbers = `with recursive numbers(i) as (
      select 0 union all select i + 1 from numbers where i < ${count - 1})`
    const time = `strftime('%Y-%m-%dT%H:%M:%S.000Z', 1577836800 + i, 'unixepoch')`
    const serial = '1000000000 + i'
    database.transaction(() => {
      database.exec(
        `insert into snapshots (serial, id, project_id, user_id, volume_id, volume_type_id, size,
           name, status, use_quota, created_at)
         ${numbers} select ${serial}, printf('%08x-0000-4000-9000-%012x', i, i), project_id, user_id,
           volumes.id, volume_type_id, 1, 'bench-' || i, 'available', 1, ${time}
         from numbers join volumes on volumes.serial = 1000000000 + i / ${each}`,
      )
      database.exec(
        `insert into snapshot_metadata
           (snapshot_serial, key, value, position, project_id, created_at)
         ${numbers} select snapshots.serial, 'bucket', cast(i % ${BUCKETS} as text), 0, project_id,
           ${time}
         from numbers join snapshots on snapshots.serial = ${serial}`,
      )
    })()
  })
}

/** Runs `work` on the cloud's database, as fast as it goes, and leaves it as the program expects it. */
export function fill(directory: string, work: (database: Sqlite.Database) => void): void {
  const database = new Sqlite(join(directory, 'stackling.db'))
  try {
    database.pragma('synchronous = off')
    work(database)
    database.pragma('wal_checkpoint(truncate)')
    database.exec('analyze')
  } finally {
    database.close()
  }
}

export function volumeId(i: number): string {
  const hex = i.toString(16)
  return `${hex.padStart(8, '0')}-0000-4000-8000-${hex.padStart(12, '0')}`
}
