/** What a browser asks on behalf of a page of another origin, and what it is told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../test/support/cloud.ts'
import { SERVICES } from '../services.ts'

type ServiceType = 'identity' | 'compute' | 'block-storage' | 'image'

const CONSOLE = 'https://console.example.com'
const OTHER = 'http://localhost:8080'

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud({ corsAllowedOrigins: [CONSOLE, OTHER] })
  token = (await cloud.admin()).token
})
afterAll(() => cloud.app.stop())

const corsOf = (headers: Headers) =>
  Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  )

/** Asks as a browser does before it sends what a page wants to send. */
async function preflight(
  service: ServiceType,
  path: string,
  asked: Record<string, string>,
  origin = CONSOLE,
) {
  const headers = { Origin: origin, ...asked }
  const got = await cloud.request(service, 'OPTIONS', path, { headers })
  return { status: got.status, text: got.text, cors: corsOf(got.headers) }
}

const GET = { 'Access-Control-Request-Method': 'GET' }

describe.each([
  ['identity', '/v3/users', 'X-Auth-Token, X-Subject-Token, content-type'],
  ['compute', '/v2.1/os-aggregates', 'X-Auth-Token, X-OpenStack-Nova-API-Version'],
  ['block-storage', '/v3/volumes', 'X-Auth-Token, OpenStack-API-Version'],
  ['image', '/v2/images', 'X-Auth-Token, X-Image-Meta-Checksum'],
] as const)('%s', (service, path, names) => {
  test('lets a page of an origin that is allowed send what the real one takes', async () => {
    const asked = { ...GET, 'Access-Control-Request-Headers': names }
    expect(await preflight(service, path, asked)).toEqual({
      status: 200,
      text: '',
      cors: {
        vary: 'Origin',
        'access-control-allow-origin': CONSOLE,
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '3600',
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': names.replaceAll(', ', ','),
      },
    })
    expect((await preflight(service, path, GET, OTHER)).cors).toMatchObject({
      'access-control-allow-origin': OTHER,
    })
    expect((await preflight(service, '/nowhere/at/all', GET)).status).toBe(200)
  })

  test('allows nothing to another origin, by another method or with other headers', async () => {
    const refused = [
      await preflight(service, path, GET, 'https://evil.example.com'),
      await preflight(service, path, { 'Access-Control-Request-Method': 'TRACE' }),
      await preflight(service, path, { ...GET, 'Access-Control-Request-Headers': 'X-Evil' }),
      await preflight(service, path, {}),
    ]
    for (const { status, cors } of refused) {
      expect([status, Object.keys(cors).filter((name) => name !== 'vary')]).toEqual([200, []])
    }
  })
})

const EXPOSED = {
  identity: 'X-Auth-Token,X-Openstack-Request-Id,X-Subject-Token,Openstack-Auth-Receipt',
  compute:
    'X-Auth-Token,X-Openstack-Request-Id,X-Subject-Token,X-Service-Token,' +
    'X-OpenStack-Nova-API-Version,OpenStack-API-Version',
  'block-storage':
    'X-Auth-Token,X-Subject-Token,X-Service-Token,X-OpenStack-Request-ID,OpenStack-API-Version',
}

test.each([
  ['identity', '/v3/users', 'X-Auth-Token,Origin'],
  ['compute', '/v2.1/os-aggregates', 'OpenStack-API-Version,X-OpenStack-Nova-API-Version,Origin'],
  ['block-storage', '/v3/volumes', 'OpenStack-API-Version,Origin'],
] as const)('the page sees the answer of %s, a refusal too', async (service, path, vary) => {
  const allowed = {
    'access-control-allow-origin': CONSOLE,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': EXPOSED[service],
  }
  const ask = (headers: Record<string, string>) => cloud.request(service, 'GET', path, { headers })
  const got = await ask({ Origin: CONSOLE, 'X-Auth-Token': token })
  expect([got.status, corsOf(got.headers)]).toEqual([200, { ...allowed, vary }])
  const refused = await ask({ Origin: CONSOLE })
  expect([refused.status, corsOf(refused.headers)]).toEqual([
    401,
    { ...allowed, vary: expect.stringMatching(/\bOrigin$/) },
  ])
  for (const headers of [{ Origin: 'https://evil.example.com' }, {}]) {
    const other = corsOf((await ask({ ...headers, 'X-Auth-Token': token })).headers)
    expect(other).toEqual({ vary: vary.replaceAll(',Origin', '').replaceAll(',', ', ') })
  }
})

test('an asterisk allows every origin', async () => {
  await using open = await startCloud({ corsAllowedOrigins: ['*'] })
  const headers = { Origin: 'https://anywhere.example.com' }
  const got = await open.request('identity', 'GET', '/v3', { headers })
  expect(got.headers.get('access-control-allow-origin')).toBe('*')
})

test('no origin is allowed unless told, and OPTIONS answers as ever', async () => {
  await using closed = await startCloud()
  for (const { type } of SERVICES) {
    const headers = { Origin: CONSOLE, ...GET }
    const got = await closed.request(type as ServiceType, 'OPTIONS', '/nowhere/at/all', { headers })
    expect(corsOf(got.headers)['access-control-allow-origin']).toBeUndefined()
    expect(got.status).not.toBe(200)
  }
})
