/** What a patch changes, and what is refused, in the words of a real Glance. */
import { describe, expect, test } from 'vitest'
import {
  OLD_PATCH_TYPE,
  patch,
  PATCH_TYPE,
  refusal,
  type ImageApi,
} from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const DENIED = '403 Access was denied to this resource. | '
const CONFLICT = '409 There was a conflict when trying to complete your request. | '

const add = (path: string, value: unknown) => ({ op: 'add', path, value })
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const remove = (path: string) => ({ op: 'remove', path })

describe('a patch', () => {
  test('adds, replaces and removes, in order', async () => {
    const id = await my.image({ a: '1', b: '2', tags: ['t'] })
    const got = await patch(my.demo, id, [
      add('/c', '3'),
      replace('/a', '4'),
      remove('/b'),
      replace('/name', 'n'),
      add('/tags', ['x', 'y', 'x']),
      replace('/min_disk', 5),
      add('/c', '6'),
      add('/x~1y~0', 'z'),
    ])
    expect(got.status).toBe(200)
    expect(got.body).toMatchObject({ a: '4', c: '6', 'x/y~': 'z', name: 'n', min_disk: 5 })
    expect(got.body.tags).toEqual(['x', 'y'])
    expect(got.body).not.toHaveProperty('b')
    expect((await my.demo('GET', `/images/${id}`)).body).toEqual(got.body)
  })

  test('may be written by the older draft, which adds nothing twice', async () => {
    const id = await my.image({ a: '1' })
    const old = { 'Content-Type': OLD_PATCH_TYPE }
    const send = (body: unknown) => my.demo('PATCH', `/images/${id}`, body, old)
    const got = await send([
      { replace: '/a', value: '2' },
      { add: '/b', value: '3' },
    ])
    expect([got.status, got.body.a, got.body.b]).toEqual([200, '2', '3'])
    expect(refusal(await send([{ add: '/b', value: '4' }]))).toBe(
      `${CONFLICT}Property b already present.`,
    )
    expect(refusal(await send([{ add: '/name', value: '4' }]))).toBe(
      `${CONFLICT}Property name already present.`,
    )
  })

  test('without operations changes nothing, for whoever sees the image', async () => {
    const id = await my.image({ visibility: 'community' })
    const before = (await my.demo('GET', `/images/${id}`)).body
    expect((await patch(my.stranger, id, [])).body).toEqual(before)
  })

  test('is done whole or not at all', async () => {
    const id = await my.image({ a: '1' })
    const before = (await my.demo('GET', `/images/${id}`)).body
    const got = await patch(my.demo, id, [replace('/a', '2'), remove('/nope')])
    expect(got.status).toBe(409)
    expect((await my.demo('GET', `/images/${id}`)).body).toEqual(before)
  })

  test.each<[string, unknown, string]>([
    ['a status', [replace('/status', 'active')], "403 Attribute 'status' is read-only."],
    ['an id', [replace('/id', 'x')], "403 Attribute 'id' is read-only."],
    ['what is kept free', [add('/deleted', 'x')], "403 Attribute 'deleted' is reserved."],
    [
      'a property of the service',
      [remove('/os_glance_x')],
      "403 Attribute 'os_glance_x' is reserved.",
    ],
    ['two steps', [add('/a/b', 'x')], "400 Invalid JSON pointer for this resource: '/a/b'"],
    [
      'no value',
      [{ op: 'add', path: '/a' }],
      '400 Operation "add" requires a member named "value".',
    ],
    ['a scalar', 5, '400 Unexpected body type. Expected list/dict.'],
    ['an object', {}, '400 Request body must be a JSON array of operation objects.'],
    ['what is not there', [remove('/nope')], `${CONFLICT}Property nope does not exist.`],
    ['what is not there, too', [replace('/nope', 'x')], `${CONFLICT}Property nope does not exist.`],
    ['an attribute to go', [remove('/min_disk')], `${DENIED}Property min_disk may not be removed.`],
    ['an owner', [replace('/owner', 'x')], `${DENIED}Owner can't be updated by non admin.`],
    [
      'an empty list of locations',
      [replace('/locations', [])],
      `${DENIED}Cannot set locations to empty list.`,
    ],
    [
      'locations',
      [add('/locations/-', { url: 'file:///x', metadata: {} })],
      "403 It's not allowed to add locations if locations are invisible.",
    ],
    [
      'a location to go',
      [remove('/locations/0')],
      '403 You are not authorized to complete delete_image_location action.',
    ],
    [
      'publicity',
      [replace('/visibility', 'public')],
      '403 You are not authorized to complete publicize_image action.',
    ],
    [
      'less than nothing',
      [replace('/min_ram', -2)],
      "400 Invalid value '-2' for parameter 'min_ram': Cannot be a negative value",
    ],
    [
      'too much',
      [replace('/min_disk', 3e9)],
      "400 'min_disk' value out of range, must not exceed 2147483647.",
    ],
    [
      'rare characters',
      [replace('/name', '😀')],
      "400 Name can't contain 4 byte unicode characters.",
    ],
    [
      'a long name',
      [add(`/${'k'.repeat(256)}`, 'x')],
      '400 Custom property should not be greater than 255 characters.',
    ],
    [
      'a number',
      [add('/a', 5)],
      "400 Provided object does not match schema 'image': 5 is not of type 'string'",
    ],
    [
      'too many tags',
      [
        replace(
          '/tags',
          Array.from({ length: 129 }, (_, i) => `t${i}`),
        ),
      ],
      '413 The limit has been exceeded on the number of allowed image tags. Attempted: 129, Maximum: 128',
    ],
    [
      'too many properties',
      Array.from({ length: 129 }, (_, i) => add(`/p${i}`, 'x')),
      '413 The limit has been exceeded on the number of allowed image properties. Attempted: 129, Maximum: 128',
    ],
  ])('is refused for %s', async (_what, operations, refused) => {
    const id = await my.image()
    const got = refusal(await patch(my.demo, id, operations))
    expect(got.slice(0, refused.length)).toBe(refused)
  })

  test('of the wrong type is 415, which says the right ones', async () => {
    const got = await my.demo('PATCH', `/images/${NONE}`, [])
    expect(refusal(got)).toBe(
      '415 The request media type application/json is not supported by this server. | Image PATCH ' +
        `expects Content-Type one of: ${OLD_PATCH_TYPE}, ${PATCH_TYPE}`,
    )
    expect(got.headers.get('accept-patch')).toBe(`${OLD_PATCH_TYPE}, ${PATCH_TYPE}`)
  })

  test('is read before the image is looked for', async () => {
    expect(refusal(await patch(my.demo, NONE, [replace('/status', 'x')]))).toMatch(/^403 /)
    expect(refusal(await patch(my.demo, NONE, []))).toBe(`404 No image found with ID ${NONE}`)
  })

  test('is refused to readers, and to those who only see the image', async () => {
    const id = await my.image({ visibility: 'community' })
    const refused = '403 You are not authorized to complete modify_image action.'
    expect(refusal(await patch(my.reader, id, [add('/a', 'x')]))).toBe(refused)
    expect(refusal(await patch(my.stranger, id, [add('/a', 'x')]))).toBe(refused)
  })

  test('of administrators may publish, and give the image to others', async () => {
    const id = await my.image()
    const got = await patch(my.admin, id, [
      replace('/visibility', 'public'),
      replace('/owner', 'x'),
    ])
    expect([got.status, got.body.visibility, got.body.owner]).toEqual([200, 'public', 'x'])
  })

  test('of an owner goes on working on an image that was made public', async () => {
    const id = await my.image()
    await patch(my.admin, id, [replace('/visibility', 'public')])
    expect((await patch(my.demo, id, [add('/a', 'x')])).status).toBe(200)
  })

  test('gives no image away', async () => {
    const id = await my.image()
    expect((await patch(my.demo, id, [add('/owner', my.persona.projectId)])).status).toBe(200)
    expect(refusal(await patch(my.demo, id, [add('/owner', 'x')]))).toBe(
      `403 Forbidding request, image ${id} not visible`,
    )
  })

  test('goes up to the limit of properties, and within it', async () => {
    const id = await my.image(
      Object.fromEntries(Array.from({ length: 128 }, (_, i) => [`p${i}`, 'x'])),
    )
    expect((await patch(my.demo, id, [replace('/p0', 'y')])).status).toBe(200)
    expect((await patch(my.demo, id, [remove('/p0'), add('/q', 'y')])).status).toBe(200)
    expect((await patch(my.demo, id, [add('/r', 'y')])).status).toBe(413)
  })
})

