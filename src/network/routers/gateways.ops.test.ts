/** Gateways of routers to networks outside, and routes beside. */
import { describe, expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: { router_route: 30 } } })

const MISSING = '00000000-0000-4000-8000-000000000000'

const put = (id: string, router: object, as = my.demo) => as('PUT', `/routers/${id}`, { router })
const reach = (id: string, network: string, more: object = {}, as = my.demo) =>
  put(id, { external_gateway_info: { network_id: network, ...more } }, as)
const bad = (reason: string) => `400 BadRequest: Bad router request: ${reason}`

describe('the gateway of a router', () => {
  test('is set, seen by administrators as a port of nobody, and cleared', async () => {
    const [router, outside] = [await my.make('router'), await externalNetwork(my)]
    const set = await reach(router.id, outside.id)
    expect(set.body.router.external_gateway_info).toEqual({
      network_id: outside.id,
      external_fixed_ips: [{ subnet_id: outside.subnet, ip_address: expect.any(String) }],
      enable_snat: true,
    })
    const ports = (await my.admin('GET', `/ports?device_id=${router.id}`)).body.ports
    expect(ports).toMatchObject([
      {
        project_id: '',
        tenant_id: '',
        device_owner: 'network:router_gateway',
        status: 'DOWN',
        security_groups: [],
        fixed_ips: set.body.router.external_gateway_info.external_fixed_ips,
      },
    ])
    expect((await my.demo('GET', `/ports?device_id=${router.id}`)).body.ports).toEqual([])
    const same = await reach(router.id, outside.id)
    expect(same.body.router).toMatchObject({
      external_gateway_info: set.body.router.external_gateway_info,
      revision_number: set.body.router.revision_number,
    })
    expect((await my.admin('DELETE', `/networks/${outside.id}`)).status).toBe(409)
    const cleared = await put(router.id, { external_gateway_info: {} })
    expect(cleared.body.router.external_gateway_info).toBeNull()
    expect((await my.admin('GET', `/ports?device_id=${router.id}`)).body.ports).toEqual([])
    expect((await my.admin('DELETE', `/networks/${outside.id}`)).status).toBe(204)
  })

  test('comes with a new router, and goes with it', async () => {
    const outside = await externalNetwork(my)
    const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
    expect(router).toMatchObject({
      external_gateway_info: { network_id: outside.id },
      revision_number: 2,
    })
    expect((await my.demo('DELETE', `/routers/${router.id}`)).status).toBe(204)
    expect((await my.admin('GET', `/ports?network_id=${outside.id}`)).body.ports).toEqual([])
  })

  test('moves to other addresses and to another network', async () => {
    const router = await my.make('router')
    const [outside, other] = [
      await externalNetwork(my),
      await externalNetwork(my, '198.51.100.0/24'),
    ]
    const at = (...ips: string[]) => ({
      external_fixed_ips: ips.map((ip) => ({ ip_address: ip })),
    })
    const first = await reach(router.id, outside.id, at('203.0.113.77'), my.admin)
    expect(first.body.router.external_gateway_info.external_fixed_ips).toEqual([
      { subnet_id: outside.subnet, ip_address: '203.0.113.77' },
    ])
    const two = await reach(router.id, outside.id, at('203.0.113.78', '203.0.113.79'), my.admin)
    const { external_fixed_ips: ips } = two.body.router.external_gateway_info
    expect(ips.map((one: any) => one.ip_address)).toEqual(['203.0.113.78', '203.0.113.79'])
    expect((await reach(router.id, outside.id, at(), my.admin)).body.router).toMatchObject({
      external_gateway_info: { external_fixed_ips: ips },
    })
    expect(refusal(await reach(router.id, outside.id, at('203.0.113.1'), my.admin))).toBe(
      bad('External IP 203.0.113.1 is the same as the gateway IP.'),
    )
    const moved = await reach(router.id, other.id)
    expect(moved.body.router.external_gateway_info.network_id).toBe(other.id)
    expect((await my.admin('GET', `/ports?network_id=${outside.id}`)).body.ports).toEqual([])
  })

  test('translates addresses unless administrators say otherwise', async () => {
    const [router, outside] = [await my.make('router'), await externalNetwork(my)]
    const without = await reach(router.id, outside.id, { enable_snat: false }, my.admin)
    expect(without.body.router.external_gateway_info.enable_snat).toBe(false)
    expect((await reach(router.id, outside.id, { enable_snat: true })).status).toBe(403)
    const again = await reach(router.id, outside.id)
    expect(again.body.router.external_gateway_info.enable_snat).toBe(true)
  })

  test('is on an external network that the caller sees', async () => {
    const router = await my.make('router')
    expect(refusal(await reach(router.id, MISSING))).toBe(
      `404 NetworkNotFound: Network ${MISSING} could not be found.`,
    )
    const inside = await networkWith(my, '10.1.0.0/24')
    expect(refusal(await reach(router.id, inside.id))).toBe(
      bad(`Network ${inside.id} is not an external network.`),
    )
    const foreign = await my.make('network', {}, my.stranger)
    expect((await reach(router.id, foreign.id)).status).toBe(404)
  })

  test('gets an address of the other version when its network gets such a subnet', async () => {
    const outside = await externalNetwork(my)
    const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
    const grow = (version: number, cidr: string) => {
      const subnet = { network_id: outside.id, ip_version: version, cidr }
      return my.make('subnet', subnet, my.admin)
    }
    const { id: added } = await grow(6, '2001:db8:18::/64')
    await grow(4, '198.19.0.0/24')
    const shown = (await my.demo('GET', `/routers/${router.id}`)).body.router
    const ips = shown.external_gateway_info.external_fixed_ips
    expect(ips).toHaveLength(2)
    expect(new Set(ips.map((one: any) => one.subnet_id))).toEqual(new Set([outside.subnet, added]))
    expect(shown.revision_number).toBe(router.revision_number)
  })

  test('has no address where the network has no subnet', async () => {
    const router = await my.make('router')
    const { id } = await my.make('network', { 'router:external': true }, my.admin)
    const { router: got } = (await reach(router.id, id)).body
    expect(got.external_gateway_info.external_fixed_ips).toEqual([])
  })

  test('leads to no network that the router is on', async () => {
    const [router, outside] = [await my.make('router'), await externalNetwork(my)]
    const inside = await networkWith(my, '203.0.113.64/26')
    const path = `/routers/${router.id}/add_router_interface`
    await my.demo('PUT', path, { subnet_id: inside.subnet })
    expect(refusal(await reach(router.id, outside.id))).toBe(
      bad(
        `Cidr 203.0.113.0/24 of subnet ${outside.subnet} overlaps with cidr 203.0.113.64/26 of ` +
          `subnet ${inside.subnet}.`,
      ),
    )
  })
})

