/** Networks and floating IPs by way of Compute, which asks Network for them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { externalNetwork } from '../../../test/support/external-network.ts'
import { useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let demo: Nova
let admin: Nova
let stranger: Nova
let reader: Nova
let own: string
let pool: string

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  admin = new Nova(my.cloud, my.adminPersona)
  stranger = new Nova(my.cloud, my.strangerPersona)
  reader = new Nova(my.cloud, await my.cloud.persona('reader', 'readerpass', 'demo'))
  own = (await my.make('network', { name: 'private' })).id
  pool = (await externalNetwork(my)).id
  await my.admin('PUT', `/networks/${pool}`, { network: { name: 'public' } })
})

const labels = (got: { body: any }) => got.body.networks.map((one: { label: string }) => one.label)

describe('networks', () => {
  test('are those that Network lists for who asks, and say little', async () => {
    const got = await reader.get('/os-networks?limit=x', '2.35')
    expect(got.status, got.text).toBe(200)
    expect(labels(got).toSorted()).toEqual(['private', 'public'])
    expect(labels(await stranger.get('/os-networks'))).toEqual(['public'])
    const shown = (await demo.get(`/os-networks/${own}`)).body.network
    const none = [
      ...['cidr', 'netmask', 'gateway', 'broadcast', 'dns1', 'dns2', 'cidr_v6', 'gateway_v6'],
    ].map((name) => [name, null])
    expect(Object.entries(shown)).toEqual([
      ['id', own],
      ...none,
      ['label', 'private'],
      ['netmask_v6', null],
    ])
  })

  test('show administrators what there once was besides', async () => {
    const { network } = (await admin.get(`/os-networks/${own}`)).body
    expect(Object.keys(network)).toHaveLength(32)
    const { id, label, ...others } = network
    expect({ id, label }).toEqual({ id: own, label: 'private' })
    expect(new Set(Object.values(others))).toEqual(new Set([null]))
  })

  test('of a project are the same, with a prefix in words', async () => {
    const got = await reader.get('/os-tenant-networks')
    expect(labels(got).toSorted()).toEqual(['private', 'public'])
    const shown = (await demo.get(`/os-tenant-networks/${own}`)).body.network
    expect(Object.entries(shown)).toEqual([
      ['id', own],
      ['cidr', 'None'],
      ['label', 'private'],
    ])
  })

  test.each(['os-networks', 'os-tenant-networks'])('%s misses others', async (path) => {
    for (const [nova, id] of [
      [demo, NONE],
      [demo, 'nope'],
      [stranger, own],
    ] as const) {
      expectFault(await nova.get(`/${path}/${id}`), 404, 'Network not found')
    }
  })
})

test('the pools of floating IPs are the external networks', async () => {
  const got = await stranger.get('/os-floating-ip-pools')
  expect([got.status, got.body]).toEqual([200, { floating_ip_pools: [{ name: 'public' }] }])
})

describe('a floating IP', () => {
  const allocate = (body: unknown, nova = demo) => nova.send('POST', '/os-floating-ips', body)

  test('is allocated, shown, listed and released', async () => {
    const made = await allocate({ pool: 'public' })
    expect(made.status, made.text).toBe(200)
    const { id, ip } = made.body.floating_ip
    const shown = { fixed_ip: null, id, instance_id: null, ip, pool: 'public' }
    expect(Object.entries(made.body.floating_ip)).toEqual(Object.entries(shown))
    expect((await my.demo('GET', `/floatingips/${id}`)).body.floatingip).toMatchObject({
      floating_ip_address: ip,
      floating_network_id: pool,
    })
    expect((await reader.get(`/os-floating-ips/${id}`)).body).toEqual({ floating_ip: shown })
    expect((await reader.get('/os-floating-ips')).body).toEqual({ floating_ips: [shown] })
    // An administrator sees it, but in lists those of the own project alone.
    expect((await admin.get(`/os-floating-ips/${id}`)).status).toBe(200)
    expect((await admin.get('/os-floating-ips')).body).toEqual({ floating_ips: [] })
    const missed = `Floating IP not found for ID ${id}`
    expectFault(await stranger.get(`/os-floating-ips/${id}`), 404, missed)
    expectFault(await stranger.send('DELETE', `/os-floating-ips/${id}`), 404, missed)
    const gone = await demo.send('DELETE', `/os-floating-ips/${id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    expectFault(await demo.send('DELETE', `/os-floating-ips/${id}`), 404, missed)
  })

  test('says where it leads to, and is released all the same', async () => {
    const inside = await my.make('network')
    const attributes = { network_id: inside.id, ip_version: 4, cidr: '10.7.0.0/24' }
    const subnet = await my.make('subnet', attributes)
    const router = await my.make('router', { external_gateway_info: { network_id: pool } })
    const path = `/routers/${router.id}/add_router_interface`
    expect((await my.demo('PUT', path, { subnet_id: subnet.id })).status).toBe(200)
    const port = await my.make('port', { network_id: inside.id, device_id: NONE })
    const { floating_ip: made } = (await allocate({ pool })).body
    const body = { floatingip: { port_id: port.id } }
    expect((await my.demo('PUT', `/floatingips/${made.id}`, body)).status).toBe(200)
    expect((await demo.get(`/os-floating-ips/${made.id}`)).body.floating_ip).toMatchObject({
      fixed_ip: port.fixed_ips[0].ip_address,
      instance_id: NONE,
    })
    expect((await demo.send('DELETE', `/os-floating-ips/${made.id}`)).status).toBe(202)
    expect((await my.demo('GET', `/floatingips/${made.id}`)).status).toBe(404)
  })

  test.each([undefined, {}, { pool: null }, { pool: '' }, { pool: 'nope' }, { pool: NONE }])(
    'needs a pool that is there: %j',
    async (body) => expectFault(await allocate(body), 404, 'Floating IP pool not found.'),
  )

  test('needs one that has addresses, and of its name there must be one', async () => {
    const bare = await my.make('network', { name: 'bare', 'router:external': true }, my.admin)
    const refused = await allocate({ pool: 'bare' })
    expect(refused.status).toBe(400)
    expect(refused.body.badRequest.message).toMatch(
      new RegExp(
        `^Bad floatingip request: Network ${bare.id} does not contain any IPv4 subnet\\.\n` +
          `Neutron server returns request_ids: \\['req-[\\da-f-]{36}'\\]$`,
      ),
    )
    await my.make('network', { name: 'bare', 'router:external': true }, my.admin)
    const several = "Multiple floating IP pools matches found for name 'bare'"
    expectFault(await allocate({ pool: 'bare' }), 409, several)
    const small = (await externalNetwork(my, '203.0.112.0/30')).id
    expect((await allocate({ pool: small })).status).toBe(200)
    const empty = `No more floating IPs in pool ${small}.`
    expectFault(await allocate({ pool: small }), 404, empty)
  })

  test('counts against the quota of Network', async () => {
    const { floatingips } = (await my.demo('GET', `/floatingips?tenant_id=${my.persona.projectId}`))
      .body
    const quota = { quota: { floatingip: floatingips.length } }
    await my.admin('PUT', `/quotas/${my.persona.projectId}`, quota)
    expectFault(await allocate({ pool }), 403, `IP allocation over quota in pool ${pool}.`)
    await my.admin('DELETE', `/quotas/${my.persona.projectId}`)
  })

  test('is nothing that readers allocate or release', async () => {
    const rule = (verb: string) =>
      `Policy doesn't allow os_compute_api:os-floating-ips:${verb} to be performed.`
    expectFault(await allocate({ pool }, reader), 403, rule('create'))
    expectFault(await reader.send('DELETE', `/os-floating-ips/${NONE}`), 403, rule('delete'))
  })

  test.each([
    [[], "[] is not of type 'object', 'null'"],
    [
      { pool: 1 },
      "Invalid input for field/attribute pool. Value: 1. 1 is not of type 'string', 'null'",
    ],
  ])('cannot be asked for by %j', async (body, reason) => {
    expectFault(await allocate(body), 400, reason)
  })
})

test.each([
  ['GET', '/os-networks'],
  ['GET', `/os-networks/${NONE}`],
  ['GET', '/os-tenant-networks'],
  ['GET', `/os-tenant-networks/${NONE}`],
  ['GET', '/os-floating-ip-pools'],
  ['GET', '/os-floating-ips'],
  ['POST', '/os-floating-ips'],
  ['GET', `/os-floating-ips/${NONE}`],
  ['DELETE', `/os-floating-ips/${NONE}`],
])('%s %s is gone from 2.36 on', async (method, path) => {
  const got = await demo.send(method, path, method === 'POST' ? {} : undefined, '2.36')
  expectFault(got, 404, 'The resource could not be found.')
})
