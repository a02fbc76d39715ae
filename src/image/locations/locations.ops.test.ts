/** Where the bytes of images lie, and who may say so. */
import { beforeAll, describe, expect, test } from 'vitest'
import { imageApi, refusal, type ImageApi } from '../../../test/support/image-api.ts'
import { RAW, useImportCloud } from '../../../test/support/import-cloud.ts'

const used = useImportCloud()

const BYTES = 'bytes that are there'
const MISSING = '00000000-0000-4000-8000-00000000dead'
const FILE = { url: 'file:///etc/hostname' }

let service: ImageApi
beforeAll(async () => {
  service = imageApi(used.cloud, await used.cloud.user('helper', 'service', 'demo'))
})

describe('GET /images/{image_id}/locations', () => {
  test('shows services and administrators where the copies lie', async () => {
    const id = await used.staged(BYTES)
    expect((await used.admin('GET', `/images/${id}/locations`)).body).toEqual([])
    await used.imported(id, { method: { name: 'glance-direct' }, stores: ['file', 'cheap'] })
    for (const asker of [used.admin, service]) {
      const { status, body } = await asker('GET', `/images/${id}/locations`)
      expect(status).toBe(200)
      expect(body).toEqual([
        { url: expect.stringMatching(/^file:\/\/.*\/file\//), metadata: { store: 'file' } },
        { url: expect.stringMatching(/^file:\/\/.*\/cheap\//), metadata: { store: 'cheap' } },
      ])
    }
  })

  test('is not for others, and there is none of an image that is not there', async () => {
    const id = await used.image()
    expect(refusal(await used.demo('GET', `/images/${id}/locations`))).toBe(
      '403 You are not authorized to complete fetch_image_location action.',
    )
    expect(refusal(await used.demo('GET', `/images/${MISSING}/locations`))).toBe(
      `404 No image found with ID ${MISSING}`,
    )
  })
})

describe('POST /images/{image_id}/locations', () => {
  const add = (api: ImageApi, id: string, body?: unknown) =>
    api('POST', `/images/${id}/locations`, body)

  test('is for services, unless it is the web, which no store has', async () => {
    const id = await used.image(RAW)
    for (const api of [used.demo, used.admin]) {
      for (const url of ['http://127.0.0.1/x', 'file:///etc/hostname', 'bogus://x']) {
        expect(refusal(await add(api, id, { url }))).toBe(
          '403 http store must be enabled to use location API by normal user.',
        )
      }
    }
  })

  test('refuses a body without an address, in the words of the schema', async () => {
    const id = await used.image(RAW)
    expect(refusal(await add(used.demo, id))).toBe('400 Body expected in request.')
    const got = refusal(await add(used.demo, id, {}))
    expect(got).toMatch(
      /^400 Provided object does not match schema 'location': 'url' is a required/,
    )
    expect(got).toContain("Failed validating 'required' in schema['properties']['add_location']:")
  })

  test.each([
    [
      { os_hash_algo: 'sha512', os_hash_value: 'xy' },
      'os_hash_value (xy) is not a valid hexadecimal',
    ],
    [
      { os_hash_algo: 'sha256', os_hash_value: 'ab' },
      'os_hash_value: (ab) is not the correct size for (sha256) (should be (32) bytes)',
    ],
  ])('refuses the digest %j', async (validation_data, message) => {
    const got = await add(service, await used.image(RAW), { ...FILE, validation_data })
    expect(refusal(got)).toMatch(`400 ${message}`)
  })

  test('refuses addresses inside', async () => {
    const got = await add(service, await used.image(RAW), { url: 'http://10.0.0.1/x' })
    expect(refusal(got)).toBe('400 URI for add location does not pass filtering: http://10.0.0.1/x')
  })

  test('is of queued images', async () => {
    const id = await used.staged(BYTES)
    expect(refusal(await add(used.demo, id, FILE))).toBe(
      "409 It's not allowed to add locations if image status is uploading.",
    )
    expect(refusal(await add(used.demo, MISSING, FILE))).toBe(
      `404 No image found with ID ${MISSING}`,
    )
  })

  test('takes no file of this machine, not even from a service', async () => {
    const other = await used.staged(BYTES)
    await used.imported(other, { method: { name: 'glance-direct' } })
    const [{ url }] = (await used.admin('GET', `/images/${other}/locations`)).body
    for (const asked of [url, 'file:///etc/hostname', 'bogus://x']) {
      const id = await used.image(RAW)
      const got = await add(service, id, { url: asked })
      expect(got.status).toBe(202)
      expect(got.text).toBe('')
      await used.cloud.settled()
      expect(await used.shown(id)).toMatchObject({ status: 'queued', size: null })
      expect(await used.shown(id)).not.toHaveProperty('os_glance_import_task')
      expect((await used.admin('GET', `/images/${id}/tasks`)).body.tasks).toMatchObject([
        {
          type: 'location_import',
          status: 'failure',
          input: { image_id: id, loc_url: asked, validation_data: {} },
          message: 'Task failed due to Internal Error',
        },
      ])
    }
  })
})
