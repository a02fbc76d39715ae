/** What an image may be made as, and what is refused, in the words of a real Glance. */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { imageApi, refusal } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()

describe('create', () => {
  test('needs nothing, and says what may come next', async () => {
    const got = await my.demo('POST', '/images', {})
    expect(got.status).toBe(201)
    expect(got.body).toMatchObject({
      status: 'queued',
      visibility: 'shared',
      owner: my.persona.projectId,
      min_disk: 0,
      protected: false,
      os_hidden: false,
      name: null,
    })
    const base = my.cloud.app.addresses.get('image')
    expect(got.headers.get('location')).toBe(`${base}/v2/images/${got.body.id}`)
    expect(got.headers.get('openstack-image-import-methods')).toBe(
      'glance-direct,web-download,copy-image',
    )
    expect(got.headers.get('openstack-image-store-ids')).toBe(
      'file,os_glance_staging_store,os_glance_tasks_store',
    )
  })

  test('takes every attribute, and properties beside them', async () => {
    const id = '6B099D38-1111-4222-8333-0123456789AB'
    const sent = {
      name: 'é ☃',
      visibility: 'community',
      protected: true,
      os_hidden: true,
      disk_format: 'qcow2',
      container_format: 'bare',
      min_disk: 3,
      min_ram: 512,
      hw_disk_bus: 'scsi',
      kernel_id: null,
      '': 'empty',
      __proto__: 'x',
    }
    const body = { ...sent, id, tags: ['b', 'a', 'b'], ['__proto__']: 'own' }
    const got = await my.demo('POST', '/images', JSON.stringify(body))
    expect(got.status).toBe(201)
    expect(got.body).toMatchObject({ ...sent, id: id.toLowerCase(), tags: ['b', 'a'] })
    expect(Object.entries(got.body)).toContainEqual(['__proto__', 'own'])
    expect((await my.demo('GET', `/images/${id}`)).body).toEqual(got.body)
  })

  test('takes a whole number that is written as a float', async () => {
    const got = await my.demo('POST', '/images', '{"min_disk": 2.0}')
    expect([got.status, got.body.min_disk]).toEqual([201, 2])
  })

  test('lets digests through, which say nothing yet', async () => {
    const got = await my.demo('POST', '/images', { os_hash_algo: 'x', os_hash_value: 'x' })
    expect(got.status).toBe(201)
    expect([got.body.os_hash_algo, got.body.os_hash_value]).toEqual([null, null])
  })

  test.each<[string, object | string, string]>([
    ['a scalar', '5', '400 Unexpected body type. Expected list/dict.'],
    ['a list', '[]', '400 Unexpected body type. Expected list/dict.'],
    ['a size', { size: 5 }, "403 Attribute 'size' is read-only."],
    ['a status', { status: 'active' }, "403 Attribute 'status' is read-only."],
    ['two of them', { checksum: 'x', created_at: 'x' }, "403 Attribute 'created_at' is read-only."],
    ['a link, whatever it is', { stores: 5 }, "403 Attribute 'stores' is read-only."],
    ['locations', { locations: [] }, "403 Attribute 'locations' is reserved."],
    [
      'a name that is kept free',
      { deleted: 'x' },
      "403 Access was denied to this resource. | Attribute 'deleted' is reserved.",
    ],
    [
      'a property of the service',
      { os_glance_x: 'x' },
      "403 Access was denied to this resource. | Attribute 'os_glance_x' is reserved.",
    ],
    [
      'less than nothing',
      { min_disk: -1 },
      "400 Invalid value '-1' for parameter 'min_disk': Cannot be a negative value",
    ],
    [
      'more than a column holds',
      { min_ram: 2147483648 },
      "400 'min_ram' value out of range, must not exceed 2147483647.",
    ],
    [
      'more than a double holds',
      '{"min_disk": 99999999999999999999999}',
      "400 'min_disk' value out of range, must not exceed 2147483647.",
    ],
    ['rare characters', { name: '😀' }, "400 Name can't contain 4 byte unicode characters."],
    ['rare names', { 'a😀': 'x' }, "400 Property names can't contain 4 byte unicode."],
    ['rare values', { os_x: '😀' }, "400 Os_X can't contain 4 byte unicode characters."],
    ['rare tags', { tags: ['😀'] }, "400 Param values can't contain 4 byte unicode."],
    [
      'a long name of a property',
      { ['k'.repeat(256)]: 'x' },
      '400 Custom property should not be greater than 255 characters.',
    ],
    [
      'a public one',
      { visibility: 'public' },
      '403 You are not authorized to complete publicize_image action.',
    ],
    [
      'one of another project',
      { owner: 'x' },
      "403 Access was denied to this resource. | You are not permitted to create images owned by 'x'",
    ],
    [
      'one of nobody',
      { owner: null },
      "403 Access was denied to this resource. | You are not permitted to create images owned by 'None'",
    ],
    [
      'too many tags',
      { tags: Array.from({ length: 129 }, (_, i) => `t${i}`) },
      '413 The limit has been exceeded on the number of allowed image tags. Attempted: 129, Maximum: 128',
    ],
    [
      'too many properties',
      Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`p${i}`, 'x'])),
      '413 The limit has been exceeded on the number of allowed image properties. Attempted: 129, Maximum: 128',
    ],
    [
      'a null where none may be',
      { visibility: null },
      "400 Provided object does not match schema 'image': None is not of type 'string'",
    ],
  ])('refuses %s', async (_what, body, refused) => {
    const said = refusal(await my.demo('POST', '/images', body))
    expect(said.slice(0, refused.length)).toBe(refused)
  })

  test('quotes the schema where a value does not fit it', async () => {
    const got = await my.demo('POST', '/images', { name: 5, visibility: 'x' })
    expect(got.status).toBe(400)
    expect(got.body.message).toBe(
      `Provided object does not match schema 'image': 'x' is not one of ['community', 'public', 'private', 'shared']

Failed validating 'enum' in schema['properties']['visibility']:
    {'type': 'string',
     'description': 'Scope of image accessibility',
     'enum': ['community', 'public', 'private', 'shared']}

On instance['visibility']:
    'x'<br /><br />


`,
    )
  })

  test('lets administrators make public images, and images of others', async () => {
    const got = await my.admin('POST', '/images', { visibility: 'public', owner: 'other' })
    expect(got.status).toBe(201)
    expect([got.body.visibility, got.body.owner]).toEqual(['public', 'other'])
  })

  test('is refused to readers', async () => {
    expect(refusal(await my.reader('POST', '/images', {}))).toBe(
      '403 You are not authorized to complete add_image action.',
    )
  })
})

test('with the defaults from before secure ones, owners alone may change what all may see', async () => {
  await using cloud = await startCloud({ policyOptions: { enforceNewDefaults: false } })
  const demo = imageApi(cloud, await cloud.demo())
  const stranger = imageApi(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
  const { id } = (await demo('POST', '/images', { visibility: 'community' })).body
  expect(refusal(await stranger('DELETE', `/images/${id}`))).toBe('403 You do not own this image')
  expect(refusal(await stranger('POST', '/images', { owner: 'x' }))).toBe(
    "403 You are not permitted to create images owned by 'x'.",
  )
  expect((await demo('DELETE', `/images/${id}`)).status).toBe(204)
})
