/** How changes of type and backend end: nothing changes where another state was written meanwhile. */
import { sql, type Selectable, type Updateable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { VolumesTable } from '../storage/tables.ts'
import type { VolumeStatus } from './volume-status.ts'

/** The state before; the volume keeps what it has where there is none. */
const BEFORE = sql<VolumeStatus>`coalesce(previous_status, status)`

/** Ends a change of type. Undefined where the volume is not changing its type any more. */
export async function endRetyping(
  tx: Tx,
  id: string,
  changes: Updateable<VolumesTable>,
): Promise<Selectable<VolumesTable> | undefined> {
  return tx.db
    .updateTable('volumes')
    .set({ ...changes, status: BEFORE, previous_status: null })
    .where('id', '=', id)
    .where('status', '=', 'retyping')
    .returningAll()
    .executeTakeFirst()
}

/** Ends a migration, and what kept users from the volume meanwhile. Undefined as above. */
export async function endMigration(
  tx: Tx,
  id: string,
  changes: Updateable<VolumesTable>,
): Promise<Selectable<VolumesTable> | undefined> {
  return tx.db
    .updateTable('volumes')
    .set({
      ...changes,
      status: sql<VolumeStatus>`case when status = 'maintenance' then ${BEFORE} else status end`,
      // Where it could be used, it may be extended meanwhile, which ends in the state before that.
      previous_status: sql<VolumeStatus | null>`
        case when status = 'maintenance' then null else previous_status end`,
    })
    .where('id', '=', id)
    .where('migration_status', '=', 'starting')
    .returningAll()
    .executeTakeFirst()
}
