import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { eachDay } from '../../kernel/daily.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { KEPT_HOURS, type Task } from './task.ts'
import type { TaskType } from './task-status.ts'
import { findTask, insertTask, removeExpiredTasks, updateTask } from './tasks.store.ts'

export interface NewTask {
  readonly type: TaskType
  readonly imageId: string | null
  readonly input: unknown
}

/** Records what is about to be done, in the transaction that adds the job. */
export async function addTask(
  tx: Tx,
  env: Pick<ImageEnv, 'clock' | 'ids'>,
  ctx: RequestContext,
  { type, imageId, input }: NewTask,
): Promise<Task> {
  const id = env.ids.uuid()
  const now = env.clock.isoNow()
  await insertTask(tx, {
    ...{ id, type, status: 'pending', image_id: imageId, input: JSON.stringify(input) },
    owner: ctx.token.projectId ?? null,
    user_id: ctx.token.userId,
    request_id: ctx.requestId,
    ...{ result: null, message: '', created_at: now, updated_at: now, expires_at: null },
  })
  return (await findTask(tx, id, now))!
}

type Clock = Pick<ImageEnv, 'clock'>

/** @param message how far it has come */
export async function taskGoesOn(
  tx: Tx,
  { clock }: Clock,
  id: string,
  message?: string,
): Promise<void> {
  await updateTask(tx, id, {
    status: 'processing',
    ...(message !== undefined && { message }),
    updated_at: clock.isoNow(),
  })
}

export async function taskSucceeds(
  tx: Tx,
  { clock }: Clock,
  id: string,
  result: unknown,
): Promise<void> {
  await updateTask(tx, id, { status: 'success', result: JSON.stringify(result), ...ended(clock) })
}

export async function taskFails(
  tx: Tx,
  { clock }: Clock,
  id: string,
  message: string,
): Promise<void> {
  await updateTask(tx, id, { status: 'failure', message, ...ended(clock) })
}

function ended(clock: ImageEnv['clock']) {
  const now = clock.now()
  return { updated_at: isoTime(now), expires_at: isoTime(now + KEPT_HOURS * 3_600_000) }
}

/** Forgets tasks that have expired, now and then day by day. */
export function purgeTasks(
  env: Pick<ImageEnv, 'clock' | 'processClock' | 'database' | 'log'>,
): Promise<() => void> {
  const { clock, database, log } = env
  return eachDay(env, 'expired tasks could not be removed; trying again', async () => {
    const removed = await database.write((tx) => removeExpiredTasks(tx, clock.isoNow()))
    if (removed > 0) log.info({ removed }, 'expired tasks removed')
  })
}
