import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let id: string
let made = 0

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  demo = volumeApi(cloud, await cloud.demo())
})
afterAll(() => cloud[Symbol.asyncDispose]())

beforeEach(async () => {
  const extra_specs = { k: 'v', multiattach: '<is> True' }
  const body = { volume_type: { name: `type-${++made}`, extra_specs } }
  id = (await admin('POST', '/types', body)).body.volume_type.id
})

describe('reading', () => {
  test('shows users only what a type can do', async () => {
    const all = await admin('GET', `/types/${id}/extra_specs`)
    expect(all.body).toEqual({ extra_specs: { k: 'v', multiattach: '<is> True' } })
    const some = await demo('GET', `/types/${id}/extra_specs`)
    expect(some.body).toEqual({ extra_specs: { multiattach: '<is> True' } })
  })

  test('one spec is the whole body', async () => {
    expect((await admin('GET', `/types/${id}/extra_specs/k`)).body).toEqual({ k: 'v' })
  })

  test.each([
    ['an absent key', 'nosuch'],
    ['a key of the backend', 'k'],
    ['a property of every object', 'constructor'],
  ])('%s is 404', async (_, key) => {
    expect(refusal(await demo('GET', `/types/${id}/extra_specs/${key}`))).toBe(
      `404 Volume Type ${id} has no extra specs with key ${key}.`,
    )
  })

  test('a type that is not there is 404', async () => {
    const message = '404 Volume type nosuch could not be found.'
    expect(refusal(await demo('GET', '/types/nosuch/extra_specs'))).toBe(message)
  })
})

describe('setting', () => {
  test('POST merges and answers with what was sent', async () => {
    const body = { extra_specs: { k: 'new', n: null } }
    const got = await admin('POST', `/types/${id}/extra_specs`, body)
    expect([got.status, got.body]).toEqual([200, body])
    const { body: all } = await admin('GET', `/types/${id}/extra_specs`)
    expect(all.extra_specs).toEqual({ k: 'new', n: null, multiattach: '<is> True' })
  })

  test('PUT sets the key of the path', async () => {
    const got = await admin('PUT', `/types/${id}/extra_specs/a`, { a: 'b' })
    expect([got.status, got.body]).toEqual([200, { a: 'b' }])
  })

  test.each([
    ['POST', '', {}, "'extra_specs' is a required property"],
    [
      'POST',
      '',
      { extra_specs: { 'a b': 'c' } },
      "Invalid input for field/attribute extra_specs. Value: {'a b': 'c'}. 'a b' does not match " +
        "any of the regexes: '^[a-zA-Z0-9-_:.]{1,255}$'",
    ],
    [
      'POST',
      '',
      { extra_specs: { a: 1 } },
      "Invalid input for field/attribute a. Value: 1. 1 is not of type 'string', 'null'",
    ],
    [
      'POST',
      '',
      { extra_specs: { cacheable: '<is> True' } },
      'cacheable cannot be set with multiattach.',
    ],
    ['PUT', '/a', { b: 'c' }, 'Request body and URI mismatch'],
    ['PUT', '/a', {}, '{} should be non-empty'],
    ['PUT', '/a', { a: 'c', b: 'd' }, "{'a': 'c', 'b': 'd'} has too many properties"],
    ['PUT', '/cacheable', { cacheable: '<is> True' }, 'cacheable cannot be set with multiattach.'],
  ])('%s %s refuses %j', async (method, path, body, message) => {
    const got = await admin(method, `/types/${id}/extra_specs${path}`, body)
    expect(refusal(got)).toBe(`400 ${message}`)
  })

  test('of a type that is not there is 403 to users and 404 to administrators', async () => {
    const body = { extra_specs: { a: 'b' } }
    expect((await demo('POST', '/types/nosuch/extra_specs', body)).status).toBe(403)
    expect((await admin('POST', '/types/nosuch/extra_specs', body)).status).toBe(404)
  })
})

describe('removing', () => {
  test('answers 202 once and 404 then', async () => {
    const got = await admin('DELETE', `/types/${id}/extra_specs/k`)
    expect([got.status, got.text]).toEqual([202, ''])
    expect(refusal(await admin('DELETE', `/types/${id}/extra_specs/k`))).toBe(
      `404 Volume Type ${id} has no extra specs with key k.`,
    )
  })

  test('looks for the type before it asks the policy', async () => {
    expect((await demo('DELETE', '/types/nosuch/extra_specs/k')).status).toBe(404)
    expect((await demo('DELETE', `/types/${id}/extra_specs/k`)).status).toBe(403)
  })
})
