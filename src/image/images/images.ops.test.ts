/** Images are shown and deleted. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

describe('show', () => {
  test('has properties first, then what all images have', async () => {
    const made = await my.demo('POST', '/images', { os_distro: 'x', name: 'n', tags: ['a', 'b'] })
    expect(made.status).toBe(201)
    const { id, created_at } = made.body
    expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const got = await my.demo('GET', `/images/${id}`)
    expect(got.status).toBe(200)
    expect(Object.entries(got.body)).toEqual(
      Object.entries({
        os_distro: 'x',
        name: 'n',
        disk_format: null,
        container_format: null,
        visibility: 'shared',
        size: null,
        virtual_size: null,
        status: 'queued',
        checksum: null,
        protected: false,
        min_ram: 0,
        min_disk: 0,
        owner: my.persona.projectId,
        os_hidden: false,
        os_hash_algo: null,
        os_hash_value: null,
        id,
        created_at,
        updated_at: created_at,
        tags: ['a', 'b'],
        self: `/v2/images/${id}`,
        file: `/v2/images/${id}/file`,
        schema: '/v2/schemas/image',
      }),
    )
    expect(made.body).toEqual(got.body)
  })

  test('finds the id in any case', async () => {
    const id = await my.image()
    const got = await my.demo('GET', `/images/${id.toUpperCase()}`)
    expect([got.status, got.body.id]).toEqual([200, id])
  })

  test('what is not there, or is private to another project, is 404', async () => {
    const id = await my.image()
    expect(refusal(await my.demo('GET', `/images/${NONE}`))).toBe(
      `404 No image found with ID ${NONE}`,
    )
    expect(refusal(await my.stranger('GET', `/images/${id}`))).toBe(
      `404 No image found with ID ${id}`,
    )
    expect((await my.admin('GET', `/images/${id}`)).status).toBe(200)
    expect((await my.reader('GET', `/images/${id}`)).status).toBe(200)
  })

  test('what everybody may see is seen by another project', async () => {
    const id = await my.image({ visibility: 'community' })
    expect((await my.stranger('GET', `/images/${id}`)).status).toBe(200)
  })
})

describe('delete', () => {
  test('answers 204 without a body, and it is gone', async () => {
    const id = await my.image()
    const got = await my.demo('DELETE', `/images/${id}`)
    expect([got.status, got.text]).toEqual([204, ''])
    expect(got.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect((await my.demo('GET', `/images/${id}`)).status).toBe(404)
    expect(refusal(await my.demo('DELETE', `/images/${id}`))).toBe(
      `404 Failed to find image ${id} to delete`,
    )
  })

  test('is refused to readers, and to those who only see it', async () => {
    const id = await my.image({ visibility: 'community' })
    const refused = '403 You are not authorized to complete delete_image action.'
    expect(refusal(await my.reader('DELETE', `/images/${id}`))).toBe(refused)
    expect(refusal(await my.stranger('DELETE', `/images/${id}`))).toBe(refused)
  })

  test('is refused of a protected image, to administrators too', async () => {
    const id = await my.image({ protected: true })
    const refused = `403 Image ${id} is protected and cannot be deleted.`
    expect(refusal(await my.demo('DELETE', `/images/${id}`))).toBe(refused)
    expect(refusal(await my.admin('DELETE', `/images/${id}`))).toBe(refused)
  })
})

test('the id of a deleted image is taken for ever', async () => {
  const id = await my.image()
  await my.demo('DELETE', `/images/${id}`)
  const taken = `409 Image ID ${id} already exists!`
  expect(refusal(await my.demo('POST', '/images', { id }))).toBe(taken)
  expect(refusal(await my.stranger('POST', '/images', { id }))).toBe(taken)
})
