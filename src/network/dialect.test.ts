/** Refusals in the forms that Neutron has, measured on a real one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Send } from '../../test/support/cloud.ts'
import { dialect } from './dialect.ts'

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

const ask = (method: string, path: string, send: Send = {}) =>
  cloud.request('network', method, path, { token, ...send })

const MALFORMED =
  'The server could not comply with the request since it is either malformed or otherwise incorrect.'

const error = (type: string, message: string) => ({ NeutronError: { type, message, detail: '' } })

test('a path that is not there is refused by its class, whatever is taken', async () => {
  for (const path of ['/v2.0/nothing', '/v2.0/extensions/router/x', '/v2.0/extensions.xml']) {
    const got = await ask('GET', path, { headers: { Accept: 'text/html' } })
    const type = got.headers.get('content-type')
    expect([path, got.status, type, got.body]).toEqual([
      path,
      404,
      'application/json',
      error('HTTPNotFound', 'The resource could not be found.'),
    ])
    expect(got.headers.get('x-openstack-request-id')).toMatch(/^req-/)
  }
})

test('a method that a path does not have is refused in the words of what is malformed', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const got = await ask(method, '/v2.0/')
    expect([method, got.status, got.body]).toEqual([
      method,
      405,
      error('HTTPMethodNotAllowed', MALFORMED),
    ])
  }
  expect((await ask('HEAD', '/v2.0/')).status).toBe(405)
  expect((await ask('OPTIONS', '/v2.0/')).status).toBe(200)
})

describe('Accept', () => {
  test.each(['application/xml', 'text/html', 'text/*, application/json;q=0'])(
    '%s, which takes no JSON, is refused',
    async (accept) => {
      const got = await ask('GET', '/v2.0/', { headers: { Accept: accept } })
      expect([got.status, got.body]).toEqual([406, error('HTTPNotAcceptable', MALFORMED)])
    },
  )

  test.each(['*/*', 'application/*', 'text/html, application/json;q=0.1', 'anything', ''])(
    '%s is answered',
    async (accept) => {
      expect((await ask('GET', '/v2.0/', { headers: { Accept: accept } })).status).toBe(200)
    },
  )

  test('is nothing to plugins, and judged after the token', async () => {
    const headers = { Accept: 'application/xml' }
    expect((await ask('GET', '/v2.0/extensions', { headers })).status).toBe(200)
    expect((await cloud.request('network', 'GET', '/v2.0/', { headers })).status).toBe(401)
  })
})

const page = (detail: string) => `<html>
 <head>
  <title>404 Not Found</title>
 </head>
 <body>
  <h1>404 Not Found</h1>
  The resource could not be found.<br /><br />
${detail}


 </body>
</html>`

test('what is outside of the version, and an extension that is not there, are pages', async () => {
  const cases = [
    ['/v1', ''],
    ['/nothing/at/all', ''],
    ['/v2.0/extensions/a%3Cb', 'Extension with alias a&lt;b does not exist'],
  ] as const
  for (const [path, detail] of cases) {
    const got = await ask('GET', path, { headers: { Accept: '*/*' } })
    const type = got.headers.get('content-type')
    expect([path, got.status, type]).toEqual([path, 404, 'text/html; charset=UTF-8'])
    expect(got.text).toBe(page(detail))
  }
  expect((await cloud.request('network', 'GET', '/v1')).status).toBe(404)
})

test('strangers are refused in the words of the middleware', async () => {
  const got = await cloud.request('network', 'GET', '/v2.0/extensions')
  expect([got.status, got.body]).toEqual([
    401,
    {
      error: {
        code: 401,
        title: 'Unauthorized',
        message: 'The request you have made requires authentication.',
      },
    },
  ])
  expect(got.headers.get('www-authenticate')).toMatch(/^Keystone uri=/)
})

test.each([
  ['/v2.0/networks', 'Body contains invalid data'],
  ['/networking/v2.0/ports/x?a=1', 'Body contains invalid data'],
  ['/v2.0/networks.json', 'Body contains invalid data'],
  ['/v2.0/networks/x/tags', 'Malformed request body: Cannot understand JSON.'],
  ['/v2.0/routers', 'Malformed request body: Cannot understand JSON.'],
  ['/v2.0/routers?/v2.0/networks', 'Malformed request body: Cannot understand JSON.'],
])('what is no JSON is refused at %s in the words of the core or of plugins', (url, message) => {
  expect(dialect.bodyMalformed(url).message).toBe(message)
})
