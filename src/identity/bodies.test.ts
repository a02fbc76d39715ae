/** How Keystone 2026.2 refuses bodies: in which order, and in which words. */
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../test/support/cloud.ts'
import { expectError, Keystone } from '../../test/support/identity.ts'
import { SERVICES } from '../services.ts'
import { BODY_FIRST } from './operation.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

const NO_OBJECT = /^Expecting to find valid JSON in request body\. The server could not comply with/
const IDP = '/OS-FEDERATION/identity_providers/x'

/** Those whose handlers carry `validation.request_body_schema` there, with what it says. */
const REFUSED: readonly (readonly [method: string, path: string, body: object, message: string])[] =
  [
    ['POST', '/roles', {}, "'role' is a required property"],
    ['POST', '/roles', { role: {} }, field('role', '{}', "'name' is a required property")],
    ['POST', '/roles', { role: { name: 1 } }, field('name', '1', "1 is not of type 'string'")],
    ['POST', '/roles', { role: { name: 'n' }, x: 1 }, unexpected('x')],
    ['PATCH', '/roles/x', { role: {} }, field('role', '{}', '{} should be non-empty')],
    ['POST', '/services', { service: [] }, field('service', '[]', "[] is not of type 'object'")],
    ['POST', '/services', { service: {} }, field('service', '{}', "'type' is a required property")],
    ['PATCH', '/services/x', { service: {} }, field('service', '{}', '{} should be non-empty')],
    ['POST', '/domains', { wrong: {} }, "'domain' is a required property"],
    ['PATCH', '/domains/x', { domain: {} }, field('domain', '{}', '{} should be non-empty')],
    ['POST', '/projects', { wrong: {} }, unexpected('wrong')],
    ['POST', '/projects', { project: {} }, field('project', '{}', "'name' is a required property")],
    ['PATCH', '/projects/x', { project: 1 }, field('project', '1', "1 is not of type 'object'")],
    ['PATCH', '/projects/x', { wrong: 1 }, unexpected('wrong')],
    [
      'PUT',
      '/projects/x/tags',
      { tags: ['a/b'] },
      field('0', 'a/b', "'a/b' does not match '^[^,/]*$'"),
    ],
    ['POST', '/users', { user: {} }, field('user', '{}', "'name' is a required property")],
    ['PATCH', '/users/x', { user: {} }, field('user', '{}', '{} should be non-empty')],
    ['POST', '/groups', { group: {} }, field('group', '{}', "'name' is a required property")],
    ['PATCH', '/groups/x', { group: {} }, field('group', '{}', '{} should be non-empty')],
    [
      'POST',
      '/regions',
      { region: { id: 1 } },
      field('id', '1', "1 is not of type 'string', 'null'"),
    ],
    ['PUT', '/regions/x', { region: [] }, field('region', '[]', "[] is not of type 'object'")],
    ['PATCH', '/regions/x', { region: {} }, field('region', '{}', '{} should be non-empty')],
    ['POST', '/endpoints', { wrong: {} }, unexpected('wrong')],
    [
      'POST',
      '/endpoints',
      { endpoint: { url: 1 } },
      field('url', '1', "1 is not of type 'string'"),
    ],
    ['PATCH', '/endpoints/x', { endpoint: {} }, field('endpoint', '{}', '{} should be non-empty')],
    ['POST', '/OS-EP-FILTER/endpoint_groups', { wrong: {} }, unexpected('wrong')],
    [
      'PATCH',
      '/OS-EP-FILTER/endpoint_groups/x',
      { endpoint_group: { x: 1 } },
      field('endpoint_group', "{'x': 1}", unexpected('x')),
    ],
    [
      'POST',
      '/credentials',
      { credential: { type: 'ec2', blob: 'b', user_id: 'u' } },
      field(
        'credential',
        "{'type': 'ec2', 'blob': 'b', 'user_id': 'u'}",
        "'project_id' is a required property",
      ),
    ],
    [
      'PATCH',
      '/credentials/x',
      { credential: { blob: 1 } },
      field('blob', '1', "1 is not of type 'string'"),
    ],
    [
      'POST',
      '/registered_limits',
      { registered_limits: [] },
      field('registered_limits', '[]', '[] should be non-empty'),
    ],
    ['PATCH', '/registered_limits/x', { wrong: 1 }, unexpected('wrong')],
    ['POST', '/limits', { limits: [1] }, field('0', '1', "1 is not of type 'object'")],
    [
      'PATCH',
      '/limits/x',
      { limit: { resource_limit: -2 } },
      field('resource_limit', '-2', '-2 is less than the minimum of -1'),
    ],
    ['PUT', IDP, { wrong: {} }, unexpected('wrong')],
    [
      'PATCH',
      IDP,
      { identity_provider: {} },
      field('identity_provider', '{}', '{} should be non-empty'),
    ],
    [
      'PUT',
      `${IDP}/protocols/x`,
      { protocol: { x: 1 } },
      field('protocol', "{'x': 1}", unexpected('x')),
    ],
    [
      'PATCH',
      `${IDP}/protocols/x`,
      { protocol: {} },
      field('protocol', '{}', '{} should be non-empty'),
    ],
    ['PUT', '/OS-FEDERATION/service_providers/x', {}, "'service_provider' is a required property"],
    [
      'PATCH',
      '/OS-FEDERATION/service_providers/x',
      { service_provider: {} },
      field('service_provider', '{}', '{} should be non-empty'),
    ],
    ['POST', '/OS-TRUST/trusts', { wrong: {} }, unexpected('wrong')],
    [
      'POST',
      '/users/x/application_credentials',
      { application_credential: { x: 1 } },
      field('application_credential', "{'x': 1}", unexpected('x')),
    ],
  ]

