/** Imports: from where, to where, and what becomes of the image on the way. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal } from '../../../test/support/image-api.ts'
import {
  BYTES,
  DIRECT,
  FACTS,
  RAW,
  UNKNOWN,
  useImportCloud,
} from '../../../test/support/import-cloud.ts'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  const used = useImportCloud({ backend })

  const MISSING = '00000000-0000-4000-8000-00000000dead'

  const web = (uri: string, more: object = {}) => ({
    method: { name: 'web-download', uri },
    ...more,
  })

  describe('glance-direct', () => {
    test('stores what was staged, and the image is active', async () => {
      const id = await used.staged(BYTES)
      const got = await used.imported(id, DIRECT)
      expect(got.status).toBe(202)
      expect(got.text).toBe('')
      const image = await used.shown(id)
      expect(image).toMatchObject({
        ...FACTS,
        status: 'active',
        stores: 'file',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: '',
      })
      expect(image).not.toHaveProperty('os_glance_import_task')
      expect(await used.held('file', id)).toBe(BYTES)
      await expect.poll(() => used.held('os_glance_staging_store', id)).toBeUndefined()
    })

    test('leaves a task that says how it went', async () => {
      const id = await used.staged(BYTES)
      const got = await used.imported(id, { ...DIRECT, x: 1 })
      expect(await used.tasksOf(id)).toEqual([
        expect.objectContaining({
          type: 'api_image_import',
          status: 'success',
          owner: used.persona.projectId,
          image_id: id,
          request_id: got.headers.get('x-openstack-request-id'),
          user_id: used.persona.userId,
          input: { image_id: id, import_req: { ...DIRECT, x: 1 }, backend: ['file'] },
          result: { image_id: id },
          message: 'Copied 0 MiB',
          expires_at: expect.stringMatching(/\.000000$/),
        }),
      ])
    })

    test('fails where the bytes are not what the image says, and can be begun anew', async () => {
      const id = await used.staged(BYTES, { disk_format: 'qcow2' })
      expect((await used.imported(id, DIRECT)).status).toBe(202)
      const image = await used.shown(id)
      expect(image).toMatchObject({
        ...UNKNOWN,
        status: 'queued',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: 'file',
      })
      expect(image).not.toHaveProperty('os_glance_import_task')
      expect(await used.tasksOf(id)).toMatchObject([
        { status: 'failure', message: 'Task failed due to Internal Error', result: null },
      ])
      await expect.poll(() => used.held('file', id)).toBeUndefined()
      await expect.poll(() => used.held('os_glance_staging_store', id)).toBeUndefined()
    })
  })

  describe('web-download', () => {
    test('downloads the bytes and stores them', async () => {
      const uri = used.serve('/good', (_request, response) => response.end(BYTES))
      const id = await used.image(RAW)
      expect((await used.imported(id, web(uri))).status).toBe(202)
      expect(await used.shown(id)).toMatchObject({ ...FACTS, status: 'active', stores: 'file' })
      expect(await used.held('file', id)).toBe(BYTES)
      await expect.poll(() => used.held('os_glance_staging_store', id)).toBeUndefined()
    })

    test.each([
      ['has nothing there', (response: any) => response.writeHead(404).end()],
      ['fails', (response: any) => response.writeHead(500).end()],
      [
        'leads inside',
        (response: any) => response.writeHead(302, { location: 'http://127.0.0.2/' }).end(),
      ],
      [
        'breaks off',
        (response: any) => {
          response.writeHead(200, { 'content-length': 100 }).write('some')
          setImmediate(() => response.destroy())
        },
      ],
    ])('puts the image back where the server %s', async (name, answer) => {
      const uri = used.serve(`/${name.replaceAll(' ', '-')}`, (_request, response) =>
        answer(response),
      )
      const id = await used.image(RAW)
      expect((await used.imported(id, web(uri, { stores: ['file', 'cheap'] }))).status).toBe(202)
      const image = await used.shown(id)
      expect(image).toMatchObject({
        ...UNKNOWN,
        status: 'queued',
        os_glance_importing_to_stores: '',
        os_glance_failed_import: 'cheap,file',
      })
      expect(image).not.toHaveProperty('os_glance_import_task')
      expect(await used.tasksOf(id)).toMatchObject([
        { status: 'failure', message: 'Task failed due to Internal Error' },
      ])
      await expect.poll(() => used.held('os_glance_staging_store', id)).toBeUndefined()
    })

    test('may be asked for again where it failed', async () => {
      const id = await used.image(RAW)
      await used.imported(id, web(`${used.origin}/not-there`))
      const uri = used.serve('/there', (_request, response) => response.end(BYTES))
      await used.imported(id, web(uri))
      expect(await used.shown(id)).toMatchObject({ status: 'active', os_glance_failed_import: '' })
      expect(await used.tasksOf(id)).toMatchObject([{ status: 'failure' }, { status: 'success' }])
    })

    test.each([
      ['http://127.0.0.1/'],
      ['http://169.254.169.254/latest'],
      ['http://10.0.0.9/'],
      ['file:///etc/passwd'],
      ['http://nowhere.invalid/'],
      ['x'],
      [''],
    ])('refuses %s, and changes nothing', async (uri) => {
      const id = await used.image(RAW)
      expect(refusal(await used.imported(id, web(uri)))).toBe(
        `400 URI for web-download does not pass filtering: ${uri}`.trimEnd(),
      )
      expect(await used.shown(id)).toMatchObject({ status: 'queued' })
      expect(await used.tasksOf(id)).toEqual([])
    })

    test.each([[undefined], [null], [5]])(
      'takes no address for None or the like (%j)',
      async (uri) => {
        const id = await used.image(RAW)
        const body = { method: { name: 'web-download', uri } }
        expect(refusal(await used.imported(id, body))).toBe(
          `400 URI for web-download does not pass filtering: ${uri ?? 'None'}`,
        )
      },
    )
  })

  describe('refuses', () => {
    test.each([
      [undefined, 'Body expected in request.'],
      [[], "Import request requires a 'method' field."],
      [{}, "Import request requires a 'method' field."],
      [{ method: {} }, "Import request requires a 'name' field."],
      [{ method: 'glance-direct' }, "Import request requires a 'name' field."],
      [{ method: { name: 'x' } }, "Unknown import method name 'x'."],
      [{ method: { name: 'glance-download' } }, "Unknown import method name 'glance-download'."],
      [{ ...DIRECT, all_stores: 'x' }, "'all_stores' must be boolean value only"],
      [
        { ...DIRECT, all_stores_must_succeed: 1 },
        "'all_stores_must_succeed' must be boolean value only",
      ],
      [{ ...DIRECT, stores: 'file' }, "'stores' must be a list of names"],
    ])('the body %j', async (body, message) => {
      const got = await used.demo('POST', `/images/${MISSING}/import`, body)
      expect(refusal(got)).toBe(`400 ${message}`)
    })

    test('what is not staged, has no formats, or is active', async () => {
      const id = await used.image()
      const asked = async (of: string, body: object) => refusal(await used.imported(of, body))
      expect(await asked(id, DIRECT)).toBe(
        "409 Image needs to be staged before 'glance-direct' method can be used",
      )
      expect(await asked(id, web('http://127.0.0.1/'))).toBe(
        "409 'container_format' needs to be set before import",
      )
      const bare = await used.image({ container_format: 'bare' })
      expect(await asked(bare, web('http://127.0.0.1/'))).toBe(
        "409 'disk_format' needs to be set before import",
      )
      const staged = await used.staged(BYTES)
      expect(await asked(staged, web('http://127.0.0.1/'))).toBe(
        "409 Image needs to be in 'queued' state to use 'web-download' method",
      )
      await used.imported(staged, DIRECT)
      expect(await asked(staged, DIRECT)).toBe(
        '409 Image with status active cannot be target for import',
      )
    })

    test('images that are not there, or not the own', async () => {
      expect(refusal(await used.imported(MISSING, DIRECT))).toBe(
        `404 No image found with ID ${MISSING}`,
      )
      const id = await used.image(RAW)
      expect(refusal(await used.stranger('POST', `/images/${id}/import`, DIRECT))).toBe(
        `404 No image found with ID ${id}`,
      )
      const staged = await used.staged(BYTES, { visibility: 'community' })
      for (const other of [used.stranger, used.reader]) {
        expect(refusal(await other('POST', `/images/${staged}/import`, DIRECT))).toBe(
          '403 You are not authorized to complete modify_image action.',
        )
      }
    })
  })
})
