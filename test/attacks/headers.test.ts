/** Headers that claim what only a token can say, and paths that mean two things. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceType } from '../../src/services.ts'
import { startCloud, type Cloud, type Persona } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'
import { Peer, readAnswer } from '../support/peer.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

/** What keystonemiddleware would hand to a service behind it, and nobody may send. */
const FORGED = () => ({
  'X-Identity-Status': 'Confirmed',
  'X-Service-Identity-Status': 'Confirmed',
  'X-User-Id': keystone.admin.userId,
  'X-User-Name': 'admin',
  'X-User': 'admin',
  'X-Roles': 'admin,service',
  'X-Role': 'admin',
  'X-Project-Id': keystone.admin.projectId,
  'X-Project-Name': 'admin',
  'X-Tenant-Id': keystone.admin.projectId,
  'X-Tenant': 'admin',
  'X-Domain-Id': 'default',
  'X-Is-Admin-Project': 'True',
  'X-Token-Info': '{"token": {"roles": [{"name": "admin"}]}}',
  'X-Service-Token': keystone.admin.token,
  'X-Service-Roles': 'service',
  'OpenStack-System-Scope': 'all',
  'X-Remote-User': 'admin',
  Remote_User: 'admin',
  'X-Original-Url': '/v3/users',
  'X-Http-Method-Override': 'DELETE',
})

/** Sends exactly these bytes of a head, and reads the first answer. */
async function raw(service: ServiceType, lines: readonly string[], body = '') {
  const url = cloud.app.addresses.get(service)!
  const peer = await Peer.to(url)
  peer.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`)
  return readAnswer(await peer.closed())
}

describe('headers of a middleware that is not there', () => {
  test('let nobody in', async () => {
    for (const [service, path] of [
      ['identity', '/v3/users'],
      ['compute', '/v2.1/os-aggregates'],
      ['block-storage', `/v3/${keystone.admin.projectId}/volumes`],
    ] as const) {
      const got = await cloud.request(service, 'GET', path, { headers: FORGED() })
      expect([service, got.status]).toEqual([service, 401])
    }
  })

  test('raise nobody', async () => {
    const send = { token: demo.token, headers: FORGED() }
    expect((await cloud.request('identity', 'GET', '/v3/users', send)).status).toBe(403)
    expect((await cloud.request('compute', 'GET', '/v2.1/os-aggregates', send)).status).toBe(403)
    const shown = await cloud.request('identity', 'GET', '/v3/auth/tokens', {
      token: demo.token,
      headers: { ...FORGED(), 'X-Subject-Token': demo.token },
    })
    expect(shown.body.token).toMatchObject({
      user: { id: demo.userId },
      project: { id: demo.projectId },
    })
  })

  test('lead nobody into another project', async () => {
    const send = { token: demo.token, headers: FORGED() }
    const own = `/v3/${demo.projectId}/volumes`
    const body = { volume: { size: 1, name: 'mine' } }
    const made = await cloud.request('block-storage', 'POST', own, { ...send, body })
    expect(made.status).toBe(202)
    const shown = await cloud.request('block-storage', 'GET', `${own}/${made.body.volume.id}`, send)
    expect(shown.body.volume['os-vol-tenant-attr:tenant_id']).toBe(demo.projectId)
    const theirs = `/v3/${keystone.admin.projectId}/volumes`
    expect((await cloud.request('block-storage', 'GET', theirs, send)).status).toBe(400)
  })

  test('turn no method into another', async () => {
    const { id } = await keystone.make('user', { name: keystone.name('kept') })
    await keystone.get(`/users/${id}`, { headers: FORGED() })
    expect((await keystone.get(`/users/${id}`)).status).toBe(200)
  })
})

describe('more than one token', () => {
  const head = (...tokens: string[]) => [
    'GET /v3/users HTTP/1.1',
    'Host: x',
    ...tokens.map((token) => `X-Auth-Token: ${token}`),
  ]

  test('is none, in whatever order', async () => {
    const { admin } = keystone
    for (const tokens of [
      [demo.token, admin.token],
      [admin.token, demo.token],
      [admin.token, admin.token],
      [admin.token, ''],
      ['', admin.token],
    ]) {
      expect((await raw('identity', head(...tokens))).status).toBe(401)
    }
    expect((await raw('identity', head(admin.token))).status).toBe(200)
  })

  test('is none within one header', async () => {
    const { token } = keystone.admin
    for (const value of [
      `${demo.token},${token}`,
      `${token}, ${demo.token}`,
      `${token};x`,
      `"${token}"`,
      `Bearer ${token}`,
      `${token}=`,
      `${token}.`,
    ]) {
      expect((await raw('identity', head(value))).status, value).toBe(401)
    }
  })

  test('a subject named twice is nobody’s token', async () => {
    const { token } = keystone.admin
    const lines = ['GET /v3/auth/tokens HTTP/1.1', 'Host: x', `X-Auth-Token: ${token}`]
    const twice = [...lines, `X-Subject-Token: ${token}`, `X-Subject-Token: ${demo.token}`]
    expect((await raw('identity', twice)).status).toBe(404)
  })

  test('no other header, cookie or parameter carries one', async () => {
    const { token } = keystone.admin
    for (const headers of [
      { Authorization: `Bearer ${token}` },
      { Cookie: `X-Auth-Token=${token}` },
      { 'X-Storage-Token': token },
      { X_Auth_Token: token },
    ] as Record<string, string>[]) {
      const got = await cloud.request('identity', 'GET', `/v3/users?token=${token}`, { headers })
      expect(got.status).toBe(401)
    }
  })
})

describe('the project in a path', () => {
  const volumes = async (path: string, token = demo.token) =>
    cloud.request('block-storage', 'GET', path, { token })

  test('is the token’s, or nothing is shown', async () => {
    const foreign = keystone.admin.projectId
    const own = demo.projectId
    for (const path of [
      `/v3/${foreign}/volumes`,
      `/v3/${foreign.toUpperCase()}/volumes`,
      `/v3/%${own.charCodeAt(0).toString(16)}${own.slice(1)}x/volumes`,
      `/v3/${own}%2F..%2F${foreign}/volumes`,
      `/v3/${own}%2f${foreign}/volumes`,
      `/v3/${own}%252f${foreign}/volumes`,
      `/v3/${own};${foreign}/volumes`,
      `/v3/${own},${foreign}/volumes`,
      `/v3/${own}%00/volumes`,
      `/v3/${own}%0d%0aX-Project-Id:${foreign}/volumes`,
      `/v3/ ${own}/volumes`,
      `/v3/%20${own}/volumes`,
      `/v3/__proto__/volumes`,
      `/v3/None/volumes`,
    ]) {
      const got = await volumes(path)
      expect([path, [400, 404].includes(got.status)]).toEqual([path, true])
    }
    expect((await volumes(`/v3/${own}/volumes`)).status).toBe(200)
  })

  test('is not the one that a raw path climbs to', async () => {
    const lines = (path: string) => [
      `GET ${path} HTTP/1.1`,
      'Host: x',
      `X-Auth-Token: ${demo.token}`,
    ]
    const [own, foreign] = [demo.projectId, keystone.admin.projectId]
    for (const path of [
      `/v3/${own}/../${foreign}/volumes`,
      `/v3/${own}/%2e%2e/${foreign}/volumes`,
      `/v3/./${foreign}/volumes`,
      `/v3/${foreign}/volumes/../../${own}/volumes`,
      `/v3//${foreign}/volumes`,
      `http://x/v3/${foreign}/volumes`,
      `/v3/${foreign}/volumes?project_id=${own}`,
      `/v3/${foreign}/volumes#/v3/${own}/volumes`,
      `\\v3\\${foreign}\\volumes`,
    ]) {
      const { status } = await raw('block-storage', lines(path))
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
    }
  })

  test('chosen by a filter shows what the token may see', async () => {
    const theirs = { volume: { size: 1, name: 'secret-plan' } }
    const path = `/v3/${keystone.admin.projectId}/volumes`
    const { token } = keystone.admin
    await cloud.request('block-storage', 'POST', path, { token, body: theirs })
    for (const query of [
      `all_tenants=1`,
      `all_tenants=true&project_id=${keystone.admin.projectId}`,
      `project_id=${keystone.admin.projectId}`,
      `tenant_id=${keystone.admin.projectId}`,
      `project_id=${demo.projectId}&project_id=${keystone.admin.projectId}`,
    ]) {
      const got = await volumes(`/v3/${demo.projectId}/volumes/detail?${query}`)
      expect([query, got.text.includes('secret-plan')]).toEqual([query, false])
    }
  })
})

