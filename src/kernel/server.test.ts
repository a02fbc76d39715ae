import { expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { image } from '../image/service.ts'
import { systemProcessClock } from './clock.ts'
import { systemIds } from './ids.ts'
import type { Pipeline } from './pipeline.ts'
import { portOf } from './addresses.ts'
import { createServer, listenOn } from './server.ts'

test('a path that is no URL is refused in the words of its service, and changes nothing', async () => {
  await using cloud = await startCloud()
  const { token } = await cloud.demo()
  const compute = await cloud.request('compute', 'GET', '/v2.1/os-aggregates/%zz', { token })
  expect([compute.status, Object.keys(compute.body)]).toEqual([400, ['badRequest']])
  const identity = await cloud.request('identity', 'GET', '/v3/users/%zz', { token })
  expect([identity.status, Object.keys(identity.body)]).toEqual([400, ['error']])
  for (const { headers } of [compute, identity]) {
    expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
    expect(headers.get('x-compute-request-id')).toBe(headers.get('x-openstack-request-id'))
  }
})

test('a known path with another method gets 405 with what it allows, an unknown one 404', async () => {
  await using cloud = await startCloud()
  const { token, projectId } = await cloud.demo()
  const volumes = `/v3/${projectId}/volumes`
  const wrong = await cloud.request('block-storage', 'PATCH', volumes, { token })
  expect([wrong.status, Object.keys(wrong.body)]).toEqual([405, ['badMethod']])
  expect(wrong.headers.get('allow')).toBe('GET, POST, OPTIONS')
  const unknown = await cloud.request('block-storage', 'GET', `${volumes}/a/b/c/d`, { token })
  expect([unknown.status, Object.keys(unknown.body)]).toEqual([404, ['itemNotFound']])
  const nameless = await cloud.request('compute', 'DELETE', '/v2.1/images/', { token })
  expect([nameless.status, Object.keys(nameless.body)]).toEqual([404, ['itemNotFound']])
})

test('strangers do not learn which paths there are', async () => {
  await using cloud = await startCloud()
  for (const path of ['/v3/p/volumes', '/v3/p/nothing/here', '/v3/p/volumes/v/metadata']) {
    expect((await cloud.request('block-storage', 'PATCH', path)).status).toBe(401)
  }
})

test('OPTIONS on a known path tells what it allows, without a token', async () => {
  await using cloud = await startCloud()
  const got = await cloud.request('compute', 'OPTIONS', '/v2.1/os-aggregates')
  expect([got.status, got.text, got.headers.get('allow')]).toEqual([200, '', 'GET, POST, OPTIONS'])
})

test('a body over the limit is refused in the words of its service', async () => {
  await using cloud = await startCloud()
  const { token } = await cloud.admin()
  const body = JSON.stringify({ aggregate: { name: 'a'.repeat(120_000) } })
  const got = await cloud.request('compute', 'POST', '/v2.1/os-aggregates', { token, body })
  expect([got.status, Object.keys(got.body)]).toEqual([413, ['overLimit']])
})

test('a header that cannot be sent ends in 500, without what was meant, and the server goes on', async () => {
  const logged: string[] = []
  const say = (_fields: object, message: string): void => void logged.push(message)
  const answers = [{ 'X-Odd': 'two\nlines' }, { 'X-Odd': 'one line' }]
  const server = createServer({
    services: [image],
    prefixOf: () => '',
    pipeline: {
      serve: async () => ({ status: 200, headers: answers.shift()!, body: { secret: 1 } }),
    } as unknown as Pipeline,
    plan: {
      publicUrl: undefined,
      trustedProxies: new Set(),
      sharedPort: false,
      services: new Map(),
    },
    clock: systemProcessClock,
    ids: systemIds,
    log: { debug: say, info: say, warn: say, error: say },
    challenge: () => '',
    faultOf: () => undefined,
  })
  await listenOn(server, '127.0.0.1', 0)
  const address = `http://127.0.0.1:${portOf(server.address())}/`
  const refused = await fetch(address)
  expect([refused.status, refused.headers.get('x-odd')]).toEqual([500, null])
  expect(await refused.text()).not.toContain('secret')
  expect(logged).toEqual(['the request failed for a reason nobody expected'])
  const served = await fetch(address)
  expect([served.status, served.headers.get('x-odd')]).toEqual([200, 'one line'])
  await served.text()
  server.close()
  server.closeAllConnections()
})
