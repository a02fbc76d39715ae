/** What is said of requests before they reach a resource, measured on networks of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const INVALID = '400 HTTPBadRequest: Body contains invalid data'
const NOT_FOUND = "400 HTTPBadRequest: Unable to find 'network' in request body"
const NO_METHOD =
  '405 HTTPMethodNotAllowed: The server could not comply with the request since it is either ' +
  'malformed or otherwise incorrect.'
const MISSING = '404 NetworkNotFound: Network None could not be found.'

/** Sent as it stands, under a media type that nobody looks at. */
async function raw(method: string, path: string, body: string, type = 'text/plain') {
  const { cloud, persona } = my
  const headers = { 'X-Auth-Token': persona.token, 'Content-Type': type }
  const base = cloud.app.addresses.get('network')
  const response = await fetch(`${base}/v2.0${path}`, { method, headers, body })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

test.each(['/networks', '/networks/', '/networks.json', '//networks'])(
  '%s is listed',
  async (path) => {
    const { id } = await my.make('network')
    const got = await my.demo('GET', path)
    expect(got.body.networks.map((network: { id: string }) => network.id)).toContain(id)
    expect((await my.demo('GET', `${path.replace('.json', '')}/${id}.json`)).status).toBe(200)
  },
)

test('a method that the path does not have is 405, and on a collection it wants None', async () => {
  expect(refusal(await my.demo('PATCH', '/networks', {}))).toBe(NO_METHOD)
  expect(refusal(await my.demo('POST', '/networks/x', {}))).toBe(NO_METHOD)
  expect((await my.demo('HEAD', '/networks')).status).toBe(405)
  expect((await my.demo('OPTIONS', '/networks')).status).toBe(200)
  expect(refusal(await my.demo('PUT', '/networks', { network: {} }))).toBe(MISSING)
  expect(refusal(await my.demo('PUT', '/networks', {}))).toBe(MISSING)
  expect(refusal(await my.demo('DELETE', '/networks'))).toBe(MISSING)
  expect(refusal(await my.demo('PUT', '/networks.json', { network: {} }))).toBe(MISSING)
  expect(refusal(await my.demo('DELETE', '/networks.json'))).toBe(MISSING)
})

test('a refused method is told of no others, and of quotas it is not made', async () => {
  const got = await my.demo('PATCH', '/networks', {})
  expect(got.headers.get('allow')).toBeNull()
  for (const path of ['/quotas', '/quotas.json']) {
    expect(refusal(await my.demo('POST', path, { quota: {} }))).toBe(
      '501 HTTPNotImplemented: POST requests are not supported on this resource.',
    )
  }
})

test('the core hides what policy keeps from who asks in a form of its own', async () => {
  const { cloud } = my
  const { token } = await cloud.roleless('demo')
  const show = (path: string) => cloud.request('network', 'GET', `/v2.0${path}`, { token })
  const error = {
    ...{ type: 'HTTPNotFound', message: 'The resource could not be found.', detail: '' },
  }
  const network = await show(`/networks/${(await my.make('network')).id}`)
  expect([network.status, network.body]).toEqual([404, error])
  const group = await show(`/security-groups/${(await my.make('security_group')).id}`)
  expect([group.status, group.body]).toEqual([404, { NeutronError: error }])
})

describe('a body', () => {
  test.each([
    ['', NOT_FOUND],
    ['{}', NOT_FOUND],
    ['{"a": 1}', NOT_FOUND],
    ['{"network": null}', NOT_FOUND],
    ['{"network": []}', "400 HTTPBadRequest: Object 'network' contains invalid data"],
    ['{"networks": []}', '400 HTTPBadRequest: Resources required'],
    ['[]', INVALID],
    ['"x"', INVALID],
    ['null', INVALID],
    ['{', INVALID],
    ['<network/>', INVALID],
  ])('%s makes no network', async (body, expected) => {
    expect(refusal(await raw('POST', '/networks', body))).toBe(expected)
  })

  test('is read whatever its media type, and what stands beside the network is passed over', async () => {
    const got = await raw('POST', '/networks', '{"network": {"name": "n"}, "more": 1}')
    expect([got.status, got.body.network.name]).toEqual([201, 'n'])
  })

  test('of a change is looked into when it is known that there is such a network', async () => {
    const { id } = await my.make('network')
    for (const body of ['', '{}', '{"a": 1}', '{"network": null}']) {
      expect([body, refusal(await raw('PUT', `/networks/${id}`, body))]).toEqual([body, NOT_FOUND])
    }
    for (const body of ['', '{}', '{"network": {}}']) {
      const got = refusal(await raw('PUT', '/networks/x', body))
      expect([body, got]).toEqual([body, '404 NetworkNotFound: Network x could not be found.'])
    }
    for (const body of ['[]', '{']) {
      expect([body, refusal(await raw('PUT', '/networks/x', body))]).toEqual([body, INVALID])
    }
  })

  test('of a deletion is refused, of what is there', async () => {
    const { id } = await my.make('network')
    for (const body of ['{}', '{', 'abc']) {
      const got = refusal(await raw('DELETE', `/networks/${id}`, body))
      expect(got).toBe('400 HTTPBadRequest: Request body is not supported in DELETE.')
      expect((await raw('DELETE', '/networks/x', body)).status).toBe(404)
    }
    expect((await my.demo('DELETE', `/networks/${id}`)).status).toBe(204)
  })
})

test('who takes no JSON is refused before anything else is looked at', async () => {
  const headers = { Accept: 'text/html' }
  for (const [method, path] of [
    ['GET', '/networks'],
    ['GET', '/networks/x'],
    ['DELETE', '/networks/x'],
  ] as const) {
    const got = await my.demo(method, path, undefined, headers)
    expect([method, got.status, got.body.NeutronError.type]).toEqual([
      method,
      406,
      'HTTPNotAcceptable',
    ])
  }
  const body = { network: { name: 'refused' } }
  expect((await my.demo('POST', '/networks', body, headers)).status).toBe(406)
  expect((await my.demo('GET', '/networks?name=refused')).body.networks).toEqual([])
})