describe('routes', () => {
  const route = (destination: string, nexthop: string) => ({ destination, nexthop })

  async function joined() {
    const [router, net] = [await my.make('router'), await networkWith(my, '10.33.1.0/24')]
    const body = { subnet_id: net.subnet }
    await my.demo('PUT', `/routers/${router.id}/add_router_interface`, body)
    return { router, net }
  }
  const act = (verb: string, id: string, body: unknown) =>
    my.demo('PUT', `/routers/${id}/${verb}_extraroutes`, body)

  test('are kept in order, added and taken away, and keep the interface', async () => {
    const { router, net } = await joined()
    const routes = [route('10.52.0.0/16', '10.33.1.9'), route('10.51.0.0/16', '10.33.1.10')]
    const set = await put(router.id, { routes })
    expect(set.body.router.routes).toEqual(routes.toReversed())
    const added = await act('add', router.id, {
      router: { routes: [route('10.50.0.1/16', '10.33.1.9'), routes[0]] },
    })
    expect(added.body.router).toMatchObject({
      routes: [route('10.50.0.1/16', '10.33.1.9'), ...routes.toReversed()],
      ...{ enable_snat: true, distributed: false, ha: false, gw_port_id: null },
      ...{ enable_default_route_bfd: false, enable_default_route_ecmp: false },
    })
    const removing = { router: { routes: [routes[0], route('9.9.0.0/16', '10.33.1.9')] } }
    const removed = await act('remove', router.id, removing)
    expect(removed.body.router.routes).toHaveLength(2)
    const leave = () =>
      my.demo('PUT', `/routers/${router.id}/remove_router_interface`, { subnet_id: net.subnet })
    expect(refusal(await leave())).toBe(
      `409 RouterInterfaceInUseByRoute: Router interface for subnet ${net.subnet} on router ` +
        `${router.id} cannot be deleted, as it is required by one or more routes.`,
    )
    expect((await put(router.id, { routes: null })).body.router.routes).toEqual([])
    expect((await leave()).status).toBe(200)
  })

  test('lead to a neighbour, not to the router itself', async () => {
    const { router } = await joined()
    const refused = async (nexthop: string) => {
      return refusal(await put(router.id, { routes: [route('10.52.0.0/16', nexthop)] }))
    }
    const invalid = (nexthop: string) =>
      `400 InvalidRoutes: Invalid format for routes: [{'destination': '10.52.0.0/16', 'nexthop': ` +
      `'${nexthop}'}], `
    expect(await refused('10.33.1.1')).toBe(`${invalid('10.33.1.1')}the nexthop is used by router`)
    expect(await refused('fd00::1')).toBe(
      `${invalid('fd00::1')}the nexthop is not connected with router`,
    )
    expect(refusal(await put(router.id, { routes: [route('10.50.0.1/16', '10.33.1.9')] }))).toBe(
      "400 HTTPBadRequest: Invalid input for routes. Reason: '10.50.0.1/16' is not a valid CIDR.",
    )
  })

  test('are thirty at most', async () => {
    const { router } = await joined()
    const many = Array.from({ length: 31 }, (_, at) => route(`10.${at + 60}.0.0/16`, '10.33.1.9'))
    expect(refusal(await put(router.id, { routes: many }))).toBe(
      "409 OverQuota: Quota exceeded for resources: ['router_route'].",
    )
    expect((await put(router.id, { routes: many.slice(1) })).status).toBe(200)
    expect((await act('add', router.id, { router: { routes: many } })).status).toBe(409)
  })

  test.each([
    [{}, "400 HTTPBadRequest: Unable to find 'router' in request body"],
    [
      { router: { routes: [{ destination: 'x', nexthop: '10.33.1.9' }] } },
      '400 AddrFormatError: invalid IPNetwork x',
    ],
    [
      { router: { routes: 'x' } },
      "400 HTTPBadRequest: Invalid input for routes. Reason: Invalid data format for hostroute: 'x'.",
    ],
  ])('cannot be added by %j', async (body, refused) => {
    const { id } = await my.make('router')
    expect(refusal(await act('add', id, body))).toBe(refused)
  })
})
