/** What the list of tasks may be asked for (glance/api/v2/tasks.py, RequestDeserializer.index). */
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest, Order } from '../../kernel/lists/request.ts'
import { always } from '../../kernel/operation.ts'
import { queryOf, type SentQuery } from '../../kernel/query.ts'
import { pageAddress, pageSize } from '../lists.ts'
import type { ImageEnv } from '../operation.ts'
import { TASK_COLUMNS } from './task.ts'
import { TASK_STATUSES } from './task-status.ts'

const COLLECTION = '/v2/tasks'
const PAGING = ['limit', 'marker', 'sort_key', 'sort_dir']
const UUID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i

export interface TaskList extends ListRequest {
  /** The address of the first page. */
  readonly first: string
}

const TEXT = T.Optional(T.String())
const FILTERS = [...TASK_COLUMNS.keys()]

export const taskList = queryOf<TaskList>(
  always(T.Object(Object.fromEntries([...PAGING, ...FILTERS].map((name) => [name, TEXT])))),
  { read: readTaskList },
)

function readTaskList(sent: SentQuery): TaskList {
  const { clock, options } = sent.env as ImageEnv
  const asked = new Map(sent.parameters)
  const order = orderOf(asked)
  refuseFilter(asked, 'status', TASK_STATUSES)
  refuseFilter(asked, 'type', ['import'])
  const marker = asked.get('marker')
  if (marker !== undefined && marker !== '' && !UUID.test(marker)) {
    throw badRequest('Invalid marker format')
  }
  const limit = pageSize(asked.get('limit'), options)
  const visible = [notExpired(clock.isoNow())]
  return {
    conditions: [...visible, ...filtersOf(asked)],
    ...{ order, limit, offset: 0, withCount: false, deleted: 'hidden' },
    marker:
      marker === undefined
        ? undefined
        : { id: marker, as: 'row', visible, missing: () => markerMissing(marker) },
    first: pageAddress(COLLECTION, sent.parameters),
    nextPage: (id) => pageAddress(COLLECTION, sent.parameters, id),
  }
}

function markerMissing(id: string): Error {
  return badRequest(`Task with the given id ${id} was not found`)
}

/** @throws 400 */
function orderOf(asked: ReadonlyMap<string, string>): Order[] {
  const direction = asked.get('sort_dir') ?? 'desc'
  if (direction !== 'asc' && direction !== 'desc') {
    throw badRequest(`Invalid sort direction: ${direction}`)
  }
  const key = asked.get('sort_key') ?? 'created_at'
  if (!TASK_COLUMNS.has(key)) throw badRequest('Sort key supplied was not valid.')
  const keys = [...new Set([...(key === 'id' ? [] : [key]), 'created_at', 'id'])]
  return keys.map((column) => ({ column, direction }))
}

function refuseFilter(
  asked: ReadonlyMap<string, string>,
  name: 'status' | 'type',
  allowed: readonly string[],
): void {
  const value = asked.get(name) ?? ''
  if (value !== '' && !allowed.includes(value)) throw badRequest(`Invalid ${name} value: ${value}`)
}

/** Columns filter by their value; nobody minds what else stands in the query. */
function filtersOf(asked: ReadonlyMap<string, string>): Condition[] {
  return [...asked]
    .filter(([name]) => TASK_COLUMNS.has(name))
    .map(([column, value]) => ({ kind: 'in', column, values: [value] }))
}

function notExpired(now: string): Condition {
  return {
    kind: 'any',
    of: [
      { kind: 'in', column: 'expires_at', values: [null] },
      { kind: 'compare', column: 'expires_at', operator: '>', value: now },
    ],
  }
}
