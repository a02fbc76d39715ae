/** Bodies that are JSON, and made to break whoever reads them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

const DEEP = 50_000

/** Where a body is stored and shown again, one of each service. Each takes `value` somewhere. */
const STORING: Record<string, (value: string) => Promise<Got>> = {
  'a user’s own attribute': (value) =>
    send('identity', '/v3/users', `{"user": {"name": "${keystone.name('u')}", "own": ${value}}}`),
  'a credential': (value) =>
    send(
      'identity',
      '/v3/credentials',
      `{"credential": {"type": "x", "user_id": "${keystone.admin.userId}", "blob": "x", "own": ${value}}}`,
    ),
  'a sign-in': (value) => send('identity', '/v3/auth/tokens', `{"auth": ${value}}`),
  'the metadata of a volume': (value) =>
    send(
      'block-storage',
      `/v3/${keystone.admin.projectId}/volumes`,
      `{"volume": {"size": 1, "metadata": ${value}}}`,
    ),
  'an aggregate': (value) =>
    send('compute', '/v2.1/os-aggregates', `{"aggregate": {"name": ${value}}}`),
}

function send(
  service: 'identity' | 'compute' | 'block-storage',
  path: string,
  body: string,
): Promise<Got> {
  return cloud.request(service, 'POST', path, { token: keystone.admin.token, body })
}

function expectRefusedOrStored(got: Got): void {
  expect(got.status, got.text.slice(0, 300)).toBeGreaterThanOrEqual(200)
  expect(got.status, got.text.slice(0, 300)).toBeLessThan(500)
}

