/** Security groups by way of Compute, which asks Network for them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useNetworkCloud } from '../../../test/support/network-cloud.ts'
import type { Got } from '../../../test/support/cloud.ts'

const my = useNetworkCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const ROOT = '/os-security-groups'

let demo: Nova
let admin: Nova
let stranger: Nova
let reader: Nova

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  admin = new Nova(my.cloud, my.adminPersona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  reader = new Nova(my.cloud, await my.cloud.persona('reader', 'readerpass', 'demo'))
})

const create = (name: string, nova = demo, description = 'd') =>
  nova.send('POST', ROOT, { security_group: { name, description } })

/** Neutron's own words come with the id of the request. */
function expectSaid(got: Got, status: number, words: string): void {
  const [root] = Object.keys(got.body)
  const id = got.headers.get('x-openstack-request-id')
  const message = `${words}\nNeutron server returns request_ids: ['${id}']`
  expect([got.status, got.body[root!]]).toEqual([status, { code: status, message }])
}

const missing = (id: string) => `Security group ${id} does not exist`

describe('a security group', () => {
  test('is created, shown, changed and deleted', async () => {
    const made = await create('web')
    expect(made.status, made.text).toBe(200)
    const { id } = made.body.security_group
    const group = { id, description: 'd', name: 'web', tenant_id: my.persona.projectId, rules: [] }
    expect(Object.entries(made.body.security_group)).toEqual(Object.entries(group))
    for (const nova of [reader, admin]) {
      expect((await nova.get(`${ROOT}/${id}`)).body).toEqual({ security_group: group })
    }
    const body = { security_group: { name: 'web2', description: 'e', other: 1 }, more: 2 }
    const changed = await demo.send('PUT', `${ROOT}/${id}`, body)
    expect(changed.body.security_group).toEqual({ ...group, name: 'web2', description: 'e' })
    const shown = (await my.demo('GET', `/security-groups/${id}`)).body.security_group
    expect(shown).toMatchObject({ name: 'web2', description: 'e' })
    expectSaid(await stranger.get(`${ROOT}/${id}`), 404, missing(id))
    expectSaid(await stranger.send('PUT', `${ROOT}/${id}`, body), 404, missing(id))
    expectSaid(await stranger.send('DELETE', `${ROOT}/${id}`), 404, missing(id))
    const gone = await demo.send('DELETE', `${ROOT}/${id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    expectSaid(await demo.send('DELETE', `${ROOT}/${id}`), 404, missing(id))
  })

  test('is named by a uuid', async () => {
    const words = 'Security group id should be uuid'
    const body = { security_group: { name: 'x', description: '' } }
    expectFault(await demo.get(`${ROOT}/x`), 400, words)
    expectFault(await demo.send('PUT', `${ROOT}/x`, body), 400, words)
    expectFault(await demo.send('DELETE', `${ROOT}/x`), 400, words)
    expectFault(await demo.send('DELETE', '/os-security-group-rules/x'), 400, words)
  })

  test('that is the default one stays, and none is called so', async () => {
    const { security_groups: groups } = (await demo.get(ROOT)).body
    const { id } = groups.find(({ name }: { name: string }) => name === 'default')
    expectSaid(await create('default'), 403, 'Default security group already exists.')
    const body = { security_group: { name: 'other', description: '' } }
    const kept = await demo.send('PUT', `${ROOT}/${id}`, body)
    expectSaid(kept, 409, 'Updating default security group not allowed.')
    const stays = await demo.send('DELETE', `${ROOT}/${id}`)
    expectSaid(stays, 400, 'Insufficient rights for removing default security group.')
  })

  test('in use stays', async () => {
    const { id } = (await create('used')).body.security_group
    const network = await my.make('network')
    await my.make('port', { network_id: network.id, security_groups: [id] })
    const refused = await demo.send('DELETE', `${ROOT}/${id}`)
    expectSaid(refused, 400, `Security Group ${id} in use.`)
  })

  test('counts against the quota of Network', async () => {
    const { security_groups: all } = (await my.demo('GET', '/security-groups')).body
    const path = `/quotas/${my.persona.projectId}`
    await my.admin('PUT', path, { quota: { security_group: all.length } })
    expectSaid(await create('more'), 403, "Quota exceeded for resources: ['security_group'].")
    await my.admin('DELETE', path)
  })

  test('is nothing that readers change', async () => {
    const words = (verb: string) =>
      `Policy doesn't allow os_compute_api:os-security-groups:${verb} to be performed.`
    const body = { security_group: { name: 'x', description: '' } }
    expectFault(await create('x', reader), 403, words('create'))
    expectFault(await reader.send('PUT', `${ROOT}/${NONE}`, body), 403, words('update'))
    expectFault(await reader.send('DELETE', `${ROOT}/${NONE}`), 403, words('delete'))
    const rule = { security_group_rule: { parent_group_id: NONE } }
    const path = '/os-security-group-rules'
    expectFault(await reader.send('POST', path, rule), 403, words('rule:create'))
    expectFault(await reader.send('DELETE', `${path}/${NONE}`), 403, words('rule:delete'))
  })

  test.each([
    [{}, "'security_group' is a required property"],
    [
      { security_group: { name: 'x' } },
      "Invalid input for field/attribute security_group. Value: {'name': 'x'}. " +
        "'description' is a required property",
    ],
    [
      { security_group: { name: 'x', description: null } },
      'Invalid input for field/attribute description. Value: None. ' +
        "None is not of type 'string'",
    ],
  ])('cannot be made of %j', async (body, reason) => {
    expectFault(await demo.send('POST', ROOT, body), 400, reason)
    expectFault(await demo.send('PUT', `${ROOT}/${NONE}`, body), 400, reason)
  })
})

describe('the list', () => {
  const names = (got: Got) => got.body.security_groups.map(({ name }: { name: string }) => name)

  test('has those of the project by name, the default one among them', async () => {
    const persona = await my.cloud.user('lister', 'member', 'lists')
    const lister = new Nova(my.cloud, persona)
    await create('zz', lister)
    await create('aa', lister)
    const all = await lister.get(ROOT)
    expect(names(all)).toEqual(['aa', 'default', 'zz'])
    expect(names(await lister.get(`${ROOT}?all_tenants=1`))).toHaveLength(3)
    const others = await admin.get(`${ROOT}?all_tenants=`)
    expect(names(others)).toEqual(expect.arrayContaining(['aa', 'default', 'zz']))
    expect(names(await admin.get(ROOT))).toEqual(['default'])
    const [rule] = all.body.security_groups[1].rules
    const { id } = all.body.security_groups[1]
    expect(Object.entries(rule)).toEqual(
      Object.entries({
        id: rule.id,
        parent_group_id: id,
        ip_protocol: null,
        from_port: null,
        to_port: null,
        group: { name: 'default', tenant_id: persona.projectId },
        ip_range: {},
      }),
    )
  })

  test('is cut as it comes, and then put in order', async () => {
    const all = names(await demo.get(ROOT))
    expect(names(await demo.get(`${ROOT}?offset=1`))).toHaveLength(all.length - 1)
    expect(names(await demo.get(`${ROOT}?limit=1`))).toHaveLength(1)
    expect(names(await demo.get(`${ROOT}?limit=0`))).toEqual(all)
  })

  test.each(['limit', 'offset'])('refuses a %s that is no number', async (name) => {
    const words = `Invalid input for query parameters ${name}. Value: -1. '-1' does not match '^[0-9]*$'`
    expectFault(await demo.get(`${ROOT}?${name}=-1`), 400, words)
  })
})

test.each([
  ['GET', ROOT],
  ['POST', ROOT],
  ['GET', `${ROOT}/${NONE}`],
  ['PUT', `${ROOT}/${NONE}`],
  ['DELETE', `${ROOT}/${NONE}`],
  ['POST', '/os-security-group-rules'],
  ['DELETE', `/os-security-group-rules/${NONE}`],
])('%s %s is gone from 2.36 on', async (method, path) => {
  const body = method === 'POST' || method === 'PUT' ? {} : undefined
  const got = await demo.send(method, path, body, '2.36')
  expectFault(got, 404, 'The resource could not be found.')
})
