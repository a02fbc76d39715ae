/** Tasks, as administrators and the users of an image see them. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'
import type { Tx } from '../../storage/database.ts'
import type { NewTask } from './tasks.usecase.ts'
import { insertTask, removeExpiredTasks } from './tasks.store.ts'

const used = useImageCloud()

let made = 0

/** Puts a task into the database, ended or not, and returns its id. */
async function task(more: Partial<NewTask & { status: string; expires: string }> = {}) {
  made += 1
  const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`
  const at = `2026-11-28T04:00:00.${String(made).padStart(3, '0')}Z`
  await used.cloud.app.database.write((tx: Tx) =>
    insertTask(tx, {
      ...{ id, type: more.type ?? 'api_image_import', image_id: more.imageId ?? null },
      ...{ status: 'failure', owner: used.persona.projectId, user_id: used.persona.userId },
      ...{ request_id: 'req-1', input: JSON.stringify(more.input ?? { image_id: 'x' }) },
      ...{ result: null, message: 'Task failed due to Internal Error' },
      ...{ created_at: at, updated_at: at, expires_at: more.expires ?? '2126-11-30T04:50:21.000Z' },
    }),
  )
  return id
}

const MISSING = '00000000-0000-4000-8000-00000000dead'

describe('GET /tasks', () => {
  test('shows what tells tasks apart, the newest first, and not what went in or came out', async () => {
    const [older, newer] = [await task(), await task()]
    const { status, body } = await used.admin('GET', '/tasks')
    expect(status).toBe(200)
    expect(body).toMatchObject({ first: '/v2/tasks', schema: '/v2/schemas/tasks' })
    expect(body.tasks.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([newer, older])
    expect(body.tasks[0]).toEqual({
      id: newer,
      type: 'api_image_import',
      status: 'failure',
      owner: used.persona.projectId,
      created_at: '2026-11-28T04:00:00Z',
      updated_at: '2026-11-28T04:00:00Z',
      self: `/v2/tasks/${newer}`,
      schema: '/v2/schemas/task',
      expires_at: '2126-11-30T04:50:21Z',
    })
  })

  test('comes in pages whose links keep what was asked', async () => {
    const [, last] = [await task(), await task()]
    const first = await used.admin('GET', '/tasks?limit=1&sort_key=created_at')
    expect(first.body.tasks).toHaveLength(1)
    expect(first.body.first).toBe('/v2/tasks?limit=1&sort_key=created_at')
    expect(first.body.next).toBe(`/v2/tasks?limit=1&sort_key=created_at&marker=${last}`)
    const second = await used.admin('GET', first.body.next.slice('/v2'.length))
    expect(second.body.tasks).toHaveLength(1)
    expect(second.body.tasks[0].id).not.toBe(last)
    expect(second.body.first).toBe('/v2/tasks?limit=1&sort_key=created_at')
  })

  test('is sorted and filtered by any attribute of a row, and minds no other parameter', async () => {
    const id = await task({ imageId: 'an-image' })
    const by = async (query: string) => {
      const { body } = await used.admin('GET', `/tasks?${query}`)
      return body.tasks.map((each: { id: string }) => each.id)
    }
    expect(await by('image_id=an-image')).toEqual([id])
    expect(await by('image_id=an-image&foo=bar')).toEqual([id])
    expect(await by('status=failure&image_id=an-image')).toEqual([id])
    expect(await by('status=success&image_id=an-image')).toEqual([])
    expect(await by('type=import')).toEqual([])
    expect(await by('owner=zz')).toEqual([])
    expect(await by('limit=0')).toEqual([])
    const up = await by('sort_key=status&sort_dir=asc')
    expect(await by('sort_key=status&sort_dir=desc')).toEqual(up.toReversed())
    expect(await by('sort_key=id')).toEqual(up.toReversed())
  })

  test.each([
    ['type=bogus', 'Invalid type value: bogus'],
    ['type=api_image_import', 'Invalid type value: api_image_import'],
    ['status=bogus', 'Invalid status value: bogus'],
    ['limit=x', 'limit param must be an integer'],
    ['limit=-1', 'limit param must be positive'],
    ['marker=x', 'Invalid marker format'],
    [`marker=${MISSING}`, `Task with the given id ${MISSING} was not found`],
    ['sort_key=input', 'Sort key supplied was not valid.'],
    ['sort_key=', 'Sort key supplied was not valid.'],
    ['sort_dir=up', 'Invalid sort direction: up'],
  ])('refuses %s', async (query, message) => {
    expect(refusal(await used.admin('GET', `/tasks?${query}`))).toBe(`400 ${message}`)
  })

  test('leaves out what has expired', async () => {
    const id = await task({ expires: '2026-11-28T04:00:01.000Z' })
    const { body } = await used.admin('GET', '/tasks?limit=1000')
    expect(body.tasks.map((each: { id: string }) => each.id)).not.toContain(id)
    expect(refusal(await used.admin('GET', `/tasks?marker=${id}`))).toMatch(/^400 Task with/)
    expect(refusal(await used.admin('GET', `/tasks/${id}`))).toBe(`404 Could not find task ${id}`)
  })
})

test('what has expired is removed in the end, and nothing else', async () => {
  const [expired, kept] = [await task({ expires: '2026-11-28T04:00:01.000Z' }), await task()]
  const { database } = used.cloud.app
  const removed = await database.write((tx) => removeExpiredTasks(tx, '2026-11-28T04:00:01.000Z'))
  expect(removed).toBeGreaterThan(0)
  expect((await used.admin('GET', `/tasks/${expired}`)).status).toBe(404)
  expect((await used.admin('GET', `/tasks/${kept}`)).status).toBe(200)
})

describe('GET /tasks/{task_id}', () => {
  test('shows all of it, by an id in any case', async () => {
    const id = await task({
      imageId: 'an-image',
      input: { image_id: 'an-image', backend: ['file'] },
    })
    const { status, body } = await used.admin('GET', `/tasks/${id.toUpperCase()}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      id,
      input: { image_id: 'an-image', backend: ['file'] },
      type: 'api_image_import',
      status: 'failure',
      owner: used.persona.projectId,
      message: 'Task failed due to Internal Error',
      result: null,
      created_at: '2026-11-28T04:00:00Z',
      updated_at: '2026-11-28T04:00:00Z',
      self: `/v2/tasks/${id}`,
      schema: '/v2/schemas/task',
      image_id: 'an-image',
      request_id: 'req-1',
      user_id: used.persona.userId,
      expires_at: '2126-11-30T04:50:21Z',
    })
  })

  test('there is none with another id', async () => {
    expect(refusal(await used.admin('GET', '/tasks/x'))).toBe('404 Could not find task x')
  })
})

