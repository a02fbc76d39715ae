/** Source: openstack/glance glance/domain/__init__.py (Task), glance/api/v2/tasks.py. */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import { columns, text } from '../../kernel/lists/conditions.ts'
import { repr } from '../../kernel/python.ts'
import { glanceSchema, minimalCollectionSchema, UUID } from '../schemas/schema.ts'
import { TASK_STATUSES, TASK_TYPES, type TaskType } from './task-status.ts'
import type { ImageTasksTable } from '../storage/task-tables.ts'

export type Task = Selectable<ImageTasksTable>

/** `task_time_to_live`: hours that a task is kept after its end. */
export const KEPT_HOURS = 48

export const TASK_COLUMNS = columns({
  id: text({ selective: true }),
  type: text(),
  status: text(),
  owner: text({ nullable: true }),
  image_id: text({ nullable: true, selective: true }),
  user_id: text(),
  request_id: text({ selective: true }),
  created_at: text(),
  updated_at: text(),
  expires_at: text({ nullable: true }),
})

export function taskNotFound(id: string): Fault {
  return notFound(`Could not find task ${id}`)
}

const HEAD = {
  id: { description: 'An identifier for the task', pattern: UUID, type: 'string' },
  type: {
    description: 'The type of task represented by this content',
    enum: TASK_TYPES,
    type: 'string',
  },
  status: { description: 'The current status of this task', enum: TASK_STATUSES, type: 'string' },
}

const OWNER = {
  owner: { description: 'An identifier for the owner of this task', type: 'string' },
}

const TAIL = {
  image_id: { description: 'Image associated with the task', type: 'string' },
  request_id: { description: 'Human-readable informative request-id', type: 'string' },
  user_id: { description: 'User associated with the task', type: 'string' },
  expires_at: {
    description: 'Datetime when this resource would be subject to removal',
    type: ['null', 'string'],
  },
  created_at: { description: 'Datetime when this resource was created', type: 'string' },
  updated_at: { description: 'Datetime when this resource was updated', type: 'string' },
  self: { readOnly: true, type: 'string' },
  schema: { readOnly: true, type: 'string' },
}

export const TASK_SCHEMA = glanceSchema('task', {
  ...HEAD,
  input: {
    description: 'The parameters required by task, JSON blob',
    type: ['null', 'object'],
  },
  result: { description: 'The result of current task, JSON blob', type: ['null', 'object'] },
  ...OWNER,
  message: {
    description:
      'Human-readable informative message only included when appropriate (usually on failure)',
    type: 'string',
  },
  ...TAIL,
})

/** Lists have no pages in it, and show tasks in brief. */
export const TASKS_SCHEMA = minimalCollectionSchema(
  'tasks',
  glanceSchema('task', { ...HEAD, ...OWNER, ...TAIL }),
)

/** A value where the real service expects a text. */
export function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : repr(value ?? null)
}

type Input = Readonly<Record<string, unknown>>

/**
 * What there is to refuse of the input of a legacy import before its address is resolved
 * (glance/common/scripts/utils.py, validate_location_uri).
 * @returns the address @throws 400
 */
export function importSource({ import_from: from }: Input): string {
  if (typeof from !== 'string' || from === '') {
    throw badRequest(`Invalid location: ${shownValue(from)}`)
  }
  if (/^https?:\/\//.test(from)) return from
  throw badRequest(
    /^file(system)?:\/\/\//.test(from)
      ? 'File based imports are not allowed. Please use a non-local source of image data.'
      : 'The given uri is not valid. Please specify a valid uri from the following list of ' +
          "supported uri ['http']",
  )
}

/** Why a task cannot even begin; undefined where it can (unpack_task_input of the same file). */
export function flawOf(type: TaskType, input: Input): string | undefined {
  if (type === 'api_image_import') {
    if (Object.keys(input).length === 0) return 'Input to api_image_import task is empty.'
    return 'image_id' in input ? undefined : "Missing required 'image_id' field"
  }
  if (type === 'location_import' && Object.keys(input).length === 0) {
    return 'Input to location_import task is empty.'
  }
  const missing = NEEDED[type].find((field) => !(field in input))
  return missing === undefined ? undefined : `Input does not contain '${missing}' field`
}

const NEEDED = {
  import: ['import_from', 'import_from_format', 'image_properties'],
  location_import: ['image_id', 'loc_url', 'validation_data'],
} as const

/** What is said of whatever else goes wrong with a task. */
export const INTERNAL_ERROR = 'Task failed due to Internal Error'
