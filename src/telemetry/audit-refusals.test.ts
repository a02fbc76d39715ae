/** Refusals are recorded, reads are not, and no record grows without end. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startAudited, type Audited } from '../../test/support/audit.ts'
import type { Cloud, Persona } from '../../test/support/cloud.ts'
import type { Keystone } from '../../test/support/identity.ts'

let audited: Audited
let cloud: Cloud
let keystone: Keystone
let demo: Persona
let events: Audited['events']
let logged: Audited['logged']

beforeAll(async () => {
  audited = await startAudited()
  ;({ cloud, keystone, demo, events, logged } = audited)
})
afterAll(() => cloud.app.stop())
beforeEach(() => audited.forget())

const only = () => audited.only()

describe('a refusal', () => {
  test.each([
    ['POST', '/users', 403, 'create'],
    ['GET', '/users', 403, 'read/list'],
    ['DELETE', '/users/x', 403, 'delete'],
    ['PATCH', '/nowhere', 404, 'update'],
    ['PUT', '/users', 405, 'update'],
  ])('of %s %s is recorded', async (method, path, status, action) => {
    const { token } = demo
    const body = method === 'POST' ? { user: { name: 'x' } } : undefined
    const got = await keystone.send(method, path, { token, ...(body && { body }) })
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
  expect([events, logged.filter((line) => 'audit' in line)]).toEqual([[], []])
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
