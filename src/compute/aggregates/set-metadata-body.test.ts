/** What the body of `set_metadata` may be, and in which words it is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let admin: Persona
let nova: Nova
let made = 0

beforeAll(async () => {
  cloud = await startCloud()
  admin = await cloud.admin()
  nova = new Nova(cloud, admin)
})
afterAll(() => cloud.app.stop())

const fresh = (zone?: string): Promise<number> => nova.aggregate(`aggregate-${++made}`, zone)

const PATTERN = '^[a-zA-Z0-9-_:. ]{1,255}$'
const LONG_KEY = 'k'.repeat(255)

describe('what a body may hold', () => {
  const accepted: readonly (readonly [string, Record<string, string>])[] = [
    ['a key and a value', { key: 'value' }],
    ['nothing at all', {}],
    ['an empty value', { key: '' }],
    ['a value of 255 characters', { key: 'v'.repeat(255) }],
    ['a value of 255 characters beyond U+FFFF', { key: '😀'.repeat(255) }],
    ['a key of 255 characters', { [LONG_KEY]: 'v' }],
    ['every character a key may have', { 'aZ09-_:. b': 'v' }],
    ['spaces around a key', { ' key ': 'v' }],
    ['a newline at the end of a key', { 'key\n': 'v' }],
    ['any character in a value', { key: 'значение ✓ a\nb\u0001' }],
    ['names that objects have', { constructor: 'a', toString: 'b' }],
  ]
  test.each(accepted)('%s', async (_, metadata) => {
    const id = await fresh()
    const got = await nova.setMetadata(id, metadata)
    expect(got.status, got.text).toBe(200)
    expect(got.body.aggregate.metadata).toEqual(metadata)
    expect((await nova.get(`/os-aggregates/${id}`)).body.aggregate.metadata).toEqual(metadata)
  })

  test('a key that would reach into JavaScript', async () => {
    const id = await fresh()
    const got = await nova.act(id, '{"set_metadata": {"metadata": {"__proto__": "v"}}}')
    expect(got.status).toBe(200)
    expect(got.text).toContain('"metadata": {"__proto__": "v"}')
    expect(({} as Record<string, unknown>)['v']).toBeUndefined()
  })

  test('of two equal keys the last one counts', async () => {
    const got = await nova.act(await fresh(), '{"set_metadata":{"metadata":{"k":"1","k":"2"}}}')
    expect(got.body.aggregate.metadata).toEqual({ k: '2' })
  })

  test('as many keys as fit into a body', async () => {
    const keys = Array.from({ length: 9000 }, (_, index) => index.toString(36).padStart(3, '_'))
    const id = await fresh()
    const got = await nova.setMetadata(id, Object.fromEntries(keys.map((key) => [key, ''])))
    expect(got.status, got.text.slice(0, 200)).toBe(200)
    expect(Object.keys(got.body.aggregate.metadata)).toHaveLength(keys.length)
    const none = await nova.setMetadata(id, Object.fromEntries(keys.map((key) => [key, null])))
    expect(none.body.aggregate.metadata).toEqual({})
  })
})

describe('what is refused, and in which words', () => {
  const field = (name: string, value: string, why: string): string =>
    `Invalid input for field/attribute ${name}. Value: ${value}. ${why}`
  const unexpected = (what: string): string =>
    `Additional properties are not allowed (${what} unexpected)`
  const long = 'v'.repeat(256)
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['no metadata', {}, field('set_metadata', '{}', "'metadata' is a required property")],
    ['null', null, field('set_metadata', 'None', "None is not of type 'object'")],
    [
      'metadata null',
      { metadata: null },
      field('metadata', 'None', "None is not of type 'object'"),
    ],
    ['metadata a list', { metadata: [] }, field('metadata', '[]', "[] is not of type 'object'")],
    [
      'a sibling of metadata',
      { metadata: { k: 'v' }, extra: 1 },
      field('set_metadata', "{'metadata': {'k': 'v'}, 'extra': 1}", unexpected("'extra' was")),
    ],
    [
      'an empty key',
      { metadata: { '': 'v' } },
      field('metadata', "{'': 'v'}", `'' does not match any of the regexes: '${PATTERN}'`),
    ],
    [
      'two bad keys',
      { metadata: { 'k@': 'v', 'x!': 'y' } },
      field(
        'metadata',
        "{'k@': 'v', 'x!': 'y'}",
        `'k@', 'x!' do not match any of the regexes: '${PATTERN}'`,
      ),
    ],
    [
      'a key of 256 characters',
      { metadata: { [`${LONG_KEY}k`]: 'v' } },
      field(
        'metadata',
        `{'${LONG_KEY}k': 'v'}`,
        `'${LONG_KEY}k' does not match any of the regexes: '${PATTERN}'`,
      ),
    ],
    ['a number', { metadata: { k: 1 } }, field('k', '1', "1 is not of type 'string', 'null'")],
    ['a part', { metadata: { k: 1.5 } }, field('k', '1.5', "1.5 is not of type 'string', 'null'")],
    [
      'a boolean',
      { metadata: { k: true } },
      field('k', 'True', "True is not of type 'string', 'null'"),
    ],
    [
      'an object',
      { metadata: { k: { a: 'b' } } },
      field('k', "{'a': 'b'}", "{'a': 'b'} is not of type 'string', 'null'"),
    ],
    ['a long value', { metadata: { k: long } }, field('k', long, `'${long}' is too long`)],
    [
      'a value of a wrong type before a bad key',
      { metadata: { 'k@': 'v', k: 1 } },
      field('k', '1', "1 is not of type 'string', 'null'"),
    ],
    [
      'a bad value before a sibling',
      { metadata: { k: 1 }, extra: 1 },
      field('k', '1', "1 is not of type 'string', 'null'"),
    ],
  ]
  test.each(refused)('%s', async (_, body, message) => {
    expectFault(await nova.act(await fresh(), { set_metadata: body }), 400, message)
  })

  test.each(['', '{', '{}', '[]', '{"set_metadata": {}, "x": 1}', '{"set_metadata": {}} x'])(
    'the body «%s» is malformed',
    async (body) => {
      expectFault(await nova.act(await fresh(), body), 400, 'Malformed request body')
    },
  )

  test.each(['null', '1', '"x"', '[1]', 'true'])('the body «%s» names no action', async (body) => {
    expectFault(await nova.act(await fresh(), body), 404, 'The resource could not be found.')
  })

  test('an action that does not exist', async () => {
    const got = await nova.act(await fresh(), { frobnicate: {} })
    expectFault(got, 400, 'There is no such action: frobnicate')
  })

  test('a media type that is not JSON', async () => {
    const path = `/v2.1/os-aggregates/${await fresh()}/action`
    const got = await cloud.request('compute', 'POST', path, {
      token: admin.token,
      body: '{"set_metadata": {"metadata": {}}}',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    expect(got.body).toEqual({ badMediaType: { code: 415, message: 'Unsupported Content-Type' } })
  })

  test.each([
    'text/plain',
    'application/vnd.openstack.compute+json',
    'application/json; charset=x',
  ])('but %s is read as JSON', async (type) => {
    const path = `/v2.1/os-aggregates/${await fresh()}/action`
    const got = await cloud.request('compute', 'POST', path, {
      token: admin.token,
      body: '{"set_metadata": {"metadata": {}}}',
      headers: { 'Content-Type': type },
    })
    expect(got.status).toBe(200)
  })
})
