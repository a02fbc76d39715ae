import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const NONE = '11111111-2222-4333-8444-555555555555'
const CONSUMERS =
  "400 Invalid qos specs: Valid consumer of QoS specs are: QoSConsumerValues(default=<class 'oslo_" +
  "versionedobjects.fields.UnspecifiedDefault'>,nullable=False,valid_values=('back-end', " +
  "'front-end', 'both'))"

describe('QoS specs', () => {
  let cloud: Cloud
  let admin: VolumeApi
  let demo: VolumeApi

  beforeAll(async () => {
    cloud = await startCloud()
    admin = volumeApi(cloud, await cloud.admin())
    demo = volumeApi(cloud, await cloud.demo())
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  let made = 0
  async function newQos(specs: object = {}): Promise<string> {
    const body = { qos_specs: { name: `qos-${++made}`, ...specs } }
    const got = await admin('POST', '/qos-specs', body)
    expect(got.status).toBe(200)
    return got.body.qos_specs.id
  }
  const shown = async (id: string) => (await admin('GET', `/qos-specs/${id}`)).body.qos_specs

  test('every key beside name and consumer is a spec, and what is null is none', async () => {
    const specs = { total_iops_sec: '1000', 'a b': '', id: 'x', none: null }
    const body = { qos_specs: { name: ' fast ', consumer: 'front-end', ...specs } }
    const got = await admin('POST', '/qos-specs', body)
    expect(got.status).toBe(200)
    const { id } = got.body.qos_specs
    const { none: _, ...kept } = specs
    expect(got.body).toEqual({
      qos_specs: { id, name: 'fast', consumer: 'front-end', specs: kept },
      links: [
        { rel: 'self', href: expect.stringMatching(new RegExp(`/v3/[^/]+/qos-specs/${id}$`)) },
        { rel: 'bookmark', href: expect.stringMatching(new RegExp(`/qos-specs/${id}$`)) },
      ],
    })
    const read = await admin('GET', `/qos-specs/${id.toUpperCase()}`)
    expect([read.status, read.body]).toEqual([200, got.body])
  })

  test('where nobody says who enforces them it is the storage', async () => {
    const id = await newQos({ consumer: null })
    expect(await shown(id)).toEqual({
      id,
      name: `qos-${made}`,
      consumer: 'back-end',
      specs: {},
    })
  })

  test.each([
    [{}, "Invalid input for field/attribute qos_specs. Value: {}. 'name' is a required property"],
    [{ name: '' }, "An invalid 'name' value was provided. The 'name' can not be None."],
    [{ name: ' ' }, "An invalid 'name' value was provided. The 'name' can not be empty."],
    [
      { name: 'n'.repeat(256) },
      "An invalid 'name' value was provided. The 'name' can not be greater than 255 characters.",
    ],
    [{ name: 'z', a: 5 }, 'Invalid input received: Value for key "a" is not a string or unicode'],
    [
      { name: 'z', a: { b: 'c' } },
      'Invalid input received: Value for key "a" is not a string or unicode',
    ],
    [
      { name: 'z', a: 'v'.repeat(256) },
      'Invalid input received: Value for key "a" has 256 characters, more than 255.',
    ],
    [{ name: 'z', '': 'v' }, 'Invalid input received: Key "" has 0 characters, less than 1.'],
  ])('%j is refused', async (specs, message) => {
    expect(refusal(await admin('POST', '/qos-specs', { qos_specs: specs }))).toBe(`400 ${message}`)
  })

  test.each(['x', ''])('%j enforces nothing', async (consumer) => {
    const body = { qos_specs: { name: 'z', consumer } }
    expect(refusal(await admin('POST', '/qos-specs', body))).toBe(CONSUMERS)
    const id = await newQos()
    const changed = await admin('PUT', `/qos-specs/${id}`, { qos_specs: { consumer } })
    expect(refusal(changed)).toBe(CONSUMERS)
  })

  test('a name that is taken is 409', async () => {
    await newQos()
    const again = await admin('POST', '/qos-specs', { qos_specs: { name: `qos-${made}` } })
    expect(refusal(again)).toBe(`409 QoS Specs qos-${made} already exists.`)
  })

  test('an update sets keys, keeps the others, and answers with what it was given', async () => {
    const id = await newQos({ a: '1', b: '2' })
    const asked = { qos_specs: { a: '9', c: '3', name: 'x', d: null, consumer: 'both' } }
    const got = await admin('PUT', `/qos-specs/${id}`, asked)
    expect([got.status, got.body]).toEqual([200, asked])
    expect(await shown(id)).toMatchObject({
      consumer: 'both',
      specs: { a: '9', b: '2', c: '3', name: 'x' },
    })
    await admin('PUT', `/qos-specs/${id}`, { qos_specs: { a: null, consumer: null } })
    expect(await shown(id)).toMatchObject({ consumer: 'back-end', specs: { a: null, b: '2' } })
  })

  test.each([
    [{ n: 5 }, "Invalid input for field/attribute n. Value: 5. 5 is not of type 'string', 'null'"],
    [
      { 'a@': 'c' },
      "Invalid input for field/attribute qos_specs. Value: {'a@': 'c'}. 'a@' does not match any " +
        "of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'",
    ],
  ])('setting %j is refused', async (specs, message) => {
    const id = await newQos()
    const got = await admin('PUT', `/qos-specs/${id}`, { qos_specs: specs })
    expect(refusal(got)).toBe(`400 ${message}`)
  })

  test('deleting keys stops at the first that is not there, and what came before is gone', async () => {
    const id = await newQos({ a: '1', b: '2', c: '3' })
    const path = `/qos-specs/${id}/delete_keys`
    const got = await admin('PUT', path, { keys: ['a'] })
    expect([got.status, got.text]).toEqual([202, ''])
    const missing = await admin('PUT', path, { keys: ['b', 'consumer', 'c'] })
    expect(refusal(missing)).toBe(`404 QoS spec ${id} has no spec with key consumer.`)
    expect((await shown(id)).specs).toEqual({ c: '3' })
    expect((await admin('PUT', path, { keys: [] })).status).toBe(202)
  })

  test.each([
    [{}, "'keys' is a required property"],
    [
      { keys: 'delay' },
      "Invalid input for field/attribute keys. Value: delay. 'delay' is not of type 'array'",
    ],
    [
      { keys: ['a', 'a'] },
      "Invalid input for field/attribute keys. Value: ['a', 'a']. ['a', 'a'] has non-unique elements",
    ],
  ])('deleting keys %j is refused', async (body, message) => {
    const id = await newQos()
    expect(refusal(await admin('PUT', `/qos-specs/${id}/delete_keys`, body))).toBe(`400 ${message}`)
  })

  test('specs are gone once deleted', async () => {
    const id = await newQos({ a: '1' })
    const got = await admin('DELETE', `/qos-specs/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    const again = await admin('DELETE', `/qos-specs/${id}`)
    expect(refusal(again)).toBe(`404 No such QoS spec ${id}.`)
  })

  test('force is a boolean, before anything is looked for', async () => {
    expect(refusal(await admin('DELETE', `/qos-specs/${NONE}?force=x`))).toBe(
      "400 Value 'x' for 'force' is not a boolean.",
    )
  })

  test.each([
    ['GET', '', undefined, 'get'],
    ['PUT', '', { qos_specs: {} }, 'update'],
    ['PUT', '/delete_keys', { keys: [] }, 'delete'],
    ['DELETE', '', undefined, 'delete'],
  ])('%s %s is for administrators, and for what is there', async (method, path, body, rule) => {
    expect(refusal(await demo(method, `/qos-specs/${NONE}${path}`, body))).toBe(
      `403 Policy doesn't allow volume_extension:qos_specs_manage:${rule} to be performed.`,
    )
    expect(refusal(await admin(method, `/qos-specs/${NONE}${path}`, body))).toBe(
      `404 No such QoS spec ${NONE}.`,
    )
  })

  test.each([
    ['GET', undefined, 'get_all'],
    ['POST', { qos_specs: { name: 'z' } }, 'create'],
  ])('%s of the collection is for administrators', async (method, body, rule) => {
    expect(refusal(await demo(method, '/qos-specs', body))).toBe(
      `403 Policy doesn't allow volume_extension:qos_specs_manage:${rule} to be performed.`,
    )
  })
})

describe('the list', () => {
  let cloud: Cloud
  let admin: VolumeApi
  let ids: string[]

  beforeAll(async () => {
    const clock = new ManualClock()
    cloud = await startCloud({ clock })
    admin = volumeApi(cloud, await cloud.admin())
    ids = []
    for (const name of ['a', 'c', 'b']) {
      const got = await admin('POST', '/qos-specs', { qos_specs: { name, k: name } })
      ids.push(got.body.qos_specs.id)
      clock.advance(1000)
    }
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  const names = async (query: string) => {
    const { body } = await admin('GET', `/qos-specs?${query}`)
    return body.qos_specs.map((qos: { name: string }) => qos.name)
  }

  test('is newest first, and pages', async () => {
    expect(await names('')).toEqual(['b', 'c', 'a'])
    const got = await admin('GET', '/qos-specs?limit=1')
    expect(got.body).toEqual({
      qos_specs: [{ id: ids[2], name: 'b', consumer: 'back-end', specs: { k: 'b' } }],
      qos_specs_links: [
        {
          rel: 'next',
          href: expect.stringMatching(new RegExp(`/qos-specs\\?limit=1&marker=${ids[2]}$`)),
        },
      ],
    })
    expect(await names(`limit=1&marker=${ids[2]}`)).toEqual(['c'])
    expect(await names('offset=1')).toEqual(['c', 'a'])
  })

  test('is sorted by the columns that the real service has', async () => {
    expect(await names('sort=value:asc')).toEqual(['a', 'b', 'c'])
    for (const key of ['name', 'consumer', 'bogus']) {
      expect(refusal(await admin('GET', `/qos-specs?sort=${key}`))).toBe(
        '400 Invalid input received: Invalid sort key',
      )
    }
  })

  test('is filtered by them; a name is none', async () => {
    expect(await names(`id=${ids[0]}`)).toEqual(['a'])
    expect(await names('value=c')).toEqual(['c'])
    for (const query of ['name=a', 'consumer=back-end', 'bogus=1', 'key=consumer']) {
      expect(await names(query)).toEqual([])
    }
  })

  test('does not begin after what is not there', async () => {
    expect(refusal(await admin('GET', `/qos-specs?marker=${NONE}`))).toBe(
      `404 No such QoS spec ${NONE}.`,
    )
  })
})

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('QoS specs are kept, changed, referred to and gone', async () => {
    await using cloud = await startCloud({ database: await backend.url('cloud') })
    const admin = volumeApi(cloud, await cloud.admin())
    const body = { qos_specs: { name: 'kept', a: '1', b: '2' } }
    const { id } = (await admin('POST', '/qos-specs', body)).body.qos_specs
    expect(refusal(await admin('POST', '/qos-specs', body))).toMatch(/^409 /)
    await admin('PUT', `/qos-specs/${id}`, { qos_specs: { a: null, c: '3', consumer: 'both' } })
    await admin('PUT', `/qos-specs/${id}/delete_keys`, { keys: ['b', 'x'] })
    const { volume_type: type } = (await admin('POST', '/types', { volume_type: { name: 't' } }))
      .body
    await admin('GET', `/qos-specs/${id}/associate?vol_type_id=${type.id}`)
    expect((await admin('GET', '/qos-specs')).body.qos_specs).toEqual([
      { id, name: 'kept', consumer: 'both', specs: { a: null, c: '3' } },
    ])
    expect((await admin('GET', `/types/${type.id}`)).body.volume_type.qos_specs_id).toBe(id)
    expect((await admin('DELETE', `/qos-specs/${id}?force=1`)).status).toBe(202)
    expect((await admin('GET', `/types/${type.id}`)).body.volume_type.qos_specs_id).toBeNull()
    expect((await admin('GET', '/qos-specs')).body.qos_specs).toEqual([])
  })
})
