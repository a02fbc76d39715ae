/** PUT /servers/{id}: what it changes, what it answers from version to version, and to whom. */
import { describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { NEWEST, useServerCloud } from '../../../test/support/server-cloud.ts'
import { serverRow, storedServer } from '../../../test/support/server-rows.ts'

const my = useServerCloud()

const put = (id: string, server: object, version = NEWEST, as = my.demo) =>
  as.send('PUT', `/servers/${id}`, { server }, version)

describe('a changed server', () => {
  test('is called, reached and described as it was told', async () => {
    const id = await my.server()
    const got = await put(id, {
      ...{ name: 'new', description: 'dé', hostname: 'a.b_c', 'OS-DCF:diskConfig': 'AUTO' },
      ...{ accessIPv4: '10.0.0.1', accessIPv6: 'FE80::0:1' },
    })
    expect(got.status, got.text).toBe(200)
    const expected = {
      ...{ name: 'new', description: 'dé', 'OS-EXT-SRV-ATTR:hostname': 'a.b_c' },
      ...{ 'OS-DCF:diskConfig': 'AUTO', accessIPv4: '10.0.0.1', accessIPv6: 'fe80::1' },
    }
    expect(got.body.server).toMatchObject(expected)
    const { server } = (await my.demo.get(`/servers/${id}`, NEWEST)).body
    expect(server).toMatchObject(expected)
    // The answer tells when it was changed before.
    expect({ ...got.body.server, updated: server.updated }).toEqual(server)
    const none = await put(id, { description: null })
    expect(none.body.server).toMatchObject({ name: 'new', description: null })
  })

  test('was changed now, unless nothing was sent', async () => {
    const id = await my.server()
    const at = async () => (await storedServer(my.cloud, id)).updated_at
    const before = await at()
    await put(id, {})
    expect(await at()).toBe(before)
    await put(id, { name: 'vm' })
    expect((await at()) > before).toBe(true)
  })

  test('is shown in brief until 2.74, and as any other since', async () => {
    const id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
    const keys = async (version: string, as = my.demo) =>
      Object.keys((await put(id, {}, version, as)).body.server)
    const brief = [
      ...['accessIPv4', 'accessIPv6', 'addresses', 'created', 'flavor', 'hostId', 'id', 'image'],
      ...['links', 'metadata', 'name', 'status', 'tenant_id', 'user_id', 'updated'],
      ...['OS-DCF:diskConfig', 'progress'],
    ]
    expect(await keys('2.1', my.admin)).toEqual(brief)
    expect(await keys('2.74', my.admin)).toEqual([
      ...[...brief, 'locked', 'description', 'tags', 'trusted_image_certificates'],
      ...['server_groups', 'locked_reason'],
    ])
    const { addresses } = (await put(id, {}, '2.74')).body.server
    expect(addresses.private.map(Object.keys)).toEqual([
      ['version', 'addr'],
      ['version', 'addr'],
    ])
    for (const version of ['2.75', '2.90', '2.96', NEWEST]) {
      for (const who of [my.demo, my.admin]) {
        const shown = (await who.get(`/servers/${id}`, version)).body.server
        expect(await keys(version, who)).toEqual(Object.keys(shown))
      }
    }
  })
})

describe('a zone', () => {
  test('is kept, given up, and never changed for another', async () => {
    const id = await my.server()
    const pin = async (zone: string | null) => {
      const got = await put(id, { pinned_availability_zone: zone })
      return got.status === 200 ? got.body.server.pinned_availability_zone : got
    }
    const current =
      "Server can only be pinned to its current availability zone 'nova', but 'other' was requested."
    expectFault(await pin('other'), 409, current)
    expect(await pin('nova')).toBe('nova')
    expect(await pin('nova')).toBe('nova')
    const unpin =
      'Cannot change pinned availability zone directly. Unpin first by setting ' +
      'pinned_availability_zone to null.'
    expectFault(await pin('other'), 409, unpin)
    expect((await my.demo.get(`/servers/${id}`, NEWEST)).body.server).toMatchObject({
      pinned_availability_zone: 'nova',
    })
    expect(await pin(null)).toBe(null)
    expect(await pin(null)).toBe(null)
  })
})

describe('refused are', () => {
  test.each([
    ['2.1', { name: ' x' }, /^An invalid 'name' value was provided\./],
    ['2.18', { description: 'x' }, /\('description' was unexpected\)$/],
    ['2.89', { hostname: 'a' }, /\('hostname' was unexpected\)$/],
    ['2.93', { hostname: 'a.b' }, /'a\.b' does not match/],
    [NEWEST, { hostname: '' }, /'' should be non-empty$/],
    ['2.103', { pinned_availability_zone: null }, /was unexpected\)$/],
    [NEWEST, { pinned_availability_zone: '' }, /is not valid under any of the given schemas$/],
    [NEWEST, { accessIPv4: '' }, /'' is not a 'ipv4'$/],
    [NEWEST, { accessIPv6: null }, /None is not of type 'string'$/],
  ])('at %s %j', async (version, server, message) => {
    const got = await put(await serverRow(my.cloud, my.persona), server, version)
    expect(got.status).toBe(400)
    expect(got.body.badRequest.message).toMatch(message)
  })

  test('those who may only read, and strangers do not find it', async () => {
    const id = await serverRow(my.cloud, my.persona)
    const policy = "Policy doesn't allow os_compute_api:servers:update to be performed."
    expectFault(await put(id, {}, NEWEST, my.reader), 403, policy)
    const missing = `Instance ${id} could not be found.`
    expectFault(await put(id, {}, NEWEST, my.stranger), 404, missing)
    expect((await put(id, { bogus: 1 }, NEWEST, my.stranger)).status).toBe(400)
    expect((await put(id, { name: 'by-admin' }, NEWEST, my.admin)).status).toBe(200)
    expectFault(await put('nope', {}, NEWEST), 404, 'Instance nope could not be found.')
  })
})

test('by /v2 names lose the spaces around them', async () => {
  const id = await serverRow(my.cloud, my.persona)
  const { token } = my.persona
  const got = await my.cloud.request('compute', 'PUT', `/v2/servers/${id}`, {
    ...{ token, body: { server: { name: '  y  ' } } },
  })
  expect(got.status, got.text).toBe(200)
  expect(got.body.server.name).toBe('y')
})
