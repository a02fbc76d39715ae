import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  demo = volumeApi(cloud, await cloud.demo())
})
afterAll(() => cloud[Symbol.asyncDispose]())

const missing = (binary: string, name: string) =>
  `404 Cluster {'binary': '${binary}', 'name': '${name}'} could not be found.`

describe.each(['/clusters', '/clusters/detail'])('GET %s', (path) => {
  const get = (query: string, version: string, api = admin) =>
    api('GET', path + query, undefined, version)

  test('is empty, whatever it is filtered by', async () => {
    const all = '?name=x&binary=cinder-volume&disabled=0&is_up=true&num_hosts=x&num_down_hosts=0'
    for (const [query, version] of [
      ['', '3.7'],
      [all, '3.7'],
      ['?replication_status=enabled&frozen=x&active_backend_id=y', '3.26'],
    ] as const) {
      const { status, body } = await get(query, version)
      expect([status, body]).toEqual([200, { clusters: [] }])
    }
  })

  test('refuses other filters, and those of replication before 3.26', async () => {
    expect(refusal(await get('?bogus=1', '3.71'))).toBe(
      '400 Invalid input received: Invalid filter keys: bogus',
    )
    expect(refusal(await get('?frozen=1&foo=2', '3.25'))).toBe(
      '400 Invalid input received: Invalid filter keys: frozen, foo',
    )
    expect(refusal(await get('?is_up=maybe', '3.7'))).toBe(
      "400 Value 'maybe' for 'is_up' is not a boolean.",
    )
  })

  test('is for administrators, from 3.7 on', async () => {
    expect(refusal(await get('', '3.6'))).toBe('404 The resource could not be found.')
    expect(refusal(await get('', '3.7', demo))).toBe(
      "403 Policy doesn't allow clusters:get_all to be performed.",
    )
  })
})

test('no cluster can be shown, enabled or disabled', async () => {
  const show = (api: VolumeApi) => api('GET', '/clusters/blue', undefined, '3.7')
  expect(refusal(await show(admin))).toBe(missing('cinder-volume', 'blue'))
  expect(refusal(await show(demo))).toBe("403 Policy doesn't allow clusters:get to be performed.")
  const put = (word: string, body: object, api = admin) =>
    api('PUT', `/clusters/${word}`, body, '3.7')
  expect(refusal(await put('enable', { name: 'blue' }))).toBe(missing('cinder-volume', 'blue'))
  const reason = { name: 'blue', binary: 'x', disabled_reason: null }
  expect(refusal(await put('disable', reason))).toBe(missing('x', 'blue'))
  expect(refusal(await put('enable', {}))).toBe("400 'name' is a required property")
  expect(refusal(await put('enable', { name: ' ' }))).toBe(
    "400 An invalid 'name' value was provided. The 'name' can not be empty.",
  )
  expect(refusal(await put('disable', { name: 'a', disabled_reason: ' ' }))).toBe(
    "400 Invalid input for field/attribute disabled_reason. Value:  . ' ' is not a " +
      "'disabled_reason'",
  )
  expect(refusal(await put('enable', { name: 'a', disabled_reason: 'r' }))).toBe(
    "400 Additional properties are not allowed ('disabled_reason' was unexpected)",
  )
  for (const word of ['enable', 'disable']) {
    expect(refusal(await put(word, { name: 'a' }, demo))).toBe(
      "403 Policy doesn't allow clusters:update to be performed.",
    )
  }
})