test('tasks cannot be deleted, whether they are there or not', async () => {
  const got = await used.admin('DELETE', `/tasks/${MISSING}`)
  expect(refusal(got)).toBe(
    '405 This operation is currently not permitted on Glance Tasks. They are auto deleted after ' +
      'reaching the time based on their expires_at property.',
  )
  expect(got.headers.get('allow')).toBe('GET')
})

test('only administrators use the calls about tasks, and learn of none before', async () => {
  for (const [method, path] of [
    ['GET', '/tasks?limit=x'],
    ['GET', `/tasks/${MISSING}`],
    ['DELETE', `/tasks/${MISSING}`],
  ] as const) {
    expect(refusal(await used.demo(method, path))).toBe(
      '403 You are not authorized to complete tasks_api_access action.',
    )
  }
})

describe('GET /images/{image_id}/tasks', () => {
  test('shows the rows of the tasks of one image to its project', async () => {
    const image = await used.image()
    const id = await task({ imageId: image, input: { image_id: image } })
    await task({ imageId: 'another' })
    const { status, body } = await used.demo('GET', `/images/${image}/tasks`)
    expect(status).toBe(200)
    expect(body).toEqual({
      tasks: [
        {
          id,
          type: 'api_image_import',
          status: 'failure',
          owner: used.persona.projectId,
          expires_at: '2126-11-30T04:50:21.000000',
          created_at: '2026-11-28T04:00:00.000000',
          updated_at: '2026-11-28T04:00:00.000000',
          deleted_at: null,
          deleted: false,
          image_id: image,
          request_id: 'req-1',
          user_id: used.persona.userId,
          input: { image_id: image },
          result: null,
          message: 'Task failed due to Internal Error',
        },
      ],
    })
  })

  test('shows nobody the tasks of another project, but administrators', async () => {
    const { body } = await used.demo('POST', '/images', { visibility: 'community' })
    await task({ imageId: body.id })
    expect((await used.stranger('GET', `/images/${body.id}/tasks`)).body).toEqual({ tasks: [] })
    expect((await used.admin('GET', `/images/${body.id}/tasks`)).body.tasks).toHaveLength(1)
  })

  test('there is none to see of an image that one may not see', async () => {
    const image = await used.image()
    expect(refusal(await used.stranger('GET', `/images/${image}/tasks`))).toBe(
      '404 The resource could not be found.',
    )
  })
})
