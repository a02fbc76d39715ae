import type { Insertable, Updateable } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { ImageTasksTable } from '../storage/task-tables.ts'
import { TASK_COLUMNS, type Task } from './task.ts'

const SOURCE: ListSource = {
  table: 'image_tasks',
  columns: TASK_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
}

export function pageOfTasks(tx: Tx, request: ListRequest): Promise<readonly Task[]> {
  return listRows(tx, SOURCE, 'image_tasks.*', request)
}

/** Those that have not expired. */
function kept(tx: Tx, now: string) {
  return tx.db
    .selectFrom('image_tasks')
    .selectAll()
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
}

export function findTask(tx: Tx, id: string, now: string): Promise<Task | undefined> {
  return kept(tx, now).where('id', '=', id.toLowerCase()).executeTakeFirst()
}

/** @param owner a project whose tasks alone are shown; undefined for all */
export function tasksOfImage(
  tx: Tx,
  imageId: string,
  owner: string | undefined,
  now: string,
): Promise<readonly Task[]> {
  const query = kept(tx, now).where('image_id', '=', imageId).orderBy('serial')
  return (owner === undefined ? query : query.where('owner', '=', owner)).execute()
}

export async function insertTask(tx: Tx, task: Insertable<ImageTasksTable>): Promise<void> {
  await tx.db.insertInto('image_tasks').values(task).execute()
}

/** Changes a task that has not ended; one that is gone is left so. */
export async function updateTask(
  tx: Tx,
  id: string,
  changes: Updateable<ImageTasksTable>,
): Promise<void> {
  await tx.db
    .updateTable('image_tasks')
    .set(changes)
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'processing'])
    .execute()
}

/** @returns how many */
export async function removeExpiredTasks(tx: Tx, now: string): Promise<number> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('image_tasks')
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
