/** `set_metadata`: the order of checks, what it does, what it answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova, occupy } from '../../../test/support/compute.ts'

let cloud: Cloud
let admin: Persona
let demo: Persona
let nova: Nova
let made = 0

beforeAll(async () => {
  cloud = await startCloud()
  admin = await cloud.admin()
  demo = await cloud.demo()
  nova = new Nova(cloud, admin)
})
afterAll(() => cloud.app.stop())

const fresh = (zone?: string): Promise<number> => nova.aggregate(`aggregate-${++made}`, zone)

describe('the order of checks', () => {
  const BAD = { set_metadata: { metadata: { k: 1 } } }
  const GOOD = { set_metadata: { metadata: { k: 'v' } } }

  test('the token comes first', async () => {
    const got = await cloud.request('compute', 'POST', '/v2.1/os-aggregates/1/action', {
      token: 'nonsense',
      body: BAD,
    })
    expect(got.status).toBe(401)
    expect(got.body.error.code).toBe(401)
  })

  test('the microversion before the body', async () => {
    expect((await nova.act('abc', '{', '2.999')).status).toBe(406)
    expect((await nova.act('abc', '{', 'abc')).status).toBe(400)
  })

  test('the project in the path before the shape of the body', async () => {
    const other = demo.projectId
    const path = `/v2.1/${other}/os-aggregates/1/action`
    const got = await cloud.request('compute', 'POST', path, { token: admin.token, body: BAD })
    expectFault(
      got,
      400,
      `Malformed request URL: URL's project_id '${other}' doesn't match Context's project_id ` +
        `'${admin.projectId}'`,
    )
  })

  test('the shape of the body before the policy', async () => {
    const got = await new Nova(cloud, demo).act(1, BAD)
    expectFault(
      got,
      400,
      "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string', 'null'",
    )
  })

  test('the policy before the form of the id', async () => {
    const rule = 'os_compute_api:os-aggregates:set_metadata'
    const got = await new Nova(cloud, demo).act('abc', GOOD)
    expectFault(got, 403, `Policy doesn't allow ${rule} to be performed.`)
  })

  test.each(['abc', '1.5', '0x1', '٣'])('the id %s is no integer', async (id) => {
    const got = await nova.act(encodeURIComponent(id), GOOD)
    expectFault(got, 400, 'Invalid input received: id must be an integer')
  })

  test.each(['0', '-1', '99999', '99999999999999999999'])('no aggregate is %s', async (id) => {
    expectFault(await nova.act(id, GOOD), 404, `Aggregate ${id} could not be found.`)
  })

  test.each(['0%s', '+%s', '%%20%s%%20'])('the id may be written as %s', async (form) => {
    const id = await fresh()
    const got = await nova.act(form.replaceAll('%%', '%').replace('%s', String(id)), GOOD)
    expect(got.body.aggregate.id).toBe(id)
  })
})

describe('what it does', () => {
  test('it merges: new keys come, known ones change in place, null removes, others stay', async () => {
    const id = await fresh('az1')
    await nova.setMetadata(id, { a: '1', b: '2', c: '3' })
    const got = await nova.setMetadata(id, { b: 'two', a: null, d: '4', missing: null })
    expect(Object.entries(got.body.aggregate.metadata)).toEqual([
      ['availability_zone', 'az1'],
      ['b', 'two'],
      ['c', '3'],
      ['d', '4'],
    ])
    const shown = await nova.get(`/os-aggregates/${id}`)
    expect(shown.body).toEqual(got.body)
  })

  test('every call that succeeds moves updated_at, and what was answered stays', async () => {
    const id = await fresh()
    const got = await nova.setMetadata(id, {})
    expect(got.body.aggregate.updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
    expect((await nova.get(`/os-aggregates/${id}`)).body).toEqual(got.body)
  })

  test('the page that says add_metadata is served too', async () => {
    const id = await fresh()
    const got = await nova.act(id, { add_metadata: { metadata: { key: 'value' } } })
    expect(got.body.aggregate.metadata).toEqual({ key: 'value' })
    const bad = await nova.act(id, { add_metadata: {} })
    expectFault(
      bad,
      400,
      "Invalid input for field/attribute set_metadata. Value: {}. 'metadata' is a required property",
    )
  })

  test('availability_zone is mirrored, and nothing forbids a colon in it', async () => {
    const got = await nova.setMetadata(await fresh('az1'), { availability_zone: 'a:b' })
    expect(got.body.aggregate).toMatchObject({
      availability_zone: 'a:b',
      metadata: { availability_zone: 'a:b' },
    })
  })

  test.each([null, ''])('the zone cannot become %j', async (zone) => {
    const name = `empty-${++made}`
    const id = await nova.aggregate(name, 'az1')
    expectFault(
      await nova.setMetadata(id, { k: 'v', availability_zone: zone }),
      400,
      `Cannot update metadata of aggregate ${id}. Reason: Aggregate ${name} does not support ` +
        'empty named availability zone.',
    )
    const { metadata } = (await nova.get(`/os-aggregates/${id}`)).body.aggregate
    expect(metadata).toEqual({ availability_zone: 'az1' })
  })

  test('a host never comes to lie in two zones, and nothing of the request is done', async () => {
    const [first, second] = [await fresh('azA'), await fresh()]
    await nova.addHost(first, 'host-1')
    await nova.addHost(second, 'host-1')
    expectFault(
      await nova.setMetadata(second, { k: 'v', availability_zone: 'azB' }),
      400,
      `Cannot update metadata of aggregate ${second}. Reason: One or more hosts already in ` +
        "availability zone(s) ['azA'].",
    )
    expect((await nova.get(`/os-aggregates/${second}`)).body.aggregate.metadata).toEqual({})
    const same = await nova.setMetadata(second, { availability_zone: 'azA' })
    expect(same.status).toBe(200)
    for (const id of [first, second]) await nova.removeHost(id, 'host-1')
  })

  test('servers on a host hold it in its zone', async () => {
    await using other = await startCloud()
    const theirs = new Nova(other, await other.admin())
    const id = await theirs.aggregate('busy', 'azD')
    await theirs.addHost(id, 'host-2')
    await occupy(other, 'host-2', ['server'])
    expectFault(
      await theirs.setMetadata(id, { availability_zone: 'azE' }),
      400,
      `Cannot update metadata of aggregate ${id}. Reason: One or more hosts contain instances ` +
        'in this zone.',
    )
    expect((await theirs.setMetadata(id, { k: 'v', availability_zone: 'azD' })).status).toBe(200)
  })
})

describe('the answer', () => {
  test('holds exactly the fields of its microversion, in the order of the real one', async () => {
    const id = await fresh('az1')
    const fields = 'name hosts metadata created_at updated_at deleted_at deleted availability_zone'
    const body = { set_metadata: { metadata: {} } }
    const old = await nova.act(id, body, '2.40')
    expect(Object.keys(old.body.aggregate).join(' ')).toBe(`id ${fields}`)
    const recent = await nova.act(id, body, '2.41')
    expect(Object.keys(recent.body.aggregate).join(' ')).toBe(`id uuid ${fields}`)
    expect(recent.body.aggregate).toMatchObject({
      id,
      hosts: [],
      deleted: false,
      deleted_at: null,
      availability_zone: 'az1',
    })
  })

  test.each([
    ['2.1', '2.1'],
    ['2.41', '2.41'],
    ['latest', '2.104'],
  ])('says which microversion answers: %s', async (asked, said) => {
    const got = await nova.act(await fresh(), { set_metadata: { metadata: {} } }, asked)
    expect(got.headers.get('openstack-api-version')).toBe(`compute ${said}`)
    expect(got.headers.get('x-openstack-nova-api-version')).toBe(said)
    expect(got.headers.get('vary')).toBe('OpenStack-API-Version, X-OpenStack-Nova-API-Version')
    expect(got.headers.get('x-openstack-request-id')).toMatch(/^req-/)
    expect(got.headers.get('x-compute-request-id')).toBe(got.headers.get('x-openstack-request-id'))
  })

  test('is the same with and without the project in the path, and in older headers', async () => {
    const id = await fresh()
    const body = { set_metadata: { metadata: { k: 'v' } } }
    for (const path of [
      `/v2.1/os-aggregates/${id}`,
      `/v2.1/${admin.projectId}/os-aggregates/${id}`,
    ]) {
      const got = await cloud.request('compute', 'POST', `${path}/action?foo=bar`, {
        token: admin.token,
        body,
        headers: { 'X-OpenStack-Nova-API-Version': '2.41' },
      })
      expect(got.status).toBe(200)
      expect(got.body.aggregate.uuid).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})

describe('under /v2', () => {
  const act = (id: number, body: unknown) =>
    cloud.request('compute', 'POST', `/v2/os-aggregates/${id}/action`, {
      token: admin.token,
      body,
      version: '2.41',
    })

  test('there are no microversions', async () => {
    const got = await act(await fresh(), { set_metadata: { metadata: { k: 'v' } } })
    expect(got.body.aggregate.uuid).toBeUndefined()
    expect(got.headers.get('openstack-api-version')).toBeNull()
    expect(got.headers.get('x-openstack-nova-api-version')).toBeNull()
  })

  test('what is not known is dropped, but keys of metadata are held to their form', async () => {
    const id = await fresh()
    const got = await act(id, { set_metadata: { metadata: { k: 'v' }, extra: 1 } })
    expect(got.body.aggregate.metadata).toEqual({ k: 'v' })
    expectFault(
      await act(id, { set_metadata: { metadata: { 'k@': 'v' } } }),
      400,
      "Invalid input for field/attribute metadata. Value: {'k@': 'v'}. Additional properties are " +
        "not allowed ('k@' was unexpected)",
    )
  })
})
