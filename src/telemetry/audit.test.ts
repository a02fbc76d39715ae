import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accessToken, FEDERATION, fromDashboard } from '../../test/registry/federation.ts'
import { makeWorld } from '../../test/registry/world.ts'
import { startAudited, type Audited } from '../../test/support/audit.ts'
import type { Cloud, Persona } from '../../test/support/cloud.ts'
import type { Keystone } from '../../test/support/identity.ts'
import { Trusts } from '../../test/support/trusts.ts'

let audited: Audited
let cloud: Cloud
let keystone: Keystone
let demo: Persona
let events: Audited['events']
let logged: Audited['logged']

beforeAll(async () => {
  audited = await startAudited({ federation: FEDERATION })
  ;({ cloud, keystone, demo, events, logged } = audited)
  await cloud.user('somebody', 'member', 'other')
})
afterAll(() => cloud.app.stop())
beforeEach(() => audited.forget())

const USER = 'service/security/account/user'
const only = () => audited.only()

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
    expect(logged).toMatchObject([{ audit: true, event: events[0] }])
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
