/** The six calls on the metadata of a snapshot. */
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let id = ''
let volumeId = ''
beforeEach(async () => {
  volumeId ||= await my.volume()
  id = await my.snapshot(volumeId, { metadata: { one: '1', two: '2' } })
})
const call = (method: string, body?: object, more = '', api = my.demo, version?: string) =>
  api(method, `/snapshots/${id}/metadata${more}`, body, version)

test('what is there is listed and shown, to readers too', async () => {
  expect((await call('GET')).body).toEqual({ metadata: { one: '1', two: '2' } })
  expect((await call('GET', undefined, '/two', my.reader)).body).toEqual({ meta: { two: '2' } })
})

test('an answer has no entity tag, at whatever version', async () => {
  expect((await call('GET', undefined, '', my.demo, '3.70')).headers.get('etag')).toBe(null)
})

test('POST adds items and changes others, PUT replaces them all, in the stored order', async () => {
  const added = await call('POST', { metadata: { three: '3', one: 'uno' } })
  expect([added.status, Object.entries(added.body.metadata)]).toEqual([
    200,
    [
      ['one', 'uno'],
      ['two', '2'],
      ['three', '3'],
    ],
  ])
  const replaced = await call('PUT', { metadata: { four: '4', two: '2' } })
  expect(Object.keys(replaced.body.metadata)).toEqual(['two', 'four'])
  expect((await my.demo('GET', `/snapshots/${id}`)).body.snapshot.metadata).toEqual({
    two: '2',
    four: '4',
  })
  expect((await call('PUT', { metadata: {} })).body).toEqual({ metadata: {} })
})

test('one item is set, and removed', async () => {
  expect((await call('PUT', { meta: { new: 'x' } }, '/new')).body).toEqual({ meta: { new: 'x' } })
  const removed = await call('DELETE', undefined, '/one')
  expect([removed.status, removed.text]).toEqual([200, ''])
  expect((await call('GET')).body).toEqual({ metadata: { two: '2', new: 'x' } })
  const again = await call('DELETE', undefined, '/one')
  expect(refusal(again)).toBe(`404 Snapshot ${id} has no metadata with key one.`)
  expect((await call('GET', undefined, '/one')).status).toBe(404)
})

test('keys beside the metadata are passed over', async () => {
  expect((await call('POST', { metadata: { a: 'b' }, x: 1 })).status).toBe(200)
})

describe('refused: 400', () => {
  const REGEX = "does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'"
  test.each([
    [{}, "'metadata' is a required property"],
    [
      { metadata: null },
      "Invalid input for field/attribute metadata. Value: None. None is not of type 'object'",
    ],
    [
      { metadata: { a: 1 } },
      "Invalid input for field/attribute a. Value: 1. 1 is not of type 'string'",
    ],
    [
      { metadata: { 'a/b': 'c' } },
      `Invalid input for field/attribute metadata. Value: {'a/b': 'c'}. 'a/b' ${REGEX}`,
    ],
    [
      { metadata: { '': 'c' } },
      `Invalid input for field/attribute metadata. Value: {'': 'c'}. '' ${REGEX}`,
    ],
  ])('%j', async (body, message) => {
    for (const method of ['POST', 'PUT']) {
      expect(refusal(await call(method, body))).toBe(`400 ${message}`)
    }
  })

  test.each([
    [{ meta: { two: 'x' } }, 'Request body and URI mismatch'],
    [{ meta: {} }, 'Invalid input for field/attribute meta. Value: {}. {} should be non-empty'],
    [{ metadata: { one: 'x' } }, "'meta' is a required property"],
  ])('one item: %j', async (body, message) => {
    expect(refusal(await call('PUT', body, '/one'))).toBe(`400 ${message}`)
  })
})

test('others find no such snapshot: 404; readers may not change anything: 403', async () => {
  expect(refusal(await call('GET', undefined, '', my.stranger))).toBe(
    `404 Snapshot ${id} could not be found.`,
  )
  for (const [method, more, body, rule] of [
    ['POST', '', { metadata: {} }, 'update'],
    ['PUT', '', { metadata: {} }, 'update'],
    ['PUT', '/one', { meta: { one: '' } }, 'update'],
    ['DELETE', '/one', undefined, 'delete'],
  ] as const) {
    expect(refusal(await call(method, body, more, my.reader))).toBe(
      `403 Policy doesn't allow volume:${rule}_snapshot_metadata to be performed.`,
    )
    expect((await call(method, body, more, my.stranger)).status).toBe(404)
  }
  const absent = await my.demo('POST', `/snapshots/${NONE}/metadata`, { metadata: {} })
  expect(refusal(absent)).toBe(`404 Snapshot ${NONE} could not be found.`)
})
