import type { Generated } from 'kysely'
import type { TaskStatus, TaskType } from '../tasks/task-status.ts'

export interface TaskTables {
  image_tasks: ImageTasksTable
}

/** What goes on after the answer to an import, as clients see it. */
export interface ImageTasksTable {
  serial: Generated<number>
  id: string
  type: TaskType
  status: TaskStatus
  /** The project that it was asked for by. */
  owner: string | null
  user_id: string
  /** Of the request that asked for it. */
  request_id: string
  image_id: string | null
  /** JSON. */
  input: string
  /** JSON; null until it has succeeded. */
  result: string | null
  message: string
  created_at: string
  updated_at: string
  /** When it is forgotten; null until it has ended. */
  expires_at: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables extends TaskTables {}
}
