/** Properties of images by way of Compute, which calls them metadata. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let demo: Nova
let reader: Nova
let stranger: Nova

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  reader = new Nova(my.cloud, await my.cloud.persona('reader', 'readerpass', 'demo'))
})

async function propertiesOf(id: string): Promise<Record<string, string>> {
  const { a, b, c, only, kernel_id } = (await my.demo('GET', `/images/${id}`)).body
  return JSON.parse(JSON.stringify({ a, b, c, only, kernel_id }))
}

describe('metadata of an image', () => {
  test('is listed and shown, to readers too', async () => {
    const id = await my.image({ a: '1', mappings: '[]' })
    const path = `/images/${id}/metadata`
    expect((await reader.get(path, '2.38')).body).toEqual({ metadata: { a: '1', mappings: [] } })
    expect((await demo.get(`${path}/a`)).body).toEqual({ meta: { a: '1' } })
    expectFault(await demo.get(`${path}/b`), 404, 'The resource could not be found.')
  })

  test('is added to and changed', async () => {
    const id = await my.image({ a: '1', b: '1' })
    const got = await demo.send('POST', `/images/${id}/metadata`, { metadata: { b: '2', c: '3' } })
    expect([got.status, got.body]).toEqual([200, { metadata: { a: '1', b: '2', c: '3' } }])
    expect(await propertiesOf(id)).toEqual({ a: '1', b: '2', c: '3' })
  })

  test('is replaced as a whole, less a kernel that is none', async () => {
    const id = await my.image({ a: '1' })
    const metadata = { only: 'this', kernel_id: 'None' }
    const got = await demo.send('PUT', `/images/${id}/metadata`, { metadata })
    expect([got.status, got.body]).toEqual([200, { metadata }])
    expect(await propertiesOf(id)).toEqual({ only: 'this' })
    expect((await demo.send('PUT', `/images/${id}/metadata`, { metadata: {} })).status).toBe(200)
    expect(await propertiesOf(id)).toEqual({})
  })

  test('is set and deleted item by item', async () => {
    const id = await my.image({ a: '1' })
    const path = `/images/${id}/metadata`
    const set = await demo.send('PUT', `${path}/b`, { meta: { b: '2' } })
    expect([set.status, set.body]).toEqual([200, { meta: { b: '2' } }])
    const got = await demo.send('DELETE', `${path}/a`)
    expect([got.status, got.text]).toEqual([204, ''])
    expect(await propertiesOf(id)).toEqual({ b: '2' })
    expectFault(await demo.send('DELETE', `${path}/a`), 404, 'Invalid metadata key')
  })

  test('a body that has another key than the path is refused before anything else', async () => {
    const got = await demo.send('PUT', `/images/${NONE}/metadata/k`, { meta: { other: '1' } })
    expectFault(got, 400, 'Request body and URI mismatch')
  })

  test('stays what it is where who asks may not change the image', async () => {
    const id = await my.image({ a: '1', visibility: 'community' })
    const path = `/images/${id}/metadata`
    const refused = `Not authorized for image ${id}.`
    for (const nova of [reader, stranger]) {
      expectFault(await nova.send('POST', path, { metadata: { b: '2' } }), 403, refused)
      expectFault(await nova.send('PUT', path, { metadata: {} }), 403, refused)
      expectFault(await nova.send('PUT', `${path}/a`, { meta: { a: '2' } }), 403, refused)
      expectFault(await nova.send('DELETE', `${path}/a`), 403, refused)
      // The key is looked for first.
      expectFault(await nova.send('DELETE', `${path}/b`), 404, 'Invalid metadata key')
    }
    expect(await propertiesOf(id)).toEqual({ a: '1' })
  })

  test('is none of an image that is not there', async () => {
    const path = `/images/${NONE}/metadata`
    const answers = [
      await demo.get(path),
      await demo.get(`${path}/a`),
      await demo.send('POST', path, { metadata: { a: '1' } }),
      await demo.send('PUT', path, { metadata: { a: '1' } }),
      await demo.send('PUT', `${path}/a`, { meta: { a: '1' } }),
      await demo.send('DELETE', `${path}/a`),
    ]
    for (const got of answers) expectFault(got, 404, 'Image not found.')
  })

  test('has as many items as the quota allows, 128, and no more', async () => {
    const id = await my.image({})
    const path = `/images/${id}/metadata`
    const items = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']))
    const refused = 'Image metadata limit exceeded'
    expectFault(await demo.send('PUT', path, { metadata: items(129) }), 403, refused)
    expect((await demo.send('PUT', path, { metadata: items(128) })).status).toBe(200)
    expectFault(await demo.send('POST', path, { metadata: { more: 'v' } }), 403, refused)
    expectFault(await demo.send('PUT', `${path}/more`, { meta: { more: 'v' } }), 403, refused)
    const admin = new Nova(my.cloud, my.adminPersona)
    const quotas = `/os-quota-sets/${my.persona.projectId}`
    await admin.send('PUT', quotas, { quota_set: { metadata_items: 2 } })
    expectFault(await demo.send('PUT', path, { metadata: items(3) }), 403, refused)
    expect((await demo.send('PUT', path, { metadata: items(2) })).status).toBe(200)
    await admin.send('DELETE', quotas)
  })

  test.each(['status', 'visibility', 'name', 'os_glance_x'])('cannot be called %s', async (key) => {
    const id = await my.image({})
    const got = await demo.send('POST', `/images/${id}/metadata`, { metadata: { [key]: 'x' } })
    expectFault(got, 403, `Not authorized for image ${id}.`)
  })

  test.each([
    [{}, "'metadata' is a required property"],
    [
      { metadata: { k: 1 } },
      "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'",
    ],
    [
      { metadata: { 'a/b': 'x' } },
      "Invalid input for field/attribute metadata. Value: {'a/b': 'x'}. 'a/b' does not match any " +
        "of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'",
    ],
    [{ metadata: { k: 'v' }, x: 1 }, "Additional properties are not allowed ('x' was unexpected)"],
  ])('%j is none', async (body, reason) => {
    const id = await my.image({})
    expectFault(await demo.send('POST', `/images/${id}/metadata`, body), 400, reason)
    expectFault(await demo.send('PUT', `/images/${id}/metadata`, body), 400, reason)
  })

  test.each([
    [{}, "'meta' is a required property"],
    [{ meta: {} }, 'Invalid input for field/attribute meta. Value: {}. {} should be non-empty'],
    [
      { meta: { k: 'v', l: 'v' } },
      "Invalid input for field/attribute meta. Value: {'k': 'v', 'l': 'v'}. " +
        "{'k': 'v', 'l': 'v'} has too many properties",
    ],
  ])('%j is no item', async (body, reason) => {
    const id = await my.image({})
    expectFault(await demo.send('PUT', `/images/${id}/metadata/k`, body), 400, reason)
  })
})
