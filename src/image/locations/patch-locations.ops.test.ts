/** Locations in an image, and patches of them, where the operator has them shown. */
import { describe, expect, test } from 'vitest'
import { patch, refusal } from '../../../test/support/image-api.ts'
import { RAW, useImportCloud } from '../../../test/support/import-cloud.ts'

const used = useImportCloud({ image: { showLocations: true, showDirectUrl: true } })

async function stored(stores = ['file', 'cheap']): Promise<{ id: string; urls: string[] }> {
  const id = await used.staged('bytes in stores')
  await used.imported(id, { method: { name: 'glance-direct' }, stores })
  const { locations } = await used.shown(id)
  return { id, urls: locations.map(({ url }: { url: string }) => url) }
}

const change = async (id: string, op: string, path: string, value?: unknown, api = used.demo) =>
  refusal(await patch(api, id, [{ op, path, ...(value !== undefined && { value }) }]))

test('an image shows its locations, and where the first copy lies', async () => {
  const { id, urls } = await stored()
  expect(await used.shown(id)).toMatchObject({
    locations: [
      { url: urls[0], metadata: { store: 'file' } },
      { url: urls[1], metadata: { store: 'cheap' } },
    ],
    direct_url: urls[0],
    stores: 'file,cheap',
  })
  const queued = await used.shown(await used.image(RAW))
  expect(queued.locations).toEqual([])
  expect(queued).not.toHaveProperty('direct_url')
})

describe('replace', () => {
  test('changes their order and what is said of them', async () => {
    const { id, urls } = await stored()
    const value = [
      { url: urls[1], metadata: { a: 'b' } },
      { url: urls[0], metadata: {} },
    ]
    expect(await change(id, 'replace', '/locations', value)).toBe('200 ')
    expect((await used.shown(id)).locations).toEqual([
      { url: urls[1], metadata: { a: 'b', store: 'cheap' } },
      { url: urls[0], metadata: { store: 'file' } },
    ])
    expect(await used.held('file', id)).toBe('bytes in stores')
  })

  test('keeps to those that there are', async () => {
    const { id, urls } = await stored(['file'])
    const other = [{ url: `${urls[0]}x`, metadata: {} }]
    expect(await change(id, 'replace', '/locations', other)).toBe(
      '400 Original locations is not empty: ' +
        `[{'url': '${urls[0]}', 'metadata': {'store': 'file'}}]`,
    )
    expect(await change(await used.image(RAW), 'replace', '/locations', other)).toBe(
      '400 Invalid location',
    )
    expect(await change(id, 'replace', '/locations', [])).toMatch(
      /^403 .*Cannot set locations to empty list\.$/,
    )
  })
})

describe('add', () => {
  test.each([
    ['/locations/-', 'file:///etc/passwd', 'Invalid location'],
    ['/locations/0', 'http://127.0.0.1/x', 'Invalid location'],
    ['/locations/x', 'file:///etc/passwd', 'Invalid position for adding a location.'],
  ])('takes nothing that users name (%s, %s)', async (path, url, message) => {
    for (const id of [await used.image(RAW), (await stored(['file'])).id]) {
      expect(await change(id, 'add', path, { url, metadata: {} })).toBe(`400 ${message}`)
    }
  })

  test('is refused while the image is on its way', async () => {
    const id = await used.staged('bytes')
    expect(await change(id, 'add', '/locations/-', { url: 'file:///x', metadata: {} })).toBe(
      "409 It's not allowed to add locations if image status is uploading.",
    )
  })
})

describe('remove', () => {
  test('deletes one of the copies, for administrators', async () => {
    const { id } = await stored()
    expect(await change(id, 'remove', '/locations/1')).toBe(
      '403 You are not authorized to complete delete_image_location action.',
    )
    expect(await change(id, 'remove', '/locations/7', undefined, used.admin)).toBe(
      '400 Invalid position for removing a location.',
    )
    expect(await change(id, 'remove', '/locations/1', undefined, used.admin)).toBe('200 ')
    expect((await used.shown(id)).stores).toBe('file')
    await expect.poll(() => used.held('cheap', id)).toBeUndefined()
    expect(await change(id, 'remove', '/locations/0', undefined, used.admin)).toMatch(
      /^403 .*Cannot remove last location in the image\.$/,
    )
  })
})
