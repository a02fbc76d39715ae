import { expect, test } from 'vitest'
import { refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()

const tagsOf = async (id: string): Promise<string[]> =>
  (await my.demo('GET', `/images/${id}`)).body.tags

test('tags are added in their order, each once, and taken away', async () => {
  const id = await my.image({})
  for (const tag of ['one', 'two%20words', '%E2%98%83', 'One', 'one']) {
    const got = await my.demo('PUT', `/images/${id}/tags/${tag}`)
    expect([got.status, got.text]).toEqual([204, ''])
  }
  expect(await tagsOf(id)).toEqual(['one', 'two words', '☃', 'One'])
  expect((await my.demo('DELETE', `/images/${id}/tags/one`)).status).toBe(204)
  expect(await tagsOf(id)).toEqual(['two words', '☃', 'One'])
})

test('a tag that is not there is not taken away', async () => {
  const id = await my.image({ tags: ['one'] })
  const got = await my.demo('DELETE', `/images/${id}/tags/nope`)
  expect(refusal(got)).toBe('404 The resource could not be found.')
})

test('a tag has 255 characters at most, which is said before the image is looked for', async () => {
  const id = await my.image({})
  expect((await my.demo('PUT', `/images/${id}/tags/${'t'.repeat(255)}`)).status).toBe(204)
  const long = 't'.repeat(256)
  const got = await my.demo('PUT', `/images/00000000-0000-4000-8000-000000000000/tags/${long}`)
  expect(got.status).toBe(400)
  expect(got.body.message).toBe(
    `Provided object does not match schema 'image': '${long}' is too long\n\n` +
      "Failed validating 'maxLength' in schema['properties']['tags']['items']:\n" +
      "    {'type': 'string', 'maxLength': 255}\n\n" +
      `On instance['tags'][0]:\n    '${long}'<br /><br />\n\n\n`,
  )
  expect((await my.demo('DELETE', `/images/${id}/tags/${long}`)).status).toBe(404)
})

test('an image has 128 tags and no more', async () => {
  const id = await my.image({ tags: Array.from({ length: 128 }, (_, n) => `t${n}`) })
  const got = await my.demo('PUT', `/images/${id}/tags/more`)
  expect(refusal(got)).toBe(
    `413 Image tag limit exceeded for image ${id}: The limit has been exceeded on the number of ` +
      'allowed image tags. Attempted: 129, Maximum: 128:',
  )
  expect((await my.demo('PUT', `/images/${id}/tags/t0`)).status).toBe(204)
})

test('who may not change the image does not change its tags', async () => {
  const community = await my.image({ visibility: 'community', tags: ['t'] })
  const own = await my.image({ tags: ['t'] })
  for (const method of ['PUT', 'DELETE']) {
    for (const [api, id] of [
      [my.reader, own],
      [my.stranger, community],
    ] as const) {
      const got = await api(method, `/images/${id}/tags/t`)
      expect(refusal(got)).toBe('403 You are not authorized to complete modify_image action.')
    }
    const unseen = await my.stranger(method, `/images/${own}/tags/t`)
    expect(refusal(unseen)).toBe(`404 Image ${own} not found.`)
    const unknown = await my.demo(method, '/images/nope/tags/t')
    expect(refusal(unknown)).toBe('404 Image nope not found.')
  }
  expect((await my.admin('PUT', `/images/${own}/tags/by-admin`)).status).toBe(204)
})

test.each([
  ['GET', '/tags/t', 405],
  ['POST', '/tags/t', 405],
  ['GET', '/tags', 404],
  ['PUT', '/tags/a%2Fb', 404],
])('%s %s is no call', async (method, path, status) => {
  const id = await my.image({})
  const got = await my.demo(method, `/images/${id}${path}`)
  expect(got.status).toBe(status)
  if (status === 405) expect(got.headers.get('allow')).toBe('PUT, DELETE')
})
