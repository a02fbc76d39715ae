import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'

let cloud: Cloud
let base: string

beforeAll(async () => {
  cloud = await startCloud()
  base = cloud.app.addresses.get('compute')!
})
afterAll(() => cloud.app.stop())

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  cloud.request('compute', method, path, { headers })

const V2_0 = {
  id: 'v2.0',
  status: 'DEPRECATED',
  version: '',
  min_version: '',
  updated: '2025-07-04T12:00:00Z',
}
const V2_1 = {
  id: 'v2.1',
  status: 'CURRENT',
  version: '2.104',
  min_version: '2.1',
  updated: '2013-07-23T11:33:21Z',
}
const self = (path: string) => ({ rel: 'self', href: base + path })
const mediaTypes = (version: string) => [
  { base: 'application/json', type: `application/vnd.openstack.compute+json;version=${version}` },
]
const DESCRIBED = { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' }

test('the root lists the versions, to strangers and whatever version they ask for', async () => {
  const got = await get('/', { 'OpenStack-API-Version': 'compute 2.999' })
  expect(got.status).toBe(200)
  expect(got.body).toEqual({
    versions: [
      { ...V2_0, links: [self('/v2/')] },
      { ...V2_1, links: [self('/v2.1/')] },
    ],
  })
})

test('links follow the address that the client used', async () => {
  const port = new URL(base).port
  const got = await fetch(base.replace('127.0.0.1', 'localhost'))
  const { versions } = (await got.json()) as { versions: { links: { href: string }[] }[] }
  expect(versions[1]!.links[0]!.href).toBe(`http://localhost:${port}/v2.1/`)
})

describe('one version', () => {
  test.each(['/v2.1', '/v2.1/'])('%s', async (path) => {
    const got = await get(path, { 'OpenStack-API-Version': 'compute 2.5' })
    expect(got.body).toEqual({
      version: { ...V2_1, links: [self('/v2.1/'), DESCRIBED], 'media-types': mediaTypes('2.1') },
    })
    expect(got.headers.get('openstack-api-version')).toBe('compute 2.5')
  })

  test.each(['/v2', '/v2/'])('%s', async (path) => {
    const got = await get(path, { 'OpenStack-API-Version': 'compute 2.999' })
    expect(got.body).toEqual({
      version: { ...V2_0, links: [self('/v2/'), DESCRIBED], 'media-types': mediaTypes('2') },
    })
    expect(got.headers.get('openstack-api-version')).toBeNull()
  })

  test('a microversion that is not there is refused here too', async () => {
    const got = await get('/v2.1/', { 'OpenStack-API-Version': 'compute 2.999' })
    expect(got.body).toEqual({
      computeFault: {
        code: 406,
        message: 'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.104.',
      },
    })
    expect((await get('/v2.1/', { 'OpenStack-API-Version': 'compute x' })).status).toBe(400)
  })

  test.each([
    [{ 'OpenStack-API-Version': 'compute 2.999' }, '2.999'],
    [{ 'X-OpenStack-Nova-API-Version': '2.0' }, '2.0'],
    [{ 'OpenStack-API-Version': 'compute 3.1' }, '3.1'],
  ])('a refused microversion is named in the refusal: %j', async (asked, version) => {
    const { status, headers } = await get('/v2.1/', asked)
    expect([
      status,
      headers.get('openstack-api-version'),
      headers.get('x-openstack-nova-api-version'),
      headers.get('vary'),
    ]).toEqual([
      406,
      `compute ${version}`,
      version,
      'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
    ])
  })

  test('stands at the prefix alone, not under what could be a project', async () => {
    expect((await get('/v2.1/0123456789abcdef')).status).toBe(401)
  })
})

describe('the same document under the path of a project and by id, for those signed in', () => {
  let token: string
  let projectId: string
  beforeAll(async () => ({ token, projectId } = await cloud.demo()))
  const ask = (path: string, version?: string) =>
    cloud.request('compute', 'GET', path.replace('PROJECT', projectId), {
      token,
      ...(version !== undefined && { version }),
    })

  test.each([
    ['/v2.1/PROJECT/', V2_1, '2.1', '/v2.1/'],
    ['/v2.1/versions/v2.1', V2_1, '2.1', '/v2.1/'],
    ['/v2.1/PROJECT/versions/v2.1', V2_1, '2.1', '/v2.1/'],
    ['/v2/PROJECT/', V2_0, '2', '/v2/'],
    ['/v2/versions/v2.0', V2_0, '2', '/v2/'],
    ['/v2/PROJECT/versions/v2.0', V2_0, '2', '/v2/'],
    // The link follows the prefix, and v2 knows no version but itself.
    ['/v2.1/versions/v2.0', V2_0, '2', '/v2.1/'],
    ['/v2/versions/v2.1', V2_0, '2', '/v2/'],
  ])('GET %s', async (path, version, mediaType, link) => {
    const got = await ask(path)
    expect([got.status, got.body]).toEqual([
      200,
      {
        version: {
          ...version,
          links: [self(link), DESCRIBED],
          'media-types': mediaTypes(mediaType),
        },
      },
    ])
  })

  test('its microversion is negotiated', async () => {
    const got = await ask('/v2.1/PROJECT/', '2.5')
    expect(got.headers.get('openstack-api-version')).toBe('compute 2.5')
    expect((await ask('/v2.1/PROJECT/', '2.999')).status).toBe(406)
  })

  test('strangers get 401, another project 400, an unknown version 404', async () => {
    const statuses = [
      await get('/v2.1/versions/v2.1'),
      await get(`/v2.1/${projectId}/`),
      await ask('/v2.1/0123456789abcdef/'),
      await ask('/v2.1/versions/v9'),
    ].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 400, 404])
  })
})

test.each(['/', '/v2.1', '/v2.1/', '/v2', '/v2/'])('HEAD %s has headers only', async (path) => {
  const got = await get(path, {}, 'HEAD')
  expect([got.status, got.text]).toEqual([200, ''])
  expect(got.headers.get('content-length')).toBe(String((await get(path)).text.length))
})

test.each(['/v3/p/os-aggregates', '/versions', '/v1/foo?x=1'])(
  '%s begins with no version, and gets choices',
  async (path) => {
    const got = await get(path)
    const bare = path.split('?')[0]!
    expect(got.status).toBe(300)
    expect(got.body.choices).toEqual([
      {
        id: 'v2.0',
        status: 'DEPRECATED',
        links: [self(`/v2${bare}`)],
        'media-types': mediaTypes('2'),
      },
      {
        id: 'v2.1',
        status: 'CURRENT',
        links: [self(`/v2.1${bare}`)],
        'media-types': mediaTypes('2.1'),
      },
    ])
  },
)