function field(name: string, value: string, message: string): string {
  return `Invalid input for field/attribute ${name}. Value: ${value}. ${message}`
}

function unexpected(name: string): string {
  return `Additional properties are not allowed ('${name}' was unexpected)`
}

describe('a body is checked before the policy is asked and the target is looked for', () => {
  test.each(REFUSED)('%s %s %j', async (method, path, body, message) => {
    for (const { token } of [keystone.admin, demo]) {
      expectError(await keystone.send(method, path, { token, body }), 400, message)
    }
  })

  test('by each operation that is declared so', () => {
    const { operations } = SERVICES.find(({ type }) => type === 'identity')!
    const declared = operations.filter(
      ({ checks, body }) => checks === BODY_FIRST && body !== undefined,
    )
    const tried = new Set(
      REFUSED.map(([method, path]) => `${method} ${path.replaceAll(/\/x(?=\/|$)/g, '/{}')}`),
    )
    const places = declared.map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`,
    )
    expect(places.filter((place) => !tried.has(place))).toEqual([])
    expect(places).toHaveLength(tried.size)
  })
})

describe('JSON that is no object is refused before all else', () => {
  test.each(['[]', '"x"', '1', 'null', 'false', '{'])('%s', async (body) => {
    for (const [method, path] of [
      ['POST', '/roles'],
      ['POST', '/policies'],
      ['PATCH', '/OS-OAUTH1/consumers/x'],
      ['POST', '/auth/tokens'],
      ['PUT', '/projects/x/users/y/roles/z'],
      ['DELETE', '/roles/x'],
    ] as const) {
      const { token } = demo
      expectError(await keystone.send(method, path, { token, body }), 400, NO_OBJECT)
    }
  })

  test.each([
    ['[]', 'application/json', 'valid JSON in request body'],
    ['nope', 'application/json', 'valid JSON in request body'],
    ['[]', 'application/json; charset=utf-8', 'valid JSON in request body'],
    ['{}', 'text/plain', 'application/json in Content-Type header'],
  ])('%s as %s in a GET', async (body, mediaType, expected) => {
    for (const path of ['/users', '/auth/catalog']) {
      const got = await sendGet(path, body, mediaType)
      expect(got.status).toBe(400)
      expect(JSON.parse(got.text).error.message).toContain(`Expecting to find ${expected}. `)
    }
    expect((await sendGet('/users', '{"x": 1}', 'application/json')).status).toBe(200)
  })

  /** A GET with a body, which fetch does not send. */
  function sendGet(path: string, body: string, mediaType: string) {
    const headers = {
      'X-Auth-Token': keystone.admin.token,
      'Content-Type': mediaType,
      'Content-Length': body.length,
    }
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
    const url = `${cloud.app.addresses.get('identity')!}/v3${path}`
    request(url, { method: 'GET', headers }, (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode!, text: said }), reject)
    })
      .on('error', reject)
      .end(body)
    return promise
  }

  test('where no body is read, an object does no harm', async () => {
    const { id } = await keystone.make('role', { name: 'harmless' })
    const got = await keystone.send('DELETE', `/roles/${id}`, { body: { x: 1 } })
    expect(got.status).toBe(204)
  })
})

test.each(['service', 'endpoint', 'project'])(
  'whether a new %s is there at all is asked after the policy',
  async (kind) => {
    for (const body of [{}, undefined]) {
      const asking = body === undefined ? {} : { body }
      const refused = await keystone.send('POST', `/${kind}s`, { ...asking, token: demo.token })
      expectError(refused, 403, /not authorized/)
      const got = await keystone.send('POST', `/${kind}s`, asking)
      expectError(got, 400, `'${kind}' is a required property`)
    }
  },
)

test('what no update changes leaves a project as it is', async () => {
  const made = await keystone.make('project', { name: 'same' })
  for (const body of [{}, { project: {} }]) {
    const got = await keystone.send('PATCH', `/projects/${made.id}`, { body })
    expect(got.status, got.text).toBe(200)
    expect(got.body.project).toEqual(made)
  }
})
