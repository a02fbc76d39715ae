import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

function document(id: string, base: string) {
  const v3 = id === 'v3.0'
  return {
    id,
    status: v3 ? 'CURRENT' : 'DEPRECATED',
    version: v3 ? '3.71' : '',
    min_version: v3 ? '3.0' : '',
    updated: v3 ? '2023-08-31T00:00:00Z' : '2017-02-25T12:00:00Z',
    links: [
      { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
      { rel: 'self', href: `${base}/v${v3 ? 3 : 2}/` },
    ],
    'media-types': [
      {
        base: 'application/json',
        type: `application/vnd.openstack.volume+json;version=${v3 ? 3 : 2}`,
      },
    ],
  }
}

describe('a stranger', () => {
  test('is offered both versions at the root, with 300', async () => {
    const base = cloud.app.addresses.get('block-storage')!
    const got = await cloud.request('block-storage', 'GET', '/')
    expect(got.status).toBe(300)
    expect(got.body).toEqual({ versions: [document('v2.0', base), document('v3.0', base)] })
  })

  test.each([
    ['/v3/', 'v3.0'],
    ['/v3', 'v3.0'],
    ['/v2/', 'v2.0'],
    ['/v2', 'v2.0'],
  ])('finds at %s the document of %s', async (path, id) => {
    const base = cloud.app.addresses.get('block-storage')!
    const got = await cloud.request('block-storage', 'GET', path)
    expect(got.status).toBe(200)
    expect(got.body).toEqual({ versions: [document(id, base)] })
  })

  test.each([
    ['/', 300],
    ['/v3', 200],
    ['/v3/', 200],
  ])('may ask %s with HEAD', async (path, status) => {
    const got = await cloud.request('block-storage', 'HEAD', path)
    expect([got.status, got.text]).toEqual([status, ''])
  })

  test('gets links to the host it asked', async () => {
    const address = new URL(cloud.app.addresses.get('block-storage')!)
    const got = await cloud.request('block-storage', 'GET', '/v3/')
    expect(got.body.versions[0].links[1].href).toBe(`http://${address.host}/v3/`)
  })
})

test('v3 names its microversion in the answer, v2 has none', async () => {
  const v3 = await cloud.request('block-storage', 'GET', '/v3/', { version: '3.50' })
  expect(v3.headers.get('openstack-api-version')).toBe('volume 3.50')
  expect(v3.headers.get('vary')).toBe('OpenStack-API-Version')
  const v2 = await cloud.request('block-storage', 'GET', '/v2/', { version: '3.50' })
  expect(v2.headers.get('openstack-api-version')).toBeNull()
})

test.each([
  ['3.999', 406, 'Version 3.999 is not supported by the API. Minimum is 3.0 and maximum is 3.71.'],
  ['2.0', 406, 'Version 2.0 is not supported by the API. Minimum is 3.0 and maximum is 3.71.'],
  ['abc', 400, 'API Version String abc is of invalid format. Must be of format MajorNum.MinorNum.'],
])('microversion %s is refused with %i', async (version, status, message) => {
  const got = await cloud.request('block-storage', 'GET', '/v3/', { version })
  expect(got.status).toBe(status)
  expect(Object.values(got.body)).toEqual([{ code: status, message }])
})

/** As a running Cinder of 2026.2 answers: the first entry that contains `volume`, heeding case. */
test.each([
  ['volumev3 3.42', 200, 'volume 3.42'],
  ['compute 2.1, volumev2 3.34', 200, 'volume 3.34'],
  ['volume 3.1, volume 3.2', 200, 'volume 3.1'],
  ['xvolumex 3.3', 200, 'volume 3.3'],
  ['  volume   3.42 ', 200, 'volume 3.42'],
  ['volume latest', 200, 'volume 3.71'],
  ['VOLUME 3.42', 400, null],
  ['block-storage 3.42', 400, null],
  ['volume 3.999', 406, 'volume 3.999'],
  ['volume 2.1', 406, 'volume 2.1'],
  ['volume 2.0', 406, null],
  ['volume 1.0', 406, null],
  ['volume 3.01', 400, null],
  // Cinder itself answers 500 to these two.
  ['volume', 200, 'volume 3.0'],
  ['volume 3.1 x', 400, null],
])('OpenStack-API-Version: %s is %i at /v3/ and at the root', async (header, status, echoed) => {
  for (const [path, served] of [
    ['/v3/', 200],
    ['/', 300],
  ] as const) {
    const got = await cloud.request('block-storage', 'GET', path, {
      headers: { 'OpenStack-API-Version': header },
    })
    expect([path, got.status, got.headers.get('openstack-api-version')]).toEqual([
      path,
      status === 200 ? served : status,
      echoed,
    ])
  }
})

test('the root answers at the lowest microversion unless it is asked for another', async () => {
  const got = await cloud.request('block-storage', 'GET', '/')
  expect([got.headers.get('openstack-api-version'), got.headers.get('vary')]).toEqual([
    'volume 3.0',
    'OpenStack-API-Version',
  ])
})

test('a header that names another service only is refused', async () => {
  const got = await cloud.request('block-storage', 'GET', '/v3/', {
    headers: { 'OpenStack-API-Version': 'compute 2.1' },
  })
  expect([got.status, got.body.badRequest.message]).toEqual([
    400,
    'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  ])
})

test('another method on a version document is 405 and says which it has', async () => {
  const got = await cloud.request('block-storage', 'POST', '/', { body: {} })
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
})
