/** Routers with several gateways to networks outside. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import {
  networkCloud,
  refusal,
  useNetworkCloud,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: { router: -1 } } })

type Verb = 'add' | 'update' | 'remove'

const change = (verb: Verb, id: string, gateways: unknown, as = my.admin) => {
  const body = { router: { external_gateways: gateways } }
  return as('PUT', `/routers/${id}/${verb}_external_gateways`, body)
}
const at = (network: string, ...ips: string[]) => ({
  network_id: network,
  ...(ips.length > 0 && { external_fixed_ips: ips.map((ip) => ({ ip_address: ip })) }),
})
const addressesOf = (router: any): string[] =>
  router.external_gateways.map((one: any) => one.external_fixed_ips[0].ip_address)
const twoNetworks = async () => [
  await externalNetwork(my),
  await externalNetwork(my, '198.51.100.0/24'),
]

async function routerWith(...gateways: object[]): Promise<any> {
  const { id } = await my.make('router')
  const got = await change('add', id, gateways)
  expect(got.status).toBe(200)
  return got.body.router
}

describe('gateways that are added', () => {
  test('lead to several networks, of which the first is the one that old clients know', async () => {
    const [one, other] = await twoNetworks()
    const { id } = await my.make('router')
    const got = await change('add', id, [at(one!.id), at(other!.id)], my.demo)
    expect(got.status).toBe(200)
    const { external_gateways: gateways, external_gateway_info: first } = got.body.router
    expect(gateways).toEqual([
      { network_id: one!.id, external_fixed_ips: first.external_fixed_ips },
      { network_id: other!.id, external_fixed_ips: [expect.objectContaining({})] },
    ])
    expect(first).toMatchObject({ network_id: one!.id, enable_snat: true })
    const shown = (await my.demo('GET', `/routers/${id}`)).body.router
    expect(shown).toMatchObject({ external_gateways: gateways, external_gateway_info: first })
    const { ports } = (await my.admin('GET', `/ports?device_id=${id}`)).body
    expect(ports.map((port: any) => port.device_owner)).toEqual([
      'network:router_gateway',
      'network:router_gateway',
    ])
    expect((await my.admin('DELETE', `/networks/${other!.id}`)).status).toBe(409)
    expect((await my.demo('DELETE', `/routers/${id}`)).status).toBe(204)
    expect((await my.admin('DELETE', `/networks/${other!.id}`)).status).toBe(204)
  })

  test('may be several on one network, each with an address of its own', async () => {
    const outside = await externalNetwork(my)
    const router = await routerWith(at(outside.id, '203.0.113.7'), at(outside.id))
    const more = await change('add', router.id, [at(outside.id, '203.0.113.9')])
    expect(addressesOf(more.body.router)).toEqual([
      '203.0.113.7',
      addressesOf(router)[1],
      '203.0.113.9',
    ])
    expect(refusal(await change('add', router.id, [at(outside.id, '203.0.113.9')]))).toContain(
      '409 IpAddressAlreadyAllocated',
    )
    expect(more.body.router.revision_number).toBeGreaterThan(router.revision_number)
    const other = await routerWith(at(outside.id))
    expect(refusal(await change('update', other.id, [at(outside.id, '203.0.113.9')]))).toContain(
      '409 IpAddressAlreadyAllocated',
    )
  })

  test('lead neither inside nor where the router is already', async () => {
    const [router, outside] = [await my.make('router'), await externalNetwork(my)]
    const inside = await networkWith(my, '198.51.100.0/25')
    await my.demo('PUT', `/routers/${router.id}/add_router_interface`, {
      subnet_id: inside.subnet,
    })
    expect(refusal(await change('add', router.id, [at(outside.id), at(inside.id)]))).toBe(
      `400 BadRequest: Bad router request: Network ${inside.id} is not an external network.`,
    )
    const other = await externalNetwork(my, '198.51.100.0/24')
    expect(refusal(await change('add', router.id, [at(outside.id), at(other.id)]))).toContain(
      `Cidr 198.51.100.0/24 of subnet ${other.subnet} overlaps with cidr 198.51.100.0/25`,
    )
    const twin = await externalNetwork(my)
    expect(refusal(await change('add', router.id, [at(outside.id), at(twin.id)]))).toContain(
      'overlaps with cidr 203.0.113.0/24',
    )
    const own = (await my.demo('GET', `/routers/${router.id}`)).body.router
    expect(own.external_gateways).toEqual([])
  })

  test('have addresses and SNAT that administrators alone say', async () => {
    const [router, outside] = [await my.make('router'), await externalNetwork(my)]
    const gateway = at(outside.id, '203.0.113.7')
    const got = await change('add', router.id, [gateway], my.demo)
    expect(refusal(got)).toContain(
      'rule:add_external_gateways:external_gateways:external_fixed_ips',
    )
    expect(got.status).toBe(403)
    const snat = { ...at(outside.id), enable_snat: false }
    expect((await change('update', router.id, [snat], my.demo)).status).toBe(403)
    expect((await change('update', router.id, [snat])).body.router).toMatchObject({
      external_gateway_info: { enable_snat: false },
    })
    expect((await change('add', router.id, [at(outside.id)], my.reader)).status).toBe(403)
    expect((await change('add', router.id, [at(outside.id)], my.stranger)).status).toBe(404)
  })

  test('must be a list of gateways', async () => {
    const { id } = await my.make('router')
    const path = `/routers/${id}/add_external_gateways`
    expect(refusal(await my.demo('PUT', path, {}))).toBe(
      "400 HTTPBadRequest: Unable to find 'router' in request body",
    )
    expect((await my.demo('PUT', path, { router: {} })).status).toBe(200)
    const bad = async (gateways: unknown) => refusal(await change('add', id, gateways))
    expect(await bad('x')).toBe(
      "400 HTTPBadRequest: Invalid input for external_gateways. Reason: 'x' is not a list.",
    )
    expect(await bad([{}])).toContain('400 HTTPBadRequest: Invalid input for external_gateways.')
    expect(await bad([{ network_id: 'x' }])).toContain("'x' is not a valid UUID")
  })
})

describe('gateways that are taken away', () => {
  test('may be none, as the openstack client says it before it takes the first away', async () => {
    const outside = await externalNetwork(my)
    const router = await routerWith(at(outside.id, '203.0.113.7'))
    const kept = await change('remove', router.id, {}, my.demo)
    expect([kept.status, addressesOf(kept.body.router)]).toEqual([200, ['203.0.113.7']])
    const bare = await my.make('router')
    expect((await change('remove', bare.id, {}, my.demo)).status).toBe(200)
    const none = await change('update', router.id, {}, my.demo)
    expect(none.body.router).toMatchObject({ external_gateways: [], external_gateway_info: null })
  })

  test('are named by network, and by address where there are several', async () => {
    const [one, other] = await twoNetworks()
    const router = await routerWith(
      at(one!.id, '203.0.113.7'),
      at(one!.id, '203.0.113.8'),
      at(other!.id, '198.51.100.7'),
    )
    expect(refusal(await change('remove', router.id, [at(one!.id)]))).toBe(
      '400 UnableToMatchGateways: Unable to match a requested gateway port to existing gateway ' +
        `ports for router ${router.id}: multiple gateway ports are attached to the same network ` +
        `${one!.id} but external_fixed_ips parameter is not specified in the request.`,
    )
    const missed = await change('remove', router.id, [at(one!.id, '203.0.113.9')])
    expect(refusal(missed)).toContain('could not match a gateway port attached to network')
    const second = await change('remove', router.id, [at(one!.id, '203.0.113.8'), at(other!.id)])
    expect(addressesOf(second.body.router)).toEqual(['203.0.113.7'])
    expect(refusal(await change('remove', router.id, [at(other!.id)]))).toContain(
      `could not match gateway port IDs for gateway info with networks ${other!.id}`,
    )
    const none = await change('remove', router.id, [at(one!.id)])
    expect(none.body.router).toMatchObject({ external_gateways: [], external_gateway_info: null })
    expect(refusal(await change('remove', router.id, [at(one!.id)]))).toBe(
      `400 UnableToRemoveGateways: Unable to remove extra gateways from a router ${router.id}: ` +
        'the router does not have any external gateways.',
    )
  })

  test.each([
    ['by their own call', (id: string, one: string) => change('remove', id, [at(one)])],
    [
      'by clients that know of one',
      (id: string) => my.admin('PUT', `/routers/${id}`, { router: { external_gateway_info: {} } }),
    ],
  ])('leave the next as the first: %s', async (_, clear) => {
    const [one, other] = await twoNetworks()
    const router = await routerWith(at(one!.id), at(other!.id, '198.51.100.7'))
    const got = await clear(router.id, one!.id)
    expect(got.body.router).toMatchObject({
      external_gateways: [{ network_id: other!.id }],
      external_gateway_info: { network_id: other!.id },
    })
  })

  test('stay while floating IPs need the last of their network', async () => {
    const [one, other] = await twoNetworks()
    const inside = await networkWith(my, '10.1.0.0/24')
    const router = await routerWith(at(one!.id), at(other!.id, '198.51.100.7'))
    const add = `/routers/${router.id}/add_router_interface`
    await my.demo('PUT', add, { subnet_id: inside.subnet })
    const port = await my.make('port', { network_id: inside.id })
    const floating = await my.make('floatingip', {
      floating_network_id: other!.id,
      port_id: port.id,
    })
    expect(floating.router_id).toBe(router.id)
    const refused = await change('remove', router.id, [at(other!.id)])
    expect(refusal(refused)).toContain('409 RouterExternalGatewayInUseByFloatingIp')
    await change('add', router.id, [at(other!.id, '198.51.100.8')])
    const got = await change('remove', router.id, [at(other!.id, '198.51.100.7')])
    expect(got.status).toBe(200)
  })
})

describe('gateways that are set', () => {
  test('keep those that are named, and their order says which is the first', async () => {
    const [one, other] = await twoNetworks()
    const router = await routerWith(at(one!.id, '203.0.113.7'), at(other!.id, '198.51.100.7'))
    const turned = await change('update', router.id, [at(other!.id), at(one!.id)])
    expect(addressesOf(turned.body.router)).toEqual(['198.51.100.7', '203.0.113.7'])
    expect(turned.body.router.external_gateway_info.network_id).toBe(other!.id)
    const third = await externalNetwork(my, '192.0.2.0/24')
    const moved = await change('update', router.id, [
      at(other!.id, '198.51.100.8'),
      at(third.id, '192.0.2.7'),
    ])
    expect(addressesOf(moved.body.router)).toEqual(['198.51.100.8', '192.0.2.7'])
    const both = [
      { ip_address: '192.0.2.7', subnet_id: third.subnet },
      { ip_address: '192.0.2.9', subnet_id: third.subnet },
    ]
    const grown = await change('update', router.id, [
      at(other!.id),
      { network_id: third.id, external_fixed_ips: both },
    ])
    expect(grown.body.router.external_gateways[1].external_fixed_ips).toEqual(both)
    const none = await change('update', router.id, [])
    expect(none.body.router).toMatchObject({ external_gateways: [], external_gateway_info: null })
    expect((await my.admin('GET', `/ports?device_id=${router.id}`)).body.ports).toEqual([])
  })

  test('must all be possible, or nothing changes', async () => {
    const [one, other] = await twoNetworks()
    const router = await routerWith(at(one!.id, '203.0.113.7'))
    const got = await change('update', router.id, [at(other!.id), at(one!.id, '203.0.113.1')])
    expect(refusal(got)).toContain('External IP 203.0.113.1 is the same as the gateway IP')
    const kept = (await my.demo('GET', `/routers/${router.id}`)).body.router
    expect(kept.external_gateways).toEqual(router.external_gateways)
  })
})

test('how default routes are kept is said by administrators', async () => {
  const attributes = { enable_default_route_bfd: true, enable_default_route_ecmp: true }
  const refused = await my.demo('POST', '/routers', { router: attributes })
  expect(refused.status).toBe(403)
  const router = await my.make('router', attributes, my.admin)
  expect(router).toMatchObject(attributes)
  const off = { enable_default_route_bfd: false, enable_default_route_ecmp: null }
  const got = await my.admin('PUT', `/routers/${router.id}`, { router: off })
  expect(got.body.router).toMatchObject({
    enable_default_route_bfd: false,
    enable_default_route_ecmp: true,
  })
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of two gateways with one address one is refused', async () => {
    const own = await cloudOn(await backend.url('cloud'))
    await using _ = own.cloud
    for (let round = 0; round < 3; round++) {
      const outside = await externalNetwork(own)
      const routers = [await own.make('router'), await own.make('router')]
      const body = {
        router: { external_gateways: [at(outside.id), at(outside.id, '203.0.113.7')] },
      }
      const answers = await Promise.all(
        routers.map(({ id }) => own.admin('PUT', `/routers/${id}/add_external_gateways`, body)),
      )
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
      const { ports } = (await own.admin('GET', `/ports?network_id=${outside.id}`)).body
      expect(ports).toHaveLength(2)
    }
  })
})

const cloudOn = (database: string): Promise<NetworkCloud> =>
  networkCloud({ database, network: { quotas: { router: -1 } } })
