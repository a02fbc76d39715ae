/** The six calls on volume metadata: what they do, and for whom. */
import { beforeEach, describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

/** A volume with the metadata `{ b: '1', a: '2' }`, made anew for each test. */
let id: string
beforeEach(async () => {
  id = await my.volume({ metadata: { b: '1', a: '2' } })
})

const path = (key?: string) =>
  `/volumes/${id}/metadata${key === undefined ? '' : `/${encodeURIComponent(key)}`}`
const post = (metadata: unknown) => my.demo('POST', path(), { metadata })
const put = (metadata: unknown) => my.demo('PUT', path(), { metadata })
const read = async (): Promise<string> => (await my.demo('GET', path())).text

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
    expect((await my.demo('PUT', path('a'), { meta: { a: 'A' } })).text).toBe(
      '{"meta": {"a": "A"}}',
    )
    expect((await my.demo('PUT', path('n'), { meta: { n: 'N' } })).status).toBe(200)
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "A", "n": "N"}}')
  })

  test('GET of one key shows it alone', async () => {
    expect((await my.demo('GET', path('a'))).text).toBe('{"meta": {"a": "2"}}')
  })

  test('DELETE removes one key and answers with nothing', async () => {
    const got = await my.demo('DELETE', path('b'))
    expect([got.status, got.text]).toEqual([200, ''])
    expect(await read()).toBe('{"metadata": {"a": "2"}}')
  })

  test('a key that was removed and comes again comes last', async () => {
    await my.demo('DELETE', path('b'))
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
    const got = await my.cloud.request(
      'block-storage',
      'PUT',
      `/v3/${my.persona.projectId}${path()}`,
      {
        token: my.persona.token,
        body: JSON.stringify({ metadata: sent }),
      },
    )
    expect(got.status).toBe(200)
    expect(Object.entries((await my.demo('GET', path())).body.metadata)).toEqual([[key, value]])
    expect((await my.demo('GET', path(key))).body.meta).toEqual(sent)
    expect((await my.demo('DELETE', path(key))).status).toBe(200)
  })

  test('five hundred items are stored at once', async () => {
    const items = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, `v${i}`]))
    expect((await put(items)).body.metadata).toEqual(items)
    expect((await my.demo('GET', path())).body.metadata).toEqual(items)
  })

  test('of a key that stands twice in the body the last one counts', async () => {
    const body = '{"metadata": {"a": "first", "a": "last"}}'
    expect((await my.demo('PUT', path(), body)).text).toBe('{"metadata": {"a": "last"}}')
  })

  test('the volume shows its metadata too, and is found by it', async () => {
    await put({ answer: 'yes' })
    const { volume } = (await my.demo('GET', `/volumes/${id}`)).body
    expect(volume.metadata).toEqual({ answer: 'yes' })
    const filter = encodeURIComponent("{'answer': 'yes'}")
    const { volumes } = (await my.demo('GET', `/volumes?metadata=${filter}`)).body
    expect(volumes.map((each: { id: string }) => each.id)).toEqual([id])
  })

  test('numbers in a filter are what was written, digit by digit', async () => {
    await put({ big: '12345678901234567890', whole: '1.0' })
    const found = async (filter: string) => {
      const { body } = await my.demo('GET', `/volumes?metadata=${encodeURIComponent(filter)}`)
      return body.volumes.length
    }
    expect(await found("{'big': 12345678901234567890}")).toBe(1)
    expect(await found("{'big': 12345678901234567000}")).toBe(0)
    expect(await found("{'whole': 1.0}")).toBe(1)
    expect(await found("{'whole': 1}")).toBe(0)
  })

  test('ids are found in upper case, and without the project in the path', async () => {
    const base = `/v3/volumes/${id.toUpperCase()}/metadata`
    const got = await my.cloud.request('block-storage', 'GET', base, { token: my.persona.token })
    expect(got.text).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('v2 has all six, and knows no entity tags', async () => {
    const v2 = volumeApi(my.cloud, my.persona, '/v2')
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

describe('who may', () => {
  const calls = (): readonly (readonly [string, string, unknown, string])[] => [
    ['POST', path(), { metadata: { k: 'v' } }, 'create'],
    ['PUT', path(), { metadata: { k: 'v' } }, 'update'],
    ['PUT', path('k'), { meta: { k: 'v' } }, 'update'],
    ['DELETE', path('b'), undefined, 'delete'],
  ]

  test('a reader reads, and changes nothing: 403', async () => {
    for (const [method, url, body, rule] of calls()) {
      expect(refusal(await my.reader(method, url, body))).toBe(
        `403 Policy doesn't allow volume:${rule}_volume_metadata to be performed.`,
      )
    }
    expect((await my.reader('GET', path())).text).toBe('{"metadata": {"b": "1", "a": "2"}}')
    expect((await my.reader('GET', path('a'))).status).toBe(200)
  })

  test('a reader who deletes what is not there learns that: 404', async () => {
    expect(refusal(await my.reader('DELETE', path('zz')))).toBe(
      `404 Volume ${id} has no metadata with key zz.`,
    )
  })

  test('who may delete but not read an item deletes none, and learns of none: 403', async () => {
    const rules = new Map([['volume:get_volume_metadata', 'role:admin']])
    await using cloud = await startCloud({
      policyOverrides: (service) => (service === 'block-storage' ? rules : new Map()),
    })
    const demo = volumeApi(cloud, await cloud.demo())
    const admin = volumeApi(cloud, await cloud.admin())
    const volume = { size: 1, metadata: { b: '1' } }
    const made = (await demo('POST', '/volumes', { volume })).body.volume.id
    for (const key of ['b', 'zz']) {
      expect(refusal(await demo('DELETE', `/volumes/${made}/metadata/${key}`))).toBe(
        "403 Policy doesn't allow volume:get_volume_metadata to be performed.",
      )
    }
    expect((await admin('GET', `/volumes/${made}/metadata`)).body.metadata).toEqual({ b: '1' })
  })

  test('for members of other projects there is no volume: 404', async () => {
    const reads = [
      ['GET', path(), undefined, ''],
      ['GET', path('a'), undefined, ''],
    ] as const
    for (const [method, url, body] of [...calls(), ...reads]) {
      expect(refusal(await my.stranger(method, url, body))).toBe(
        `404 Volume ${id} could not be found.`,
      )
    }
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test('an administrator of another project may', async () => {
    expect((await my.admin('POST', path(), { metadata: { by: 'admin' } })).status).toBe(200)
    expect((await my.admin('GET', path('by'))).body.meta).toEqual({ by: 'admin' })
  })
})

describe('404', () => {
  test.each(['11111111-2222-3333-4444-555555555555', 'abc'])('volume %s', async (missing) => {
    const refused = `404 Volume ${missing} could not be found.`
    const base = `/volumes/${missing}/metadata`
    expect(refusal(await my.demo('POST', base, { metadata: {} }))).toBe(refused)
    expect(refusal(await my.demo('PUT', base, { metadata: {} }))).toBe(refused)
    expect(refusal(await my.demo('GET', base))).toBe(refused)
    expect(refusal(await my.demo('GET', `${base}/k`))).toBe(refused)
    expect(refusal(await my.demo('PUT', `${base}/k`, { meta: { k: 'v' } }))).toBe(refused)
    expect(refusal(await my.demo('DELETE', `${base}/k`))).toBe(refused)
  })

  test('a key that the volume does not have', async () => {
    const refused = `404 Volume ${id} has no metadata with key zz.`
    expect(refusal(await my.demo('GET', path('zz')))).toBe(refused)
    expect(refusal(await my.demo('DELETE', path('zz')))).toBe(refused)
  })
})
