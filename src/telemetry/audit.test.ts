import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accessToken, FEDERATION, fromDashboard } from '../../test/registry/federation.ts'
import { makeWorld } from '../../test/registry/world.ts'
import { startCloud, type Cloud, type Persona } from '../../test/support/cloud.ts'
import { Keystone } from '../../test/support/identity.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { Trusts } from '../../test/support/trusts.ts'
import { systemIds } from '../kernel/ids.ts'
import type { AnswerRecord } from '../kernel/server.ts'
import { auditTrail } from './audit.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona
const clock = new ManualClock(Date.UTC(2026, 10, 23, 7, 0, 0, 5))
const events: any[] = []
const logged: object[] = []

beforeAll(async () => {
  const log = { info: (fields: object) => void logged.push(fields) }
  const parts = { clock, ids: systemIds, log: log as never }
  const write = (line: string) => void events.push(JSON.parse(line))
  const keep = auditTrail({ ...parts, write })
  cloud = await startCloud({
    federation: FEDERATION,
    onAnswer: (record: AnswerRecord) => keep(record),
  })
  await cloud.user('somebody', 'member', 'other')
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())
beforeEach(() => {
  events.length = 0
  logged.length = 0
})

const USER = 'service/security/account/user'
const only = () => {
  expect(events).toHaveLength(1)
  return events[0]
}

describe('a sign-in', () => {
  test('that goes by way of an identity provider is under way until it is back', async () => {
    const { params, query } = await fromDashboard(await makeWorld(cloud))
    events.length = 0
    const path = `/v3/auth/OS-FEDERATION/websso/${params!['protocol_id']}${query}`
    expect((await cloud.request('identity', 'GET', path)).status).toBe(302)
    expect(only()).toMatchObject({ action: 'authenticate', outcome: 'pending' })
    const shown = await accessToken(await makeWorld(cloud))
    events.length = 0
    const { idp_id, protocol_id } = shown.params!
    const got = await cloud.request(
      'identity',
      'POST',
      `/v3/OS-FEDERATION/identity_providers/${idp_id}/protocols/${protocol_id}/auth`,
      { headers: shown.headers! },
    )
    const { user } = got.body.token
    expect(only()).toMatchObject({
      action: 'authenticate',
      outcome: 'success',
      initiator: { id: user.id, username: user.name },
    })
    expect(JSON.stringify(events)).not.toContain(shown.headers!['Authorization'])
  })

  test('is recorded with who, from where, in which scope', async () => {
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
      headers: { 'User-Agent': 'openstacksdk/4.0' },
      body: {
        auth: {
          identity: { methods: ['token'], token: { id: demo.token } },
          scope: { project: { id: demo.projectId } },
        },
      },
    })
    expect(got.status).toBe(201)
    expect(only()).toEqual({
      typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
      eventType: 'activity',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      eventTime: '2026-11-23T07:00:00.005000+0000',
      action: 'authenticate',
      outcome: 'success',
      initiator: {
        typeURI: USER,
        id: demo.userId,
        user_id: demo.userId,
        username: 'demo',
        project_id: demo.projectId,
        host: { address: '127.0.0.1', agent: 'openstacksdk/4.0' },
        request_id: got.headers.get('x-openstack-request-id'),
      },
      target: { typeURI: USER, id: demo.userId },
      observer: { typeURI: 'service/security', id: 'keystone', name: 'identity' },
      requestMethod: 'POST',
      requestPath: '/v3/auth/tokens',
    })
    expect(logged).toEqual([{ audit: true, event: events[0] }])
  })

  test('that fails is recorded with whose account it was, and why', async () => {
    await keystone.signIn(demo.userId, 'a wrong one')
    expect(only()).toMatchObject({
      action: 'authenticate',
      outcome: 'failure',
      reason: { reasonType: 'HTTP', reasonCode: '401' },
      initiator: { id: demo.userId, username: 'demo' },
      target: { id: demo.userId },
      attachments: [{ name: 'cause', content: 'the password is wrong' }],
    })
  })

  test('of nobody does not repeat the name: it may be a password', async () => {
    const identity = {
      methods: ['password'],
      password: { user: { name: 'My-Passw0rd', domain: { id: 'default' }, password: 'x' } },
    }
    await keystone.auth({ identity })
    expect(only()).toMatchObject({ outcome: 'failure', initiator: { id: 'unknown' } })
    expect(JSON.stringify([events, logged])).not.toContain('My-Passw0rd')
  })

  test('that is malformed is one all the same', async () => {
    await keystone.auth({ identity: { methods: ['magic'] } })
    await keystone.auth(null)
    expect(
      events.map(({ action, outcome, reason }) => [action, outcome, reason.reasonCode]),
    ).toEqual([
      ['authenticate', 'failure', '400'],
      ['authenticate', 'failure', '400'],
    ])
  })

  test('that asks for one more proof is neither', async () => {
    const { user, name } = await keystone.tenant()
    const options = {
      multi_factor_auth_rules: [['password', 'totp']],
      multi_factor_auth_enabled: true,
    }
    await keystone.change('user', user.id, { options })
    events.length = 0
    expect((await keystone.signIn(user.id, name)).status).toBe(401)
    expect(only()).toMatchObject({ outcome: 'pending', initiator: { id: user.id } })
  })

  test('with an application credential or for a signature names its owner', async () => {
    const { user, token, project } = await keystone.tenant()
    const made = await keystone.send('POST', `/users/${user.id}/application_credentials`, {
      token,
      body: { application_credential: { name: 'ci', secret: 'open sesame' } },
    })
    const { id } = made.body.application_credential
    const client = `grant_type=client_credentials&client_id=${id}&client_secret=wrong`
    events.length = 0
    await cloud.request('identity', 'POST', '/v3/OS-OAUTH2/token', {
      body: client,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    expect(only()).toMatchObject({ outcome: 'failure', initiator: { id: user.id } })
    const ec2 = await keystone.send('POST', `/users/${user.id}/credentials/OS-EC2`, {
      token,
      body: { tenant_id: project.id },
    })
    events.length = 0
    const { access } = ec2.body.credential
    await keystone.send('POST', '/ec2tokens', { body: { credentials: { access, signature: 'x' } } })
    expect(only()).toMatchObject({
      action: 'authenticate',
      outcome: 'failure',
      initiator: { id: user.id, service_user_id: keystone.admin.userId },
    })
  })
})

describe('a change', () => {
  test('is recorded with what was made, changed or deleted', async () => {
    const user = await keystone.make('user', { name: 'audited', password: 'hush-hush' })
    await keystone.change('user', user.id, { password: 'hush-again' })
    await keystone.remove('user', user.id)
    expect(events.map(({ action, target, outcome }) => [action, target, outcome])).toEqual(
      ['create', 'update', 'delete'].map((action) => [
        action,
        {
          ...(action !== 'create' && { user_id: user.id }),
          typeURI: 'data/security/account/user',
          id: user.id,
        },
        'success',
      ]),
    )
    const { initiator } = events[0]
    expect(initiator).toMatchObject({ id: keystone.admin.userId, username: 'admin' })
    expect(JSON.stringify([events, logged])).not.toMatch(/hush/)
  })

  test('of any service is', async () => {
    const { token, projectId } = demo
    const made = await cloud.request('block-storage', 'POST', `/v3/${projectId}/volumes`, {
      token,
      body: { volume: { size: 1 } },
    })
    const { id } = made.body.volume
    const path = `/v3/${projectId}/volumes/${id}/action`
    await cloud.request('block-storage', 'POST', path, {
      token,
      body: { 'os-extend': { new_size: 2 } },
    })
    await cloud.request('compute', 'POST', '/v2.1/os-aggregates', {
      token: keystone.admin.token,
      body: { aggregate: { name: 'audited' } },
    })
    expect(events.map(({ action, target, observer }) => [action, target, observer.id])).toEqual([
      ['create', { project_id: projectId, typeURI: 'service/storage/block/volumes', id }, 'cinder'],
      [
        expect.stringMatching(/^update\//),
        { project_id: projectId, volume_id: id, typeURI: 'service/storage/block/volumes', id },
        'cinder',
      ],
      ['create', { typeURI: 'service/compute/aggregates', id: expect.any(String) }, 'nova'],
    ])
  })

  test('under a trust names the trust', async () => {
    const trusts = new Trusts(keystone)
    const [trustor, trustee] = await trusts.pair()
    const more = { impersonation: true, roles: [{ name: 'member' }] }
    const { id } = await trusts.entrust(trustor, trustee, more)
    events.length = 0
    const token = await trusts.tokenOf(trustee, id)
    const path = `/v3/${trustor.project.id}/volumes`
    const body = { volume: { size: 1 } }
    await cloud.request('block-storage', 'POST', path, { token, body })
    expect(events.map(({ initiator }) => [initiator.user_id, initiator.trust_id])).toEqual([
      [trustee.user.id, undefined],
      [trustor.user.id, id],
    ])
  })

  test('carries the id under which the client knows the request', async () => {
    const id = 'req-01234567-89ab-cdef-0123-456789abcdef'
    for (const sent of [id, 'req-of mine']) {
      const headers = { 'X-OpenStack-Request-Id': sent }
      await keystone.send('POST', '/regions', { body: { region: {} }, headers })
    }
    expect(events.map(({ initiator }) => initiator.global_request_id)).toEqual([id, undefined])
  })
})

describe('a refusal', () => {
  test.each([
    ['POST', '/users', 403, 'create'],
    ['GET', '/users', 403, 'read/list'],
    ['DELETE', '/users/x', 403, 'delete'],
    ['PATCH', '/nowhere', 404, 'update'],
    ['PUT', '/users', 405, 'update'],
  ])('of %s %s is recorded', async (method, path, status, action) => {
    const { token } = demo
    const got = await keystone.send(method, path, { token })
    expect(got.status).toBe(status)
    expect(only()).toMatchObject({
      action,
      outcome: 'failure',
      reason: { reasonType: 'HTTP', reasonCode: String(status) },
    })
  })

  test('by policy names the rule', async () => {
    await keystone.get('/users', { token: demo.token })
    expect(only().reason).toMatchObject({ policyId: 'identity:list_users' })
  })

  test('of a stranger is one of nobody', async () => {
    await cloud.request('compute', 'DELETE', '/v2.1/os-aggregates/1')
    await cloud.request('compute', 'GET', '/v2.1/os-aggregates')
    expect(events.map(({ initiator, outcome }) => [initiator.id, outcome])).toEqual([
      ['unknown', 'failure'],
      ['unknown', 'failure'],
    ])
  })

  test('of a conflict, and of what is not valid', async () => {
    await keystone.make('region', { id: 'once' })
    events.length = 0
    await keystone.send('POST', '/regions', { body: { region: { id: 'once' } } })
    await keystone.send('POST', '/users', { body: { user: { name: 1 } } })
    expect(events.map(({ reason }) => reason.reasonCode)).toEqual(['409', '400'])
  })
})

test('what is read by those who may leaves no record', async () => {
  await keystone.get('/users')
  await keystone.send('HEAD', '/users')
  await cloud.request('identity', 'OPTIONS', '/v3/users')
  expect([events, logged]).toEqual([[], []])
})

test('whatever a client chose is cut: a record has an end', async () => {
  const long = 'x'.repeat(4_000)
  await keystone.send('DELETE', `/users/${long}?name=${long}`, { headers: { 'User-Agent': long } })
  expect(JSON.stringify(only()).length).toBeLessThan(3_000)
})

test('a token in a path does not stay in it', async () => {
  await keystone.send('DELETE', `/users/${demo.token}`)
  expect(JSON.stringify(only())).not.toContain(demo.token.slice(-40))
})
