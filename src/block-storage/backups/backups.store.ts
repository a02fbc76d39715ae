import { sql, type Insertable, type Updateable } from 'kysely'
import { setAtOnce, valuesDuring } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { lockRow } from '../../storage/locks.ts'
import { changeWhere } from '../../storage/states.ts'
import { statement } from '../../storage/statement.ts'
import type { BackupsTable } from '../storage/tables.ts'
import type { BackupAction, BackupCourse } from './backup-actions.ts'
import type { BackupStatus } from './backup-status.ts'
import { invalidBackup, type Backup } from './backup.ts'

const row = statement((db, p: { id: string }) =>
  db.selectFrom('backups').selectAll().where('id', '=', p.id),
)

/**
 * With a lock, nobody else changes or deletes the backup until the unit ends. Who locks a volume too
 * locks that first, and who locks a parent too locks that last.
 */
export async function findBackup(tx: Tx, id: string, lock?: Lock): Promise<Backup | undefined> {
  const key = { id: id.toLowerCase() }
  await lockRow(tx, 'backups', key, lock)
  return tx.first(row, key)
}

/**
 * The backups that a project made of a volume, oldest first, locked so that none is deleted meanwhile.
 * An administrator's are those of the administrator's project, whosever the volume is.
 */
export async function lockedBackupsOf(
  tx: Tx,
  volume: { readonly id: string },
  projectId: string,
): Promise<readonly Backup[]> {
  const query = tx.db
    .selectFrom('backups')
    .selectAll()
    .where('volume_id', '=', volume.id)
    .where('project_id', '=', projectId)
    .orderBy('data_timestamp')
    .orderBy('serial')
  return (tx.dialect === 'sqlite' ? query : query.forUpdate()).execute()
}

/** @throws 400 where another one has the id, which only records of other clouds bring along */
export async function insertBackup(tx: Tx, backup: Insertable<BackupsTable>): Promise<Backup> {
  try {
    return await tx.db.insertInto('backups').values(backup).returningAll().executeTakeFirstOrThrow()
  } catch (error) {
    if (error instanceof UniqueViolation) throw invalidBackup('Backup already exists in database.')
    throw error
  }
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateBackup(
  tx: Tx,
  id: string,
  changes: Updateable<BackupsTable>,
): Promise<void> {
  await tx.db.updateTable('backups').set(changes).where('id', '=', id).execute()
}

/**
 * Begins an action: sets what its table says, and `changes`, where the backup is in a state in which
 * it may begin.
 * @throws the refusal of the action
 */
export async function beginBackupAction(
  tx: Tx,
  action: BackupAction,
  backup: Backup,
  changes: Updateable<BackupsTable>,
): Promise<void> {
  const set = { ...setAtOnce(action, backup), ...changes }
  if (await changeWhere(tx, 'backups', backup.id, action.from, set)) return
  throw action.refusal(backup)
}

/** Ends an action: nothing changes where the backup is in no state that the action set. */
export async function endBackupAction(
  tx: Tx,
  course: BackupCourse,
  id: string,
  changes: Updateable<BackupsTable>,
): Promise<Backup | undefined> {
  return tx.db
    .updateTable('backups')
    .set(changes)
    .where('id', '=', id)
    .where('status', 'in', valuesDuring(course, 'status'))
    .returningAll()
    .executeTakeFirst()
}

const child = statement((db, p: { id: string }) =>
  db.selectFrom('backups').select('id').where('parent_id', '=', p.id).limit(1),
)

/** Is there a backup that builds on this one, made or not? */
export async function hasIncrements(tx: Tx, id: string): Promise<boolean> {
  return (await tx.first(child, { id })) !== undefined
}

/** Counts again how many backups that are made build on one. */
export async function recountIncrements(tx: Tx, parentId: string | null): Promise<void> {
  if (parentId === null) return
  await tx.db
    .updateTable('backups')
    .set({
      num_dependent_backups: sql<number>`(
        select count(*) from backups as child
        where child.parent_id = ${parentId} and child.object_count > 0)`,
    })
    .where('id', '=', parentId)
    .execute()
}

/** Removes a backup in one of `states`, and says what it was. */
export async function removeBackupIn(
  tx: Tx,
  id: string,
  states: readonly BackupStatus[],
): Promise<Backup | undefined> {
  return tx.db
    .deleteFrom('backups')
    .where('id', '=', id)
    .where('status', 'in', states)
    .returningAll()
    .executeTakeFirst()
}
