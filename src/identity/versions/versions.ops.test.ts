import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError } from '../../../test/support/identity.ts'

let cloud: Cloud
let base: string

beforeAll(async () => {
  cloud = await startCloud()
  base = cloud.app.addresses.get('identity')!
})
afterAll(() => cloud.app.stop())

const ask = (method: string, path: string, headers = {}) =>
  cloud.request('identity', method, path, { headers })

test('the root lists the versions and points to v3', async () => {
  const got = await ask('GET', '/')
  expect(got.status).toBe(300)
  expect(got.headers.get('location')).toBe(`${base}/v3/`)
  expect(got.body.versions.values).toEqual([
    {
      id: 'v3.14',
      status: 'stable',
      updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${base}/v3/` }],
      'media-types': [
        { base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' },
      ],
    },
  ])
  expect((await ask('HEAD', '/')).status).toBe(300)
})

test('v3 describes itself, with and without a slash, without a token', async () => {
  const [bare, slash] = [await ask('GET', '/v3'), await ask('GET', '/v3/')]
  expect(bare.status).toBe(200)
  expect(bare.text).toBe(slash.text)
  expect(bare.body.version).toEqual((await ask('GET', '/')).body.versions.values[0])
  expect((await ask('HEAD', '/v3')).status).toBe(200)
})

test('the JSON-home document lists the paths there are', async () => {
  const accept = { Accept: 'application/json-home' }
  const got = await ask('GET', '/v3', accept)
  expect(got.headers.get('content-type')).toBe('application/json-home')
  const relation = 'https://docs.openstack.org/api/openstack-identity/3/rel'
  expect(got.body.resources[`${relation}/user`]).toMatchObject({
    'href-template': '/users/{user_id}',
  })
  const atRoot = await ask('GET', '/', accept)
  expect(atRoot.status).toBe(200)
  expect(atRoot.body.resources[`${relation}/users`]).toEqual({ href: '/v3/users' })
})

describe('what is not there', () => {
  test.each(['/v2.0', '/foo', '/v3/nothing'])('%s is not found, in JSON', async (path) => {
    expectError(await ask('GET', path), 404, 'The resource could not be found.')
  })

  test('a method that a path lacks', async () => {
    const got = await ask('PATCH', '/v3/auth/tokens')
    expectError(got, 405, 'The method is not allowed for the requested URL.')
    expect(got.body.error.title).toBe('Method Not Allowed')
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      expect(got.headers.get('allow')).toContain(method)
    }
  })

  test('OPTIONS says what there is', async () => {
    const got = await ask('OPTIONS', '/v3/auth/tokens')
    expect(got.status).toBe(200)
    expect(got.headers.get('allow')).toContain('DELETE')
  })
})

test('every answer says that it depends on the token, and who asked when', async () => {
  for (const path of ['/', '/v3', '/v3/nothing', '/v3/users']) {
    const got = await ask('GET', path)
    expect(got.headers.get('vary')).toBe('X-Auth-Token')
    expect(got.headers.get('x-openstack-request-id')).toMatch(/^req-/)
  }
})

test('a body that is too large is refused as such', async () => {
  const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
    body: { auth: 'x'.repeat(200_000) },
  })
  expect(got.status).toBe(413)
  expect(got.body.error.title).toBe('Request Entity Too Large')
})
