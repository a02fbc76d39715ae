/** The six calls on volume metadata, to the letter. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got, type Persona } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let persona: Persona
let demo: VolumeApi
let admin: VolumeApi
let reader: VolumeApi
let stranger: VolumeApi
/** A volume with the metadata `{ b: '1', a: '2' }`, made anew for each test. */
let id: string

beforeAll(async () => {
  cloud = await startCloud()
  persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  admin = volumeApi(cloud, await cloud.admin())
  reader = volumeApi(cloud, await cloud.user('reader', 'reader', 'demo'))
  stranger = volumeApi(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
  await admin('PUT', `/os-quota-sets/${persona.projectId}`, { quota_set: { volumes: -1 } })
})
afterAll(() => cloud[Symbol.asyncDispose]())
beforeEach(async () => {
  const body = { volume: { size: 1, metadata: { b: '1', a: '2' } } }
  id = (await demo('POST', '/volumes', body)).body.volume.id
})

const path = (key?: string) =>
  `/volumes/${id}/metadata${key === undefined ? '' : `/${encodeURIComponent(key)}`}`
const post = (metadata: unknown, version?: string) => demo('POST', path(), { metadata }, version)
const put = (metadata: unknown, version?: string) => demo('PUT', path(), { metadata }, version)
const read = async (): Promise<string> => (await demo('GET', path())).text
const reset = (status: string) =>
  admin('POST', `/volumes/${id}/action`, { 'os-reset_status': { status } })

describe('success', () => {
  test('GET shows the items in the order in which they were added', async () => {
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('POST merges and answers with the whole map, what it changed first', async () => {
    const got = await post({ new: 'n', a: '3' })
    expect(got.status).toBe(200)
    expect(got.text).toBe('{"metadata": {"a": "3", "new": "n", "b": "1"}}')
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "3", "new": "n"}}')
  })

  test('POST of nothing changes nothing', async () => {
    expect((await post({})).text).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('PUT replaces: what it does not name is gone', async () => {
    expect((await put({ only: 'this', a: '2' })).text).toBe(
      '{"metadata": {"only": "this", "a": "2"}}',
    )
    expect(await read()).toBe('{"metadata": {"a": "2", "only": "this"}}')
  })

  test('PUT of nothing clears', async () => {
    expect((await put({})).text).toBe('{"metadata": {}}')
    expect(await read()).toBe('{"metadata": {}}')
  })

  test('PUT of one key sets it, and adds it where it is not there', async () => {
    expect((await demo('PUT', path('a'), { meta: { a: 'A' } })).text).toBe('{"meta": {"a": "A"}}')
    expect((await demo('PUT', path('n'), { meta: { n: 'N' } })).status).toBe(200)
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "A", "n": "N"}}')
  })

  test('GET of one key shows it alone', async () => {
    expect((await demo('GET', path('a'))).text).toBe('{"meta": {"a": "2"}}')
  })

  test('DELETE removes one key and answers with nothing', async () => {
    const got = await demo('DELETE', path('b'))
    expect([got.status, got.text]).toEqual([200, ''])
    expect(await read()).toBe('{"metadata": {"a": "2"}}')
  })

  test('a key that was removed and comes again comes last', async () => {
    await demo('DELETE', path('b'))
    await post({ b: '1' })
    expect(await read()).toBe('{"metadata": {"a": "2", "b": "1"}}')
  })

  test.each([
    [' ', 'v'],
    ['a-_:. /b', 'v'],
    ['k'.repeat(255), 'v'],
    ['key', ''],
    ['key', '✓'.repeat(255)],
    ['key', '😀'],
    ['key', 'a\nb\u0001'],
    ['line\n', 'v'],
    ['__proto__', 'v'],
    ['constructor', 'v'],
  ])('key %j and value %j are stored as they are', async (key, value) => {
    const sent = Object.fromEntries([[key, value]])
    const got = await cloud.request('block-storage', 'PUT', `/v3/${persona.projectId}${path()}`, {
      token: persona.token,
      body: JSON.stringify({ metadata: sent }),
    })
    expect(got.status).toBe(200)
    expect(Object.entries((await demo('GET', path())).body.metadata)).toEqual([[key, value]])
    expect((await demo('GET', path(key))).body.meta).toEqual(sent)
    expect((await demo('DELETE', path(key))).status).toBe(200)
  })

  test('five hundred items are stored at once', async () => {
    const items = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, `v${i}`]))
    expect((await put(items)).body.metadata).toEqual(items)
    expect((await demo('GET', path())).body.metadata).toEqual(items)
  })

  test('of a key that stands twice in the body the last one counts', async () => {
    const body = '{"metadata": {"a": "first", "a": "last"}}'
    expect((await demo('PUT', path(), body)).text).toBe('{"metadata": {"a": "last"}}')
  })

  test('the volume shows its metadata too, and is found by it', async () => {
    await put({ answer: 'yes' })
    const { volume } = (await demo('GET', `/volumes/${id}`)).body
    expect(volume.metadata).toEqual({ answer: 'yes' })
    const filter = encodeURIComponent("{'answer': 'yes'}")
    const { volumes } = (await demo('GET', `/volumes?metadata=${filter}`)).body
    expect(volumes.map((each: { id: string }) => each.id)).toEqual([id])
  })

  test('ids are found in upper case, and without the project in the path', async () => {
    const base = `/v3/volumes/${id.toUpperCase()}/metadata`
    const got = await cloud.request('block-storage', 'GET', base, { token: persona.token })
    expect(got.text).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('v2 has all six, and knows no entity tags', async () => {
    const v2 = volumeApi(cloud, persona, '/v2')
    expect((await v2('POST', path(), { metadata: { n: 'N' } })).body.metadata.n).toBe('N')
    expect((await v2('PUT', path(), { metadata: { n: 'M' } })).text).toBe(
      '{"metadata": {"n": "M"}}',
    )
    expect((await v2('PUT', path('n'), { meta: { n: 'L' } })).text).toBe('{"meta": {"n": "L"}}')
    expect((await v2('GET', path('n'))).text).toBe('{"meta": {"n": "L"}}')
    const all = await v2('GET', path(), undefined, '3.15')
    expect([all.headers.get('etag'), all.headers.get('openstack-api-version')]).toEqual([
      null,
      null,
    ])
    expect((await v2('DELETE', path('n'))).status).toBe(200)
  })
})

