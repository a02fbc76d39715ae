/** Source: openstack/glance glance/api/v2/tasks.py (ResponseSerializer), glance/db/sqlalchemy/api.py. */
import { Type as T, type TProperties } from 'typebox'
import { always } from '../../kernel/operation.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { Task } from './task.ts'

const TEXT = T.String()
const BLOB = nullable(T.Record(TEXT, T.Unknown()))

const BRIEF: TProperties = {
  ...{ id: TEXT, type: TEXT, status: TEXT, owner: nullable(TEXT), created_at: TEXT },
  ...{ updated_at: TEXT, self: TEXT, schema: TEXT, expires_at: T.Optional(TEXT) },
}

export const TASK_PAGE = always(
  closed({
    tasks: T.Array(closed(BRIEF)),
    ...{ first: TEXT, next: T.Optional(TEXT), schema: TEXT },
  }),
)

export const TASK = always(
  closed({
    ...{ ...BRIEF, input: BLOB, result: BLOB, message: TEXT },
    ...{ image_id: T.Optional(TEXT), request_id: TEXT, user_id: TEXT },
  }),
)

/** From the root of the service. */
export function taskPath({ id }: Pick<Task, 'id'>): string {
  return `/v2/tasks/${id}`
}

function ends(task: Task) {
  return {
    created_at: shownTime(task.created_at),
    updated_at: shownTime(task.updated_at),
    self: taskPath(task),
    schema: '/v2/schemas/task',
  }
}

function expiry({ expires_at: at }: Task) {
  return at === null ? undefined : { expires_at: shownTime(at) }
}

/** As in lists. */
export function taskInBrief(task: Task): Record<string, unknown> {
  const { id, type, status, owner } = task
  return { id, type, status, owner, ...ends(task), ...expiry(task) }
}

export function taskView(task: Task): Record<string, unknown> {
  const { id, type, status, owner, message, image_id } = task
  return {
    ...{ id, input: JSON.parse(task.input) as unknown, type, status, owner, message },
    result: read(task.result),
    ...ends(task),
    ...(image_id !== null && { image_id }),
    ...{ request_id: task.request_id, user_id: task.user_id },
    ...expiry(task),
  }
}

const TIME_OR_NULL = nullable(TEXT)

export const TASKS_OF_IMAGE = always(
  closed({
    tasks: T.Array(
      closed({
        ...{ id: TEXT, type: TEXT, status: TEXT, owner: nullable(TEXT) },
        ...{ expires_at: TIME_OR_NULL, created_at: TEXT, updated_at: TEXT },
        ...{ deleted_at: T.Null(), deleted: T.Boolean(), image_id: TEXT, request_id: TEXT },
        ...{ user_id: TEXT, input: BLOB, result: BLOB, message: TEXT },
      }),
    ),
  }),
)

/** As an image shows its tasks: rows of the database, times and all. */
export function taskRow(task: Task): Record<string, unknown> {
  const { id, type, status, owner, expires_at, created_at, updated_at, message } = task
  const { image_id, request_id, user_id } = task
  return {
    ...{ id, type, status, owner },
    expires_at: expires_at === null ? null : databaseTime(expires_at),
    created_at: databaseTime(created_at),
    updated_at: databaseTime(updated_at),
    ...{ deleted_at: null, deleted: false, image_id, request_id, user_id },
    input: JSON.parse(task.input) as unknown,
    ...{ result: read(task.result), message },
  }
}

function read(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown)
}

function databaseTime(stored: string): string {
  return `${stored.slice(0, 19)}.000000`
}
