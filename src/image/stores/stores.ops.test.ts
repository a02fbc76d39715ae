/** What clients learn of stores, and copies that are deleted from one of them. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImportCloud } from '../../../test/support/import-cloud.ts'

const used = useImportCloud()

const BYTES = 'bytes in stores'
const MISSING = '00000000-0000-4000-8000-00000000dead'

test('everybody sees the stores, of which one is the default', async () => {
  const { status, body } = await used.reader('GET', '/info/stores')
  expect(status).toBe(200)
  expect(body).toEqual({
    stores: [
      { id: 'file', default: 'true' },
      { id: 'cheap', description: 'the cheap one' },
      { id: 'broken' },
    ],
  })
})

test('administrators see how they are configured', async () => {
  const { status, body } = await used.admin('GET', '/info/stores/detail')
  expect(status).toBe(200)
  expect(body.stores[1]).toEqual({
    id: 'cheap',
    description: 'the cheap one',
    type: 'file',
    properties: expect.objectContaining({
      data_dir: expect.stringMatching(/\/cheap$/),
      thin_provisioning: true,
    }),
    weight: 0,
  })
  expect(refusal(await used.demo('GET', '/info/stores/detail'))).toBe(
    '403 You are not authorized to complete stores_info_detail action.',
  )
})

test('everybody sees how images can be imported', async () => {
  const { status, body } = await used.reader('GET', '/info/import')
  expect(status).toBe(200)
  expect(body).toEqual({
    'import-methods': {
      description: 'Import methods available.',
      type: 'array',
      value: ['glance-direct', 'web-download', 'copy-image'],
    },
  })
})

describe('DELETE /stores/{store_id}/{image_id}', () => {
  async function stored(stores: string[]): Promise<string> {
    const id = await used.staged(BYTES)
    await used.imported(id, { method: { name: 'glance-direct' }, stores })
    return id
  }

  test('deletes one of the copies', async () => {
    const id = await stored(['file', 'cheap'])
    expect((await used.admin('DELETE', `/stores/cheap/${id}`)).status).toBe(204)
    expect(await used.shown(id)).toMatchObject({ status: 'active', stores: 'file' })
    await expect.poll(() => used.held('cheap', id)).toBeUndefined()
    expect(await used.held('file', id)).toBe(BYTES)
  })

  test('leaves the last one', async () => {
    const id = await stored(['file'])
    for (const store of ['file', 'cheap']) {
      expect(refusal(await used.admin('DELETE', `/stores/${store}/${id}`))).toBe(
        '403 Cannot delete image data from the only store containing it. Consider deleting the ' +
          'image instead.',
      )
    }
    expect(await used.held('file', id)).toBe(BYTES)
  })

  test('is for administrators', async () => {
    const id = await stored(['file', 'cheap'])
    expect(refusal(await used.demo('DELETE', `/stores/cheap/${id}`))).toBe(
      '403 You are not authorized to complete delete_image_location action.',
    )
  })

  test('finds the store before the image, and the image before its copy', async () => {
    const id = await stored(['file', 'cheap'])
    expect(refusal(await used.demo('DELETE', `/stores/nope/${MISSING}`))).toBe(
      '409 The selected store nope is not available on this node.',
    )
    expect(refusal(await used.admin('DELETE', `/stores/file/${MISSING}`))).toBe(
      `404 Failed to find image ${MISSING}`,
    )
    expect(refusal(await used.admin('DELETE', `/stores/broken/${id}`))).toBe(
      `404 Image ${id} is not stored in store broken.`,
    )
  })

  test('is of active images', async () => {
    const id = await used.staged(BYTES)
    expect(refusal(await used.admin('DELETE', `/stores/file/${id}`))).toBe(
      "409 It's not allowed to remove image data from store if image status is not 'active'",
    )
  })
})