describe('400: a body that does not fit', () => {
  const long = 'v'.repeat(256)
  const input = (field: string, value: string, why: string) =>
    `400 Invalid input for field/attribute ${field}. Value: ${value}. ${why}`
  const pattern = "does not match any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'"

  test.each([
    ['{}', "400 'metadata' is a required property"],
    ['{"meta": {"k": "v"}}', "400 'metadata' is a required property"],
    ['null', "400 None is not of type 'object'"],
    ['"x"', "400 'x' is not of type 'object'"],
    ['[]', "400 [] is not of type 'object'"],
    ['{"metadata": null}', input('metadata', 'None', "None is not of type 'object'")],
    ['{"metadata": {"k": null}}', input('k', 'None', "None is not of type 'string'")],
    ['{"metadata": {"k": 1}}', input('k', '1', "1 is not of type 'string'")],
    ['{"metadata": {"k": 1.5}}', input('k', '1.5', "1.5 is not of type 'string'")],
    ['{"metadata": {"k": true}}', input('k', 'True', "True is not of type 'string'")],
    ['{"metadata": {"k": ["a"]}}', input('k', "['a']", "['a'] is not of type 'string'")],
    ['{"metadata": {"": "v"}}', input('metadata', "{'': 'v'}", `'' ${pattern}`)],
    ['{"metadata": {"к": "v"}}', input('metadata', "{'к': 'v'}", `'к' ${pattern}`)],
    [
      '{"metadata": {"k@": "v", "x!": "y"}}',
      input(
        'metadata',
        "{'k@': 'v', 'x!': 'y'}",
        "'k@', 'x!' do not match any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'",
      ),
    ],
    [`{"metadata": {"k": "${long}"}}`, input('k', long, `'${long}' is too long`)],
    [
      '{"metadata": {}, "extra": 1}',
      "400 Additional properties are not allowed ('extra' was unexpected)",
    ],
    [
      '{"metadata": {}, "extra": 1, "b": 2}',
      "400 Additional properties are not allowed ('b', 'extra' were unexpected)",
    ],
    ['{"metadata": {"k": 1}, "extra": 1}', input('k', '1', "1 is not of type 'string'")],
    ['{"metadata": {"k": ', '400 Malformed request body'],
    [
      '{"metadata": {"k": "a\\u0000"}}',
      '400 Text with a NUL character or half a surrogate pair cannot be stored.',
    ],
  ])('%s', async (body, refused) => {
    expect(refusal(await demo('POST', path(), body))).toBe(refused)
    expect(refusal(await demo('PUT', path(), body))).toBe(refused)
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test.each([
    ['{"meta": {}}', input('meta', '{}', '{} does not have enough properties')],
    [
      '{"meta": {"k": "v", "l": "w"}}',
      input('meta', "{'k': 'v', 'l': 'w'}", "{'k': 'v', 'l': 'w'} has too many properties"),
    ],
    ['{"meta": {"k": null}}', input('k', 'None', "None is not of type 'string'")],
    ['{"metadata": {"k": "v"}}', "400 'meta' is a required property"],
    ['{"meta": {"other": "v"}}', '400 Request body and URI mismatch'],
  ])('of one key: %s', async (body, refused) => {
    expect(refusal(await demo('PUT', path('k'), body))).toBe(refused)
  })

  test('a body of another media type is 415', async () => {
    const headers = { 'Content-Type': 'text/plain' }
    const url = `/v3/${persona.projectId}${path()}`
    const send = { token: persona.token, body: '{"metadata": {}}', headers }
    expect((await cloud.request('block-storage', 'POST', url, send)).status).toBe(415)
  })

  test('the body is judged before the right to send it', async () => {
    expect((await reader('POST', path(), { metadata: { k: 1 } })).status).toBe(400)
  })
})

describe('400: a volume whose metadata is being copied', () => {
  test.each(['maintenance'])('%s', async (status) => {
    await reset(status)
    const refused = (doing: string) =>
      `400 Invalid volume: ${doing} volume metadata is not allowed for volumes in ${status} status.`
    expect(refusal(await post({ k: 'v' }))).toBe(refused('Updating'))
    expect(refusal(await put({ k: 'v' }))).toBe(refused('Updating'))
    expect(refusal(await demo('PUT', path('a'), { meta: { a: 'v' } }))).toBe(refused('Updating'))
    expect(refusal(await demo('DELETE', path('a')))).toBe(refused('Deleting'))
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test.each(['creating', 'error', 'error_deleting', 'detaching', 'extending', 'retyping'])(
    '%s is no hindrance',
    async (status) => {
      await reset(status)
      expect((await post({ k: 'v' })).status).toBe(200)
      expect((await demo('DELETE', path('k'))).status).toBe(200)
    },
  )
})

describe('who may', () => {
  const calls = (): readonly (readonly [string, string, unknown, string])[] => [
    ['POST', path(), { metadata: { k: 'v' } }, 'create'],
    ['PUT', path(), { metadata: { k: 'v' } }, 'update'],
    ['PUT', path('k'), { meta: { k: 'v' } }, 'update'],
    ['DELETE', path('b'), undefined, 'delete'],
  ]

  test('a reader reads, and changes nothing: 403', async () => {
    for (const [method, url, body, rule] of calls()) {
      expect(refusal(await reader(method, url, body))).toBe(
        `403 Policy doesn't allow volume:${rule}_volume_metadata to be performed.`,
      )
    }
    expect((await reader('GET', path())).text).toBe('{"metadata": {"b": "1", "a": "2"}}')
    expect((await reader('GET', path('a'))).status).toBe(200)
  })

  test('a reader who deletes what is not there learns that: 404', async () => {
    expect(refusal(await reader('DELETE', path('zz')))).toBe(
      `404 Volume ${id} has no metadata with key zz.`,
    )
  })

  test('for members of other projects there is no volume: 404', async () => {
    const reads = [
      ['GET', path(), undefined, ''],
      ['GET', path('a'), undefined, ''],
    ] as const
    for (const [method, url, body] of [...calls(), ...reads]) {
      expect(refusal(await stranger(method, url, body))).toBe(
        `404 Volume ${id} could not be found.`,
      )
    }
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('an administrator of another project may', async () => {
    expect((await admin('POST', path(), { metadata: { by: 'admin' } })).status).toBe(200)
    expect((await admin('GET', path('by'))).body.meta).toEqual({ by: 'admin' })
  })
})

describe('404', () => {
  test.each(['11111111-2222-3333-4444-555555555555', 'abc'])('volume %s', async (missing) => {
    const refused = `404 Volume ${missing} could not be found.`
    const base = `/volumes/${missing}/metadata`
    expect(refusal(await demo('POST', base, { metadata: {} }))).toBe(refused)
    expect(refusal(await demo('PUT', base, { metadata: {} }))).toBe(refused)
    expect(refusal(await demo('GET', base))).toBe(refused)
    expect(refusal(await demo('GET', `${base}/k`))).toBe(refused)
    expect(refusal(await demo('PUT', `${base}/k`, { meta: { k: 'v' } }))).toBe(refused)
    expect(refusal(await demo('DELETE', `${base}/k`))).toBe(refused)
  })

  test('a key that the volume does not have', async () => {
    const refused = `404 Volume ${id} has no metadata with key zz.`
    expect(refusal(await demo('GET', path('zz')))).toBe(refused)
    expect(refusal(await demo('DELETE', path('zz')))).toBe(refused)
  })
})

describe('entity tags, from 3.15 on', () => {
  const send = (method: string, url: string, ifMatch: string, body?: unknown, version = '3.15') =>
    cloud.request('block-storage', method, `/v3/${persona.projectId}${url}`, {
      token: persona.token,
      version,
      headers: { 'If-Match': ifMatch },
      ...(body !== undefined && { body }),
    })
  const tag = async (): Promise<string> =>
    (await demo('GET', path(), undefined, '3.15')).headers.get('etag') ?? ''
  const changes = (): readonly (readonly [string, string, unknown?])[] => [
    ['PUT', path(), { metadata: { b: '1', a: '3' } }],
    ['PUT', path('a'), { meta: { a: '4' } }],
    ['POST', path(), { metadata: { a: '5' } }],
    ['DELETE', path('a')],
  ]

  test('the tag is the MD5 of the very bytes, without quotes', async () => {
    const got = await demo('GET', path(), undefined, '3.15')
    expect(got.headers.get('etag')).toBe(createHash('md5').update(got.text).digest('hex'))
    expect(got.headers.get('content-type')).toBe('application/json')
  })

  test('below 3.15 there is none, and If-Match is not looked at', async () => {
    expect((await demo('GET', path(), undefined, '3.14')).headers.get('etag')).toBeNull()
    expect((await send('PUT', path(), '"stale"', { metadata: {} }, '3.14')).status).toBe(200)
  })

  test('every change heeds If-Match: a stale one is 412 with an empty body', async () => {
    for (const [method, url, body] of changes()) {
      const got = await send(method, url, '"stale"', body)
      expect([method, got.status, got.text]).toEqual([method, 412, ''])
    }
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('a current one passes, quoted, bare, or among others', async () => {
    const shapes = [
      (current: string) => `"${current}"`,
      (current: string) => current,
      (current: string) => `"other", "${current}"`,
      () => '*',
    ]
    for (const [index, [method, url, body]] of changes().entries()) {
      const got: Got = await send(method, url, shapes[index]!(await tag()), body)
      expect([method, got.status]).toEqual([method, 200])
    }
  })

  test('the tag comes before the key in the URL, which comes before the state', async () => {
    const mismatch = { meta: { other: 'v' } }
    await reset('maintenance')
    expect((await send('PUT', path('k'), '"stale"', mismatch)).status).toBe(412)
    expect(refusal(await send('PUT', path('k'), '*', mismatch))).toBe(
      '400 Request body and URI mismatch',
    )
  })
})
