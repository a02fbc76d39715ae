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

test.each([
  ['/security_groups', 'security_groups'],
  ['/network_ip_availabilities', 'network_ip_availabilities'],
  ['/floatingip-pools', 'floatingip_pools'],
])('%s is listed, with dashes as with underscores', async (path, collection) => {
  expect((await my.demo('GET', path)).body).toHaveProperty(collection)
})

test('dashes and underscores are the same in names of collections only', async () => {
  const policy = await my.make('policy', { name: 'slow' }, my.admin)
  const rules = `/qos/policies/${policy.id}/bandwidth-limit-rules`
  const { body } = await my.admin('POST', rules, { bandwidth_limit_rule: { max_kbps: 1 } })
  const { id } = body.bandwidth_limit_rule
  for (const path of [
    rules,
    '/qos/alias-bandwidth-limit-rules',
    '/qos/alias_bandwidth_limit_rules',
  ]) {
    expect([path, (await my.admin('GET', `${path}/${id}`)).status]).toEqual([path, 200])
  }
  const group = await my.make('security_group')
  const tag = `/security_groups/${group.id}/tags/security_groups`
  expect((await my.demo('PUT', tag)).status).toBe(201)
  const { body: tags } = await my.demo('GET', `/security-groups/${group.id}/tags`)
  expect(tags).toEqual({ tags: ['security_groups'] })
})

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

test('administrators miss a parent when all else is right, members before', async () => {
  const nowhere = '11111111-1111-4111-8111-111111111111'
  const subnet = { network_id: nowhere, ip_version: 4, cidr: '10.0.0.0/24', prefixlen: 24 }
  const rule = { security_group_id: nowhere, direction: 'ingress', port_range_min: 5 }
  const port = { network_id: nowhere, 'binding:profile': {} }
  const by = async (as: typeof my.demo) => [
    refusal(await as('POST', '/subnets', { subnet })).split(':')[0],
    refusal(await as('POST', '/security-group-rules', { security_group_rule: rule })).split(':')[0],
    refusal(await as('POST', '/ports', { port })).split(':')[0],
  ]
  expect(await by(my.admin)).toEqual([
    '400 BadRequest',
    '400 SecurityGroupProtocolRequiredWithPorts',
    '403 PolicyNotAuthorized',
  ])
  expect(await by(my.demo)).toEqual([
    '404 NetworkNotFound',
    '404 SecurityGroupNotFound',
    '404 NetworkNotFound',
  ])
  const got = await my.reader('POST', '/security-group-rules', { security_group_rule: rule })
  expect(got.status).toBe(403)
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

test('the core writes without blanks, plugins with them, and refusals too', async () => {
  const text = async (method: string, path: string, body?: unknown) =>
    (await my.demo(method, path, body)).text
  const network = { name: 'dü: x, y' }
  const written = '"name":"d\\u00fc: x, y"'
  expect(await text('POST', '/networks', { network })).toContain(written)
  expect(await text('POST', '/networks', { networks: [network] })).toContain(written)
  expect(await text('GET', '/networks?fields=name')).toContain(`{${written}}`)
  expect(await text('GET', '/networks')).not.toMatch(/": |", "/)
  expect(await text('GET', '/security-groups')).toContain('{"security_groups": [{"id": "')
  expect(await text('GET', '/networks/x')).toContain('{"NeutronError": {"type": "')
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