describe('links', () => {
  const EVIL = 'evil.example'
  const forwarded = {
    'X-Forwarded-Host': EVIL,
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Prefix': '/evil',
    'X-Forwarded-Port': '1',
    Forwarded: `for=203.0.113.9;host=${EVIL};proto=https`,
    'X-Host': EVIL,
    'X-Original-Host': EVIL,
  }

  test('do not follow a stranger who says that he is a proxy', async () => {
    for (const [service, path] of [
      ['identity', '/v3/users'],
      ['identity', '/v3/auth/catalog'],
      ['identity', '/'],
      ['compute', '/'],
      ['block-storage', `/v3/${keystone.admin.projectId}/volumes/detail`],
    ] as const) {
      const { token } = keystone.admin
      const got = await cloud.request(service, 'GET', path, { token, headers: forwarded })
      expect([path, got.text.includes('evil')]).toEqual([path, false])
      expect(JSON.stringify([...got.headers])).not.toContain('evil')
    }
    const refused = await cloud.request('identity', 'GET', '/v3/users', { headers: forwarded })
    expect(refused.headers.get('www-authenticate')).not.toContain('evil')
  })

  test('never repeat a host that is none', async () => {
    for (const host of [
      'evil.example/path',
      'evil.example"onclick="',
      '<script>',
      'a b',
      'user@evil.example',
      'evil.example:80:80',
      'evil.example#',
      '%0d%0aSet-Cookie:x=1',
      '',
    ]) {
      const got = await raw('identity', [
        'GET /v3/users HTTP/1.1',
        `Host: ${host}`,
        `X-Auth-Token: ${keystone.admin.token}`,
      ])
      const text = JSON.stringify(got.body)
      expect([host, /evil|script|onclick|Set-Cookie|a b/.test(text)]).toEqual([host, false])
    }
  })

  test('do not follow the host where the operator has said which it is', async () => {
    await using fixed = await startCloud({ publicUrl: 'https://cloud.example.org' })
    const { token } = await fixed.admin()
    const headers = { ...forwarded, Host: EVIL }
    for (const path of ['/v3/users', '/v3/auth/catalog']) {
      const got = await fixed.request('identity', 'GET', path, { token, headers })
      expect(got.text).toContain('https://cloud.example.org')
      expect(got.text).not.toContain('evil')
    }
  })

  test('end no header early', async () => {
    const next = encodeURIComponent('\r\nSet-Cookie: a=b')
    const got = await keystone.get(`/users?marker=${next}&limit=1&name=${next}`)
    expect(got.headers.get('set-cookie')).toBeNull()
  })
})
