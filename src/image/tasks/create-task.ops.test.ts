/** Tasks that are begun by the call for it. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImportCloud } from '../../../test/support/import-cloud.ts'

const used = useImportCloud()

const BYTES = 'bytes of a new image'

const importOf = (uri: unknown, image_properties: unknown = { name: 'x' }) => ({
  type: 'import',
  input: { import_from: uri, import_from_format: 'raw', image_properties },
})

/** Begins a task and answers with it as it is in the end. */
async function ended(body: object): Promise<any> {
  const got = await used.admin('POST', '/tasks', body)
  expect(got.status).toBe(201)
  expect(got.body).toMatchObject({ status: 'pending', message: '', result: null })
  expect(got.headers.get('location')).toMatch(new RegExp(`^http.*/v2/tasks/${got.body.id}$`))
  await used.cloud.settled()
  return (await used.admin('GET', `/tasks/${got.body.id}`)).body
}

describe('an import', () => {
  test('makes an image with the bytes from the web', async () => {
    const uri = used.serve('/new', (_request, response) => response.end(BYTES))
    const properties = { disk_format: 'raw', container_format: 'bare', name: 'new', os: 'linux' }
    const task = await ended(importOf(uri, properties))
    expect(task).toMatchObject({
      type: 'import',
      status: 'success',
      owner: used.adminPersona.projectId,
      input: importOf(uri, properties).input,
      expires_at: expect.any(String),
    })
    const { image_id: id } = task.result
    expect((await used.admin('GET', `/images/${id}`)).body).toMatchObject({
      ...{ name: 'new', os: 'linux', disk_format: 'raw', status: 'active', stores: 'file' },
      ...{ size: BYTES.length, owner: used.adminPersona.projectId, visibility: 'shared' },
    })
    expect(await used.held('file', id)).toBe(BYTES)
  })

  test('that fails leaves no image', async () => {
    const task = await ended(importOf(`${used.origin}/nothing`, { name: 'never' }))
    expect(task).toMatchObject({
      status: 'failure',
      message: 'Task failed due to Internal Error',
      result: null,
    })
    expect((await used.admin('GET', '/images?name=never')).body?.images ?? []).toEqual([])
  })

  test.each([
    [{ import_from: undefined }, 'Invalid location: None'],
    [{ import_from: '' }, 'Invalid location: '],
    [
      { import_from: 'file:///etc/passwd' },
      'File based imports are not allowed. Please use a non-local source of image data.',
    ],
    [
      { import_from: 'ftp://x/' },
      'The given uri is not valid. Please specify a valid uri from the following list of ' +
        "supported uri ['http']",
    ],
    [
      { import_from: 'http://127.0.0.1/x' },
      'URI for legacy import task does not pass filtering: http://127.0.0.1/x',
    ],
  ])('from %j is refused', async (input, message) => {
    const got = await used.admin('POST', '/tasks', { type: 'import', input })
    expect(refusal(got)).toBe(`400 ${message}`.trimEnd())
  })
})

test.each([
  ['import', { import_from: 'URI' }, "Input does not contain 'import_from_format' field"],
  ['api_image_import', {}, 'Input to api_image_import task is empty.'],
  ['api_image_import', { x: 1 }, "Missing required 'image_id' field"],
  ['api_image_import', { image_id: 'x' }, 'Task failed due to Internal Error'],
  ['location_import', {}, 'Input to location_import task is empty.'],
  ['location_import', { image_id: 'x' }, "Input does not contain 'loc_url' field"],
  [
    'location_import',
    { image_id: 'x', loc_url: 'x', validation_data: {} },
    'Task failed due to Internal Error',
  ],
])(
  '%s with %j fails: it is part of another call, or says too little',
  async (type, sent, message) => {
    const uri = used.serve('/any', (_request, response) => response.end(BYTES))
    const input = 'import_from' in sent ? { import_from: uri } : sent
    expect(await ended({ type, input })).toMatchObject({ type, status: 'failure', message })
  },
)

test.each([
  [undefined, 'Body expected in request.'],
  [{}, "Task 'type' is required"],
  [[], "Task 'type' is required"],
  [{ type: 'import' }, "Task 'input' is required"],
])('refuses the body %j', async (body, message) => {
  expect(refusal(await used.admin('POST', '/tasks', body))).toBe(`400 ${message}`)
})

test.each([
  [{ type: 'x', input: {} }, "'x' is not one of ['import', 'api_image_import', 'location_import']"],
  [{ type: 'import', input: 'x' }, "'x' is not of type 'null', 'object'"],
  [
    { type: 'import', input: {}, foo: 1 },
    "Additional properties are not allowed ('foo' was unexpected)",
  ],
])('refuses the body %j in the words of its schema', async (body, message) => {
  expect(refusal(await used.admin('POST', '/tasks', body))).toMatch(
    `400 Provided object does not match schema 'task': ${message}`,
  )
})

test('is for administrators, whatever the body', async () => {
  expect(refusal(await used.demo('POST', '/tasks', {}))).toBe(
    '403 You are not authorized to complete tasks_api_access action.',
  )
})
