/** Refusals in the forms in which clients ask for them, measured on a real Glance. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../test/support/cloud.ts'

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

async function refused(accept: string, method = 'GET', path = '/v2/images/nope'): Promise<Got> {
  return cloud.request('image', method, path, { token, headers: { Accept: accept } })
}

const MESSAGE = 'No image found with ID nope'
const HTML = `<html>
 <head>
  <title>404 Not Found</title>
 </head>
 <body>
  <h1>404 Not Found</h1>
  ${MESSAGE}<br /><br />



 </body>
</html>`

describe('a refusal follows Accept', () => {
  test.each(['*/*', 'text/html', 'text/*;q=0.5, application/json;q=0.1', 'no type'])(
    'HTML for %s',
    async (accept) => {
      const got = await refused(accept)
      expect(got.status).toBe(404)
      expect(got.headers.get('content-type')).toBe('text/html; charset=UTF-8')
      expect(got.text).toBe(HTML)
    },
  )

  test.each(['application/json', 'application/json, text/plain', 'text/html;q=0, */*'])(
    'JSON for %s',
    async (accept) => {
      const got = await refused(accept)
      expect(got.headers.get('content-type')).toBe('application/json')
      expect(got.body).toEqual({
        message: `${MESSAGE}<br /><br />\n\n\n`,
        code: '404 Not Found',
        title: 'Not Found',
      })
    },
  )

  test.each(['text/plain', 'application/xml'])('plain text for %s', async (accept) => {
    const got = await refused(accept)
    expect(got.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
    expect(got.text).toBe(`404 Not Found\n\n${MESSAGE}\n\n   `)
  })

  test('what the client sent is escaped in HTML, and as it is elsewhere', async () => {
    const path = `/v2/images/${encodeURIComponent(`<i>'é"&`)}`
    expect((await refused('*/*', 'GET', path)).text).toContain(
      'No image found with ID &lt;i&gt;&#x27;&#233;&quot;&amp;<br /><br />',
    )
    expect((await refused('application/json', 'GET', path)).body.message).toContain(`<i>'é"&<br`)
    expect((await refused('text/plain', 'GET', path)).text).toContain(`ID 'é"&`)
  })
})

test('a wrong method is 405, with those that there are in Allow', async () => {
  const got = await refused('application/json', 'POST', '/v2/images/nope')
  expect(got.status).toBe(405)
  expect(got.headers.get('allow')).toBe('GET, PATCH, DELETE')
  expect(got.body.message).toBe('The method POST is not allowed for this resource. <br /><br />\n')
})

test('HEAD is a wrong method', async () => {
  const got = await refused('*/*', 'HEAD')
  expect(got.status).toBe(405)
})

test.each(['/v2/nope', '/v2/images/', '/v2/'])('%s is not there', async (path) => {
  const got = await refused('application/json', 'GET', path)
  expect(got.status).toBe(404)
  expect(got.body.message).toBe('The resource could not be found.<br /><br />\n\n\n')
})

test.each(['/v2/images/nope', '/v2/nope', '/v2/images/', '/v2'])(
  '%s is 401 without a token',
  async (path) => {
    const headers = { Accept: 'application/json' }
    const got = await cloud.request('image', 'GET', path, { headers })
    expect(got.status).toBe(401)
    expect(got.headers.get('www-authenticate')).toMatch(/^Keystone uri=/)
    expect(got.body.message).toMatch(/^This server could not verify that you are authorized/)
    expect(got.body.code).toBe('401 Unauthorized')
  },
)

describe('a body', () => {
  const create = (body: string | undefined, type = 'application/json') =>
    cloud.request('image', 'POST', '/v2/images', {
      token,
      headers: { 'Content-Type': type, Accept: 'application/json' },
      ...(body !== undefined && { body }),
    })

  test('is JSON whatever its type says', async () => {
    expect((await create('{"name": "x"}', 'text/plain')).status).toBe(201)
  })

  test('must be there', async () => {
    const got = await create(undefined)
    expect(got.status).toBe(400)
    expect(got.body.message).toBe('Body expected in request.<br /><br />\n\n\n')
  })

  test('must be JSON', async () => {
    const got = await create('{x')
    expect(got.status).toBe(400)
    expect(got.body.message).toBe('Malformed JSON in request body.<br /><br />\n\n\n')
  })
})