describe('formats', () => {
  test('may be changed while the image has no bytes', async () => {
    const id = await my.image({ disk_format: 'raw' })
    const got = await patch(my.demo, id, [replace('/disk_format', 'qcow2')])
    expect([got.status, got.body.disk_format]).toEqual([200, 'qcow2'])
  })

  test('stay when it has', async () => {
    const id = await my.image({ disk_format: 'raw', container_format: 'bare' })
    await my.become(id, 'active')
    expect(refusal(await patch(my.demo, id, [replace('/disk_format', 'raw')]))).toBe(
      '403 Attribute disk_format can be only replaced for a queued image.',
    )
  })
})

describe('actions', () => {
  test('deactivate and reactivate, as often as they are asked for', async () => {
    const id = await my.image()
    await my.become(id, 'active')
    for (const [action, status] of [
      ['deactivate', 'deactivated'],
      ['deactivate', 'deactivated'],
      ['reactivate', 'active'],
      ['reactivate', 'active'],
    ]) {
      expect((await my.demo('POST', `/images/${id}/actions/${action}`)).status).toBe(204)
      expect((await my.demo('GET', `/images/${id}`)).body.status).toBe(status)
    }
  })

  test('of a deactivated image administrators alone learn the store', async () => {
    const id = await my.image()
    await my.become(id, 'active')
    await my.cloud.app.database.write(async (tx) => {
      const place = { image_id: id, url: 'file:///x', store: 'file', metadata: '{}' }
      await tx.db
        .insertInto('image_locations')
        .values({ ...place, status: 'active' })
        .execute()
    })
    const storesFor = async (api: ImageApi) => (await api('GET', `/images/${id}`)).body.stores
    expect(await storesFor(my.demo)).toBe('file')
    await my.demo('POST', `/images/${id}/actions/deactivate`)
    expect([await storesFor(my.demo), await storesFor(my.admin)]).toEqual([undefined, 'file'])
  })

  test.each(['deactivate', 'reactivate'])('%s needs an image with bytes', async (action) => {
    const id = await my.image()
    const path = `/images/${id}/actions/${action}`
    const refused = `403 Not allowed to ${action} image in status 'queued'`
    expect(refusal(await my.demo('POST', path))).toBe(refused)
    expect(refusal(await my.reader('POST', path))).toBe(
      `403 You are not authorized to complete ${action} action.`,
    )
    expect(refusal(await my.demo('POST', `/images/${NONE}/actions/${action}`))).toBe(
      `404 No image found with ID ${NONE}`,
    )
  })
})
