/** The calls on volume metadata: bodies and states that are refused, in the words of cinder. */
import { beforeEach, describe, expect, test } from 'vitest'
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
const post = (metadata: unknown) => my.demo('POST', path(), { metadata })
const put = (metadata: unknown) => my.demo('PUT', path(), { metadata })
const read = async (): Promise<string> => (await my.demo('GET', path())).text

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
    expect(refusal(await my.demo('POST', path(), body))).toBe(refused)
    expect(refusal(await my.demo('PUT', path(), body))).toBe(refused)
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test.each([
    ['{"meta": {}}', input('meta', '{}', '{} should be non-empty')],
    [
      '{"meta": {"k": "v", "l": "w"}}',
      input('meta', "{'k': 'v', 'l': 'w'}", "{'k': 'v', 'l': 'w'} has too many properties"),
    ],
    ['{"meta": {"k": null}}', input('k', 'None', "None is not of type 'string'")],
    ['{"metadata": {"k": "v"}}', "400 'meta' is a required property"],
    ['{"meta": {"other": "v"}}', '400 Request body and URI mismatch'],
  ])('of one key: %s', async (body, refused) => {
    expect(refusal(await my.demo('PUT', path('k'), body))).toBe(refused)
  })

  test('a body of another media type is 415', async () => {
    const headers = { 'Content-Type': 'text/plain' }
    const url = `/v3/${my.persona.projectId}${path()}`
    const send = { token: my.persona.token, body: '{"metadata": {}}', headers }
    expect((await my.cloud.request('block-storage', 'POST', url, send)).status).toBe(415)
  })

  test('the body is judged before the right to send it', async () => {
    expect((await my.reader('POST', path(), { metadata: { k: 1 } })).status).toBe(400)
  })
})

describe('400: a volume whose metadata is being copied', () => {
  test.each(['maintenance'])('%s', async (status) => {
    await my.reset(id, { status: status })
    const refused = (doing: string) =>
      `400 Invalid volume: ${doing} volume metadata is not allowed for volumes in ${status} status.`
    expect(refusal(await post({ k: 'v' }))).toBe(refused('Updating'))
    expect(refusal(await put({ k: 'v' }))).toBe(refused('Updating'))
    expect(refusal(await my.demo('PUT', path('a'), { meta: { a: 'v' } }))).toBe(refused('Updating'))
    expect(refusal(await my.demo('DELETE', path('a')))).toBe(refused('Deleting'))
    expect(await read()).toBe('{"metadata": {"b": "1", "a": "2"}}')
  })

  test.each(['creating', 'error', 'error_deleting', 'detaching', 'extending', 'retyping'])(
    '%s is no hindrance',
    async (status) => {
      await my.reset(id, { status: status })
      expect((await post({ k: 'v' })).status).toBe(200)
      expect((await my.demo('DELETE', path('k'))).status).toBe(200)
    },
  )
})
