/** Entity tags of volume metadata. */
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

/** A volume with the metadata `{ b: '1', a: '2' }`, made anew for each test. */
let id: string
beforeEach(async () => {
  id = await my.volume({ metadata: { b: '1', a: '2' } })
})

const path = (key?: string) =>
  `/volumes/${id}/metadata${key === undefined ? '' : `/${encodeURIComponent(key)}`}`
const read = async (): Promise<string> => (await my.demo('GET', path())).text

describe('entity tags, from 3.15 on', () => {
  const send = (method: string, url: string, ifMatch: string, body?: unknown, version = '3.15') =>
    my.cloud.request('block-storage', method, `/v3/${my.persona.projectId}${url}`, {
      token: my.persona.token,
      version,
      headers: { 'If-Match': ifMatch },
      ...(body !== undefined && { body }),
    })
  const tag = async (): Promise<string> =>
    (await my.demo('GET', path(), undefined, '3.15')).headers.get('etag') ?? ''
  const changes = (): readonly (readonly [string, string, unknown?])[] => [
    ['PUT', path(), { metadata: { b: '1', a: '3' } }],
    ['PUT', path('a'), { meta: { a: '4' } }],
    ['POST', path(), { metadata: { a: '5' } }],
    ['DELETE', path('a')],
  ]

  test('the tag is the MD5 of the very bytes, without quotes', async () => {
    const got = await my.demo('GET', path(), undefined, '3.15')
    expect(got.headers.get('etag')).toBe(createHash('md5').update(got.text).digest('hex'))
    expect(got.headers.get('content-type')).toBe('application/json')
  })

  test('below 3.15 there is none, and If-Match is not looked at', async () => {
    expect((await my.demo('GET', path(), undefined, '3.14')).headers.get('etag')).toBeNull()
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
    await my.reset(id, { status: 'maintenance' })
    expect((await send('PUT', path('k'), '"stale"', mismatch)).status).toBe(412)
    expect(refusal(await send('PUT', path('k'), '*', mismatch))).toBe(
      '400 Request body and URI mismatch',
    )
  })
})
