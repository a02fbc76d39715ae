import { Type as T } from 'typebox'
import { readJson } from '../../kernel/body-format.ts'
import { badRequest, Fault, notFound } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { Reply } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { GET as GET_IMAGE } from '../images/images.policies.ts'
import { imageTargetOr, onImage } from '../images/image-target.usecase.ts'
import { operation, target } from '../operation.ts'
import { taskList } from './list.ts'
import { objectIn } from '../bodies.ts'
import { refuseUnfit } from '../schemas/schema.ts'
import { importSource, TASK_SCHEMA, taskNotFound, type Task } from './task.ts'
import type { TaskType } from './task-status.ts'
import { RUN_TASK } from './tasks.jobs.ts'
import { ACCESS } from './tasks.policies.ts'
import { findTask, pageOfTasks, tasksOfImage } from './tasks.store.ts'
import { addTask } from './tasks.usecase.ts'
import {
  TASK,
  TASK_PAGE,
  taskRow,
  TASKS_OF_IMAGE,
  taskInBrief,
  taskView,
  taskPath,
} from './tasks.view.ts'

const COLLECTION = '/tasks'
const ITEM = '/tasks/{task_id}'

const taskTarget = target<Task, { readonly task_id: string }>({
  load: (tx, { params, env }) => findTask(tx, params.task_id, env.clock.isoNow()),
  missing: ({ task_id: id }) => taskNotFound(id),
})

interface NewTask {
  readonly type: TaskType
  readonly input: Readonly<Record<string, unknown>>
}

function readTask(sent: unknown): NewTask {
  const body = Array.isArray(sent) ? {} : objectIn(sent)
  for (const name of ['type', 'input']) {
    if (!Object.hasOwn(body, name)) throw badRequest(`Task '${name}' is required`)
  }
  refuseUnfit(TASK_SCHEMA, body)
  const { type, input } = body as unknown as { type: TaskType; input: NewTask['input'] | null }
  return { type, input: input ?? {} }
}

const create = operation({
  id: 'tasks.create',
  method: 'POST',
  path: COLLECTION,
  summary: 'Begin a task: the import of a new image from the web',
  policy: ACCESS,
  checks: ['policy', 'body'],
  body: readJson(
    T.Object({ type: T.String(), input: T.Record(T.String(), T.Unknown()) }),
    readTask,
  ),
  transaction: 'none',
  success: 201,
  response: { 201: TASK },
  errors: [400, 403],
  async handle({ ctx, env, body: { type, input } }) {
    if (type === 'import') {
      const uri = importSource(input)
      if (!(await env.downloads.allows(uri))) {
        throw badRequest(`URI for legacy import task does not pass filtering: ${uri}`)
      }
    }
    const imageId = typeof input['image_id'] === 'string' ? input['image_id'] : null
    const task = await env.database.write(async (tx) => {
      const added = await addTask(tx, env, ctx, { type, imageId, input })
      const payload = { task: added.id, image: env.ids.uuid(), owner: added.owner, type, input }
      await env.jobs.enqueue(tx, RUN_TASK, {
        ...{ resourceId: added.id, payload, requestId: ctx.requestId },
      })
      return added
    })
    return new Reply({ headers: { Location: ctx.base + taskPath(task) }, body: taskView(task) })
  },
})

const list = operation({
  id: 'tasks.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List tasks',
  policy: ACCESS,
  checks: ['policy', 'body'],
  query: taskList,
  ignoresBody: true,
  response: { 200: TASK_PAGE },
  errors: [400, 403],
  async handle({ tx, query }) {
    const tasks = await pageOfTasks(tx, query)
    const ids = tasks.map(({ id }) => id)
    const [next] = nextLinks(query, ids) ?? []
    return {
      ...{ tasks: tasks.map(taskInBrief), first: query.first, schema: '/v2/schemas/tasks' },
      ...(next && { next: next.href }),
    }
  },
})

const show = operation({
  id: 'tasks.show',
  method: 'GET',
  path: ITEM,
  summary: 'Show a task',
  policy: ACCESS,
  checks: ['policy', 'body', 'target'],
  target: taskTarget,
  response: { 200: TASK },
  errors: [403, 404],
  handle: ({ target: task }) => taskView(task),
})

const KEPT =
  'This operation is currently not permitted on Glance Tasks. They are auto deleted after ' +
  'reaching the time based on their expires_at property.'

const remove = operation({
  id: 'tasks.delete',
  method: 'DELETE',
  path: ITEM,
  summary: 'Refused: tasks go by themselves',
  policy: ACCESS,
  checks: ['policy', 'body'],
  transaction: 'none',
  success: 405,
  response: {},
  errors: [403, 405],
  handle() {
    throw new Fault(405, KEPT, { headers: { Allow: 'GET' }, details: { isBare: true } })
  },
})

const ofImage = operation({
  id: 'images.list_tasks',
  method: 'GET',
  path: '/images/{image_id}/tasks',
  summary: 'List the tasks of an image',
  ...onImage(GET_IMAGE),
  target: imageTargetOr(() => notFound()),
  query: NO_PARAMETERS,
  response: { 200: TASKS_OF_IMAGE },
  errors: [404],
  async handle({ tx, ctx, env, target: image }) {
    const owner = ctx.isAdmin ? undefined : (ctx.token.projectId ?? '')
    const tasks = await tasksOfImage(tx, image.id, owner, env.clock.isoNow())
    return { tasks: tasks.map(taskRow) }
  },
})

export const taskOperations = [create, list, show, remove, ofImage]