describe.each(Object.entries(STORING))('in %s', (_, store) => {
  test.each([
    ['lists', '['.repeat(DEEP) + ']'.repeat(DEEP)],
    ['objects', '{"a":'.repeat(DEEP / 3) + '1' + '}'.repeat(DEEP / 3)],
    ['lists that never end', '['.repeat(DEEP)],
  ])('nested %s are refused', async (_name, value) => {
    const got = await store(value)
    expect(got.status, got.text.slice(0, 300)).toBe(400)
    expect(got.text.length).toBeLessThan(2_000)
  })

  test('as deep as may be they are shown again, or refused for what they are', async () => {
    expectRefusedOrStored(await store('['.repeat(190) + ']'.repeat(190)))
    expect((await keystone.get('/users')).status).toBe(200)
  })

  test.each([
    ['beyond any', '1e400'],
    ['beyond any below', '-1e400'],
    ['next to nothing', '1e-400'],
    ['of many digits', '9'.repeat(400)],
    ['below nothing', '-0'],
    ['of many places', '0.1'.padEnd(400, '1')],
  ])('a number %s does no harm', async (_name, value) => {
    expectRefusedOrStored(await store(value))
  })

  test.each([
    ['NUL', String.raw`"a\u0000b"`],
    ['half a surrogate pair', String.raw`"\ud800"`],
    ['the other half', String.raw`"\udfff x"`],
    ['NUL in a name', String.raw`{"a\u0000": "b"}`],
    ['half a pair in a name', String.raw`{"\uDC00": "b"}`],
    ['a NUL after one that is overwritten', String.raw`{"a": "x", "a": "\u0000"}`],
  ])('text with %s is refused', async (_name, value) => {
    const got = await store(value)
    expect(got.status, got.text).toBe(400)
  })

  test.each([
    '{"__proto__": {"is_admin": true, "enabled": true, "roles": ["admin"]}}',
    '{"constructor": {"prototype": {"is_admin": true}}}',
    '{"toString": 1, "hasOwnProperty": 1, "valueOf": null}',
  ])('%s changes nothing but itself', async (value) => {
    expectRefusedOrStored(await store(value))
    const nobody = {} as Record<string, unknown>
    expect([nobody['is_admin'], nobody['enabled'], nobody['roles']]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(Object.hasOwn({}, 'x')).toBe(false)
    const { status } = await keystone.get('/users')
    expect(status).toBe(200)
  })
})

describe('a name that is given twice', () => {
  test('counts once, the last time, for who is asked and for what is done alike', async () => {
    const demo = await cloud.demo()
    const other = await keystone.make('project', { name: 'other', domain_id: 'default' })
    const body =
      `{"auth": {"identity": {"methods": ["token"], "token": {"id": "${demo.token}"}}, ` +
      `"scope": {"project": {"id": "${demo.projectId}"}}, ` +
      `"scope": {"project": {"id": "${other.id}"}}}}`
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', { body })
    expect(got.status).toBe(401)
  })

  test('makes no user under another’s policy: what is judged is what is made', async () => {
    const domain = await keystone.make('domain', { name: 'managed' })
    const name = 'manager-of-one'
    const user = await keystone.make('user', { name, password: name, domain_id: domain.id })
    await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
    const token = await keystone.issue(user.id, name, { domain })
    const twice = (first: string, last: string) =>
      cloud.request('identity', 'POST', '/v3/users', {
        token,
        body: `{"user": {"name": "twin", "domain_id": "${first}", "domain_id": "${last}"}}`,
      })
    expect((await twice(domain.id, 'default')).status).toBe(403)
    const made = await twice('default', domain.id)
    expect([made.status, made.body.user.domain_id]).toEqual([201, domain.id])
  })

  test('also where the first of two root keys is harmless', async () => {
    const { token } = await cloud.demo()
    const body = '{"user": {"name": "a"}, "user": {"name": "b", "domain_id": "default"}}'
    const got = await cloud.request('identity', 'POST', '/v3/users', { token, body })
    expect(got.status).toBe(403)
  })
})

describe('`__proto__`', () => {
  test('is kept as an attribute, and shown as one', async () => {
    const body = '{"user": {"name": "proto", "__proto__": {"enabled": false}}}'
    const got = await send('identity', '/v3/users', body)
    expect([got.status, got.body.user.enabled]).toEqual([201, true])
    const { text } = await keystone.get(`/users/${got.body.user.id}`)
    expect(JSON.parse(text).user.enabled).toBe(true)
  })

  test('as a key of metadata is a key', async () => {
    const volumes = `/v3/${keystone.admin.projectId}/volumes`
    const made = await send('block-storage', volumes, '{"volume": {"size": 1}}')
    const path = `${volumes}/${made.body.volume.id}/metadata`
    const got = await send('block-storage', path, '{"metadata": {"__proto__": "x"}}')
    expect([got.status, got.text]).toEqual([200, '{"metadata": {"__proto__": "x"}}'])
  })

  test('selects no action', async () => {
    const made = await send('compute', '/v2.1/os-aggregates', '{"aggregate": {"name": "acted"}}')
    const path = `/v2.1/os-aggregates/${made.body.aggregate.id}/action`
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const got = await send('compute', path, `{"${key}": {}}`)
      expect(got.status, key).toBeGreaterThanOrEqual(400)
      expect(got.status, key).toBeLessThan(500)
    }
  })
})

test('a body of bytes that are no UTF-8 is no JSON', async () => {
  const response = await fetch(`${cloud.app.addresses.get('identity')}/v3/users`, {
    method: 'POST',
    headers: { 'X-Auth-Token': keystone.admin.token, 'Content-Type': 'application/json' },
    body: Buffer.from('{"user": {"name": "\xc0\xaf\xff"}}', 'latin1'),
  })
  expect(response.status).toBe(400)
})

test.each(['__proto__', 'constructor', 'hasOwnProperty', '%5f%5fproto%5f%5f'])(
  'the filter %s filters nothing away that should be there',
  async (name) => {
    for (const path of ['/users', '/projects', '/roles', '/role_assignments']) {
      expect((await keystone.get(`${path}?${name}=x`)).status, path).toBe(200)
    }
  },
)
