/** Routers on subnets: what is answered, what is refused, and what becomes of the ports. */
import { describe, expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

const MISSING = '00000000-0000-4000-8000-000000000000'

function act(verb: 'add' | 'remove', router: { id: string }, body: unknown, as = my.demo) {
  return as('PUT', `/routers/${router.id}/${verb}_router_interface`, body)
}

const bad = (reason: string) => `400 BadRequest: Bad router request: ${reason}`

test('a router gets the address of the gateway, and gives it back', async () => {
  const [router, net] = [await my.make('router'), await networkWith(my, '10.1.0.0/24')]
  const added = await act('add', router, { subnet_id: net.subnet })
  expect([added.status, added.body]).toEqual([
    200,
    {
      id: router.id,
      project_id: my.persona.projectId,
      port_id: expect.any(String),
      network_id: net.id,
      subnet_id: net.subnet,
      subnet_ids: [net.subnet],
    },
  ])
  const { port } = (await my.demo('GET', `/ports/${added.body.port_id}`)).body
  expect(port).toMatchObject({
    device_id: router.id,
    device_owner: 'network:router_interface',
    fixed_ips: [{ subnet_id: net.subnet, ip_address: '10.1.0.1' }],
    port_security_enabled: false,
    security_groups: [],
    project_id: my.persona.projectId,
    status: 'DOWN',
  })
  const inUse = `409 RouterInUse: Router ${router.id} has ports still attached: ${port.id}`
  expect(refusal(await my.demo('DELETE', `/routers/${router.id}`))).toBe(inUse)
  expect(refusal(await my.admin('DELETE', `/ports/${port.id}`))).toBe(
    `409 ServicePortInUse: Port ${port.id} cannot be deleted directly via the port API: ` +
      'has device owner network:router_interface.',
  )
  const removed = await act('remove', router, { subnet_id: net.subnet })
  expect([removed.status, removed.body]).toEqual([200, added.body])
  expect((await my.demo('GET', `/ports/${port.id}`)).status).toBe(404)
  const shown = await my.demo('GET', `/routers/${router.id}`)
  expect(shown.body.router.revision_number).toBe(3)
  expect((await my.demo('DELETE', `/routers/${router.id}`)).status).toBe(204)
})

describe('adding an interface', () => {
  test.each([
    [undefined, bad('Either subnet_id or port_id must be specified.')],
    [[], bad('Either subnet_id or port_id must be specified.')],
    [{ router: {} }, bad('Either subnet_id or port_id must be specified.')],
    [{ subnet_id: 'x' }, bad("'x' is not a valid UUID.")],
    [{ subnet_id: null }, bad("'None' is not a valid UUID.")],
    [{ port_id: 5 }, bad("'5' is not a valid UUID.")],
    [{ subnet_id: MISSING, port_id: MISSING }, bad('Cannot specify both subnet-id and port-id.')],
    [{ subnet_id: MISSING }, `404 SubnetNotFound: Subnet ${MISSING} could not be found.`],
    [{ port_id: MISSING }, `404 PortNotFound: Port ${MISSING} could not be found.`],
  ])('with %j is refused', async (body, refused) => {
    expect(refusal(await act('add', await my.make('router'), body))).toBe(refused)
  })

  test('to who may not is refused, and to who does not see the router it is not there', async () => {
    const router = await my.make('router')
    expect(refusal(await act('add', router, {}, my.reader))).toBe(
      '403 PolicyNotAuthorized: ((((((rule:add_router_interface and rule:add_router_interface:ha) ' +
        'and rule:add_router_interface:external_gateways) ' +
        'and rule:add_router_interface:flavor_id) and rule:add_router_interface:distributed) ' +
        'and rule:add_router_interface:enable_default_route_bfd) ' +
        'and rule:add_router_interface:enable_default_route_ecmp) is disallowed by policy',
    )
    expect((await act('add', router, {}, my.stranger)).status).toBe(404)
  })

  test('on one subnet twice, and for two routers, is refused', async () => {
    const [router, other] = [await my.make('router'), await my.make('router')]
    const net = await networkWith(my, '10.2.0.0/24')
    const interfaces = { subnet_id: net.subnet }
    expect((await act('add', router, interfaces)).status).toBe(200)
    expect(refusal(await act('add', router, interfaces))).toBe(
      bad(`Router already has a port on subnet ${net.subnet}.`),
    )
    expect(refusal(await act('add', other, interfaces))).toBe(
      `409 IpAddressAlreadyAllocated: IP address 10.2.0.1 already allocated in subnet ${net.subnet}`,
    )
  })

  test('on subnets that overlap is refused', async () => {
    const router = await my.make('router')
    const [wide, narrow] = [
      await networkWith(my, '10.3.0.0/16'),
      await networkWith(my, '10.3.7.0/24'),
    ]
    await act('add', router, { subnet_id: wide.subnet })
    expect(refusal(await act('add', router, { subnet_id: narrow.subnet }))).toBe(
      bad(
        `Cidr 10.3.7.0/24 of subnet ${narrow.subnet} overlaps with cidr 10.3.0.0/16 of subnet ` +
          `${wide.subnet}.`,
      ),
    )
  })

  test('on a subnet without a gateway, or of another project, is refused', async () => {
    const router = await my.make('router')
    const { id } = await my.make('network')
    const bare = { network_id: id, ip_version: 4, cidr: '10.4.0.0/24', gateway_ip: null }
    const subnet = await my.make('subnet', bare)
    expect(refusal(await act('add', router, { subnet_id: subnet.id }))).toBe(
      bad('Subnet for router interface must have a gateway IP.'),
    )
    const outside = await externalNetwork(my)
    expect(refusal(await act('add', router, { subnet_id: outside.subnet }))).toBe(
      bad(
        `Cannot add interface to router because subnet ${outside.subnet} is not owned by project ` +
          'making the request.',
      ),
    )
  })
})

describe('a port that a client made', () => {
  test('becomes the router’s, keeps its groups, and goes with the interface', async () => {
    const [router, net] = [await my.make('router'), await networkWith(my, '10.5.0.0/24')]
    const port = await my.make('port', { network_id: net.id, name: 'mine' })
    expect((await act('add', router, { port_id: port.id })).body.port_id).toBe(port.id)
    const adopted = (await my.demo('GET', `/ports/${port.id}`)).body.port
    expect(adopted).toMatchObject({
      name: 'mine',
      device_id: router.id,
      device_owner: 'network:router_interface',
      fixed_ips: port.fixed_ips,
      port_security_enabled: true,
    })
    const other = await networkWith(my, '10.6.0.0/24')
    const mismatch = await act('remove', router, { port_id: port.id, subnet_id: other.subnet })
    expect(refusal(mismatch)).toBe(
      `400 SubnetMismatchForPort: Subnet on port ${port.id} does not match the requested subnet ` +
        `${other.subnet}.`,
    )
    const both = { port_id: port.id, subnet_id: net.subnet }
    expect((await act('remove', router, both)).status).toBe(200)
    expect((await my.demo('GET', `/ports/${port.id}`)).status).toBe(404)
  })

  test('needs an address, and no other device', async () => {
    const [router, net] = [await my.make('router'), await networkWith(my, '10.7.0.0/24')]
    const bare = await my.make('port', { network_id: net.id, fixed_ips: [] })
    expect(refusal(await act('add', router, { port_id: bare.id }))).toBe(
      bad('Router port must have at least one fixed IP.'),
    )
    const used = await my.make('port', { network_id: net.id, device_id: 'x' })
    expect(refusal(await act('add', router, { port_id: used.id }))).toBe(
      `409 PortInUse: Unable to complete operation on port ${used.id} for network ${net.id}. ` +
        'Port already has an attached device x.',
    )
  })
})

test('prefixes of IPv6 of one network share a port, and leave it one by one', async () => {
  const [router, net] = [await my.make('router'), await networkWith(my, 'fd01::/64')]
  const second = await my.make('subnet', { network_id: net.id, ip_version: 6, cidr: 'fd02::/64' })
  const first = await act('add', router, { subnet_id: net.subnet })
  const added = await act('add', router, { subnet_id: second.id })
  expect(added.body.port_id).toBe(first.body.port_id)
  const path = `/ports/${first.body.port_id}`
  expect((await my.demo('GET', path)).body.port.fixed_ips).toHaveLength(2)
  expect((await act('remove', router, { subnet_id: net.subnet })).status).toBe(200)
  const left = (await my.demo('GET', path)).body.port.fixed_ips
  expect(left).toEqual([{ subnet_id: second.id, ip_address: 'fd02::' }])
  // What came and went was the port's alone.
  const shown = await my.demo('GET', `/routers/${router.id}`)
  expect(shown.body.router.revision_number).toBe(router.revision_number + 1)
  expect((await act('remove', router, { subnet_id: second.id })).status).toBe(200)
  expect((await my.demo('GET', path)).status).toBe(404)
})

test('what is no interface of the router cannot be removed', async () => {
  const [router, net] = [await my.make('router'), await networkWith(my, '10.8.0.0/24')]
  expect(refusal(await act('remove', router, { subnet_id: net.subnet }))).toBe(
    `404 RouterInterfaceNotFoundForSubnet: Router ${router.id} has no interface on subnet ` +
      net.subnet,
  )
  expect(refusal(await act('remove', router, { port_id: MISSING }))).toBe(
    `404 RouterInterfaceNotFound: Router ${router.id} does not have an interface with id ${MISSING}`,
  )
})

test('a subnet keeps its gateway and stays while a router is on it', async () => {
  const [router, net] = [await my.make('router'), await networkWith(my, '10.9.0.0/24')]
  const { port_id: port } = (await act('add', router, { subnet_id: net.subnet })).body
  // Whoever calls himself its owner.
  await my.demo('PUT', `/ports/${port}`, { port: { device_owner: 'x' } })
  const changed = await my.demo('PUT', `/subnets/${net.subnet}`, { subnet: { gateway_ip: null } })
  expect(refusal(changed)).toBe(
    `409 GatewayIpInUse: Current gateway ip 10.9.0.1 already in use by port ${port}. ` +
      'Unable to update.',
  )
  expect((await my.demo('DELETE', `/subnets/${net.subnet}`)).status).toBe(409)
  expect((await my.demo('DELETE', `/networks/${net.id}`)).status).toBe(409)
})
