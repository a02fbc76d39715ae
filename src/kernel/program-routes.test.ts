import { expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { badRequest } from './faults.ts'
import type { ProgramRoute } from './program-routes.ts'

const ECHO: ProgramRoute = {
  method: 'POST',
  path: '/program/echo',
  handle({ body }) {
    if (body === undefined) throw badRequest('There is nothing to echo.')
    return { status: 202, body: { got: body.toString() } }
  },
}
const HELLO: ProgramRoute = {
  method: 'GET',
  path: '/program/hello',
  handle: () => ({ mediaType: 'text/plain', body: 'hello' }),
}
const programRoutes = () => [ECHO, HELLO]

test("a path of the program is its own, not the service's, whatever the query", async () => {
  await using cloud = await startCloud({ programRoutes })
  const got = await cloud.request('identity', 'GET', '/program/hello?now')
  expect([got.status, got.text, got.headers.get('content-type')]).toEqual([
    200,
    'hello',
    'text/plain',
  ])
  const head = await cloud.request('identity', 'HEAD', '/program/hello')
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '5'])
  expect((await cloud.request('identity', 'GET', '/program/hello/on')).status).toBe(404)
  expect((await cloud.request('identity', 'GET', '/program/echo')).status).toBe(404)
})

test('what it refuses is told in the words of the service on the port', async () => {
  await using cloud = await startCloud({ programRoutes })
  const got = await cloud.request('identity', 'POST', '/program/echo', { body: 'heard' })
  expect([got.status, got.text]).toEqual([202, '{"got":"heard"}'])
  const refused = await cloud.request('identity', 'POST', '/program/echo')
  expect([refused.status, refused.body]).toEqual([
    400,
    { error: { code: 400, title: 'Bad Request', message: 'There is nothing to echo.' } },
  ])
})

test('a body over the limit is refused, and not given to it', async () => {
  await using cloud = await startCloud({ programRoutes })
  const got = await cloud.request('identity', 'POST', '/program/echo', { body: 'a'.repeat(20_000) })
  expect(got.status).toBe(413)
})
