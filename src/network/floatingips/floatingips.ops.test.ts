/** Floating IPs: what they show, what they are for, and refusals in the words of a real Neutron. */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  externalNetwork,
  networkWith,
  type OfNetwork,
} from '../../../test/support/external-network.ts'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

const MISSING = '00000000-0000-4000-8000-000000000000'
let outside: OfNetwork
let inside: OfNetwork
let router: { id: string }

beforeAll(async () => {
  outside = await externalNetwork(my)
  inside = await networkWith(my, '10.33.1.0/24')
  router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
  const path = `/routers/${router.id}/add_router_interface`
  await my.demo('PUT', path, { subnet_id: inside.subnet })
})

const port = (more: object = {}, as = my.demo) => {
  return my.make('port', { network_id: inside.id, ...more }, as)
}
const post = (more: object = {}, as = my.demo) => {
  return as('POST', '/floatingips', { floatingip: { floating_network_id: outside.id, ...more } })
}
const put = (id: string, floatingip: object, as = my.demo) => {
  return as('PUT', `/floatingips/${id}`, { floatingip })
}
const floating = async (more: object = {}, as = my.demo) => (await post(more, as)).body.floatingip
const bad = (reason: string) => `400 BadRequest: Bad floatingip request: ${reason}`

describe('a floating IP', () => {
  test('is down, for nobody yet, and has a port that only administrators see', async () => {
    const got = await post()
    expect(got.status).toBe(201)
    const { id, created_at: created, floating_ip_address: address, ...others } = got.body.floatingip
    expect(others).toEqual({
      tenant_id: my.persona.projectId,
      project_id: my.persona.projectId,
      floating_network_id: outside.id,
      router_id: null,
      port_id: null,
      fixed_ip_address: null,
      status: 'DOWN',
      description: '',
      qos_policy_id: null,
      port_details: null,
      dns_domain: '',
      dns_name: '',
      port_forwardings: [],
      tags: [],
      updated_at: created,
      revision_number: 0,
    })
    expect((await my.demo('GET', `/floatingips/${id}`)).body).toEqual(got.body)
    const [own] = (await my.admin('GET', `/ports?device_id=${id}`)).body.ports
    expect(own).toMatchObject({
      device_owner: 'network:floatingip',
      status: 'N/A',
      project_id: '',
      fixed_ips: [{ subnet_id: outside.subnet, ip_address: address }],
      revision_number: 2,
    })
    expect((await my.demo('GET', `/ports?device_id=${id}`)).body.ports).toEqual([])
    expect(refusal(await my.admin('DELETE', `/ports/${own.id}`))).toBe(
      `409 ServicePortInUse: Port ${own.id} cannot be deleted directly via the port API: ` +
        'has device owner network:floatingip.',
    )
    expect((await my.demo('DELETE', `/floatingips/${id}`)).status).toBe(204)
    expect((await my.admin('GET', `/ports?device_id=${id}`)).body.ports).toEqual([])
  })

  test('is not there for others, and not for readers to change', async () => {
    const { id } = await floating()
    const missing = `404 FloatingIPNotFound: Floating IP ${id} could not be found`
    expect(refusal(await my.stranger('GET', `/floatingips/${id}`))).toBe(missing)
    expect(refusal(await put(id, { port_id: null }, my.stranger))).toBe(missing)
    expect(refusal(await put(id, { port_id: null }, my.reader))).toBe(
      '403 PolicyNotAuthorized: rule:update_floatingip is disallowed by policy',
    )
    expect((await my.stranger('GET', '/floatingips')).body.floatingips).toEqual([])
  })

  test('has the address that administrators choose', async () => {
    const address = '203.0.113.200'
    expect(refusal(await post({ floating_ip_address: address }))).toBe(
      '403 PolicyNotAuthorized: (rule:create_floatingip and ' +
        'rule:create_floatingip:floating_ip_address) is disallowed by policy',
    )
    const made = await floating({ floating_ip_address: address }, my.admin)
    expect(made.floating_ip_address).toBe(address)
    expect(refusal(await post({ floating_ip_address: address }, my.admin))).toBe(
      `409 IpAddressAlreadyAllocated: IP address ${address} already allocated in subnet ` +
        outside.subnet,
    )
    expect(refusal(await post({ floating_ip_address: '203.0.114.1' }, my.admin))).toBe(
      '400 InvalidIpForNetwork: IP address 203.0.114.1 is not a valid IP for any of the subnets ' +
        'on the specified network.',
    )
    expect((await floating({ subnet_id: outside.subnet })).floating_ip_address).toMatch(/^203\./)
  })

  test('is of an external network with a subnet of IPv4', async () => {
    const refused = async (id: string) => refusal(await post({ floating_network_id: id }))
    expect(await refused(MISSING)).toBe(
      `404 NetworkNotFound: Network ${MISSING} could not be found.`,
    )
    expect(await refused(inside.id)).toBe(
      bad(`Network ${inside.id} is not a valid external network.`),
    )
    const { id } = await my.make('network', { 'router:external': true }, my.admin)
    expect(await refused(id)).toBe(bad(`Network ${id} does not contain any IPv4 subnet.`))
    const six = await externalNetwork(my, 'fd00::/64')
    expect(await refused(six.id)).toBe(bad(`Network ${six.id} does not contain any IPv4 subnet.`))
  })
})

describe('an association', () => {
  test('is with a port and the router between, and ends with either', async () => {
    const own = await port({ name: 'own' })
    const made = await floating({ port_id: own.id })
    expect(made).toMatchObject({
      port_id: own.id,
      fixed_ip_address: own.fixed_ips[0].ip_address,
      router_id: router.id,
      status: 'DOWN',
      port_details: {
        name: 'own',
        network_id: inside.id,
        mac_address: own.mac_address,
        admin_state_up: true,
        status: 'DOWN',
        device_id: '',
        device_owner: '',
      },
    })
    const none = { port_id: null, fixed_ip_address: null, router_id: null, port_details: null }
    // As does `port_id: null`.
    expect((await put(made.id, {})).body.floatingip).toMatchObject(none)
    expect((await put(made.id, { port_id: null })).body.floatingip.port_id).toBeNull()
    expect((await put(made.id, { port_id: own.id })).body.floatingip.port_id).toBe(own.id)
    expect((await put(made.id, { description: 'x' })).body.floatingip).toMatchObject({
      port_id: own.id,
      revision_number: 4,
    })
    expect((await my.demo('DELETE', `/ports/${own.id}`)).status).toBe(204)
    expect((await my.demo('GET', `/floatingips/${made.id}`)).body.floatingip).toMatchObject({
      ...none,
      revision_number: 5,
    })
  })

  test('is the only one of an address on a network outside', async () => {
    const own = await port()
    await floating({ port_id: own.id })
    const other = await floating()
    expect(refusal(await put(other.id, { port_id: own.id }))).toBe(
      '409 FloatingIPPortAlreadyAssociated: Cannot associate floating IP ' +
        `${other.floating_ip_address} (${other.id}) with port ${own.id} using fixed IP ` +
        `${own.fixed_ips[0].ip_address}, as that fixed IP already has a floating IP on external ` +
        `network ${outside.id}.`,
    )
    const before = (await my.admin('GET', '/ports?device_owner=network:floatingip')).body.ports
    expect((await post({ port_id: own.id })).status).toBe(409)
    const after = (await my.admin('GET', '/ports?device_owner=network:floatingip')).body.ports
    expect(after).toEqual(before)
  })

  test('keeps the address of the port, the interface and the gateway', async () => {
    const own = await port()
    await floating({ port_id: own.id })
    const changed = await my.demo('PUT', `/ports/${own.id}`, { port: { fixed_ips: [] } })
    expect(refusal(changed)).toBe(
      `400 BadRequest: Bad port request: Cannot update the fixed_ips of the port ${own.id}, ` +
        'because its original fixed_ip has been associated to a floating ip.',
    )
    const path = `/routers/${router.id}`
    const left = await my.demo('PUT', `${path}/remove_router_interface`, {
      subnet_id: inside.subnet,
    })
    expect(refusal(left)).toBe(
      `409 RouterInterfaceInUseByFloatingIP: Router interface for subnet ${inside.subnet} on ` +
        `router ${router.id} cannot be deleted, as it is required by one or more floating IPs.`,
    )
    const cleared = await my.demo('PUT', path, { router: { external_gateway_info: null } })
    expect(refusal(cleared)).toBe(
      '409 RouterExternalGatewayInUseByFloatingIp: Gateway cannot be updated for router ' +
        `${router.id}, since a gateway to external network ${outside.id} is required by one or ` +
        'more floating IPs.',
    )
  })

  test('with an address of several is named, and is one that the port has', async () => {
    const own = await port({
      fixed_ips: [{ ip_address: '10.33.1.201' }, { ip_address: '10.33.1.202' }],
    })
    const { id } = await floating()
    const refused = async (fixed?: string) => {
      return refusal(await put(id, { port_id: own.id, ...(fixed && { fixed_ip_address: fixed }) }))
    }
    expect(await refused()).toBe(
      bad(
        `Port ${own.id} has multiple fixed IPv4 addresses.  Must provide a specific IPv4 address ` +
          'when assigning a floating IP.',
      ),
    )
    expect(await refused('10.33.1.9')).toBe(bad(`Port ${own.id} does not have fixed ip 10.33.1.9.`))
    expect(await refused('fd00::1')).toBe(
      bad(
        'Cannot process floating IP association with fd00::1, since that is not an IPv4 address.',
      ),
    )
    const named = await put(id, { port_id: own.id, fixed_ip_address: '10.33.1.202' })
    expect(named.body.floatingip.fixed_ip_address).toBe('10.33.1.202')
    expect((await put(id, { description: 'kept' })).body.floatingip.port_id).toBe(own.id)
    expect(refusal(await put(id, { fixed_ip_address: '10.33.1.201' }))).toBe(
      bad('fixed_ip_address cannot be specified without a port_id.'),
    )
    const bare = await port({ fixed_ips: [] })
    expect(refusal(await put(id, { port_id: bare.id }))).toBe(
      bad(`Cannot add floating IP to port ${bare.id} that has no fixed IPv4 addresses.`),
    )
  })

  test('needs a router between, which the client may name', async () => {
    const apart = await networkWith(my, '10.34.0.0/24')
    const alone = await my.make('port', { network_id: apart.id })
    expect(refusal(await post({ port_id: alone.id }))).toBe(
      `404 ExternalGatewayForFloatingIPNotFound: External network ${outside.id} is not reachable ` +
        `from subnet ${apart.subnet}.  Therefore, cannot associate Port ${alone.id} with a ` +
        'Floating IP.',
    )
    const own = await port()
    expect((await floating({ port_id: own.id, router_id: router.id })).router_id).toBe(router.id)
    expect((await floating({ router_id: MISSING })).router_id).toBeNull()
  })

  test('goes through the router that is named, which needs but a gateway outside', async () => {
    const gateway = { external_gateway_info: { network_id: outside.id } }
    const apart = await my.make('router', gateway)
    const theirs = await my.make('router', gateway, my.admin)
    const without = await my.make('router')
    const own = await port()
    const through = async (router_id: string, as = my.demo) => {
      return refusal(await post({ port_id: own.id, router_id }, as))
    }
    const missing = (id: string) => `404 RouterNotFound: Router ${id} could not be found`
    expect(await through(MISSING)).toBe(missing(MISSING))
    expect(await through(theirs.id)).toBe(missing(theirs.id))
    expect(await through(without.id)).toBe('409 Conflict: An unknown exception occurred.')
    const made = await floating({ port_id: own.id, router_id: apart.id.toUpperCase() })
    expect(made).toMatchObject({ port_id: own.id, router_id: apart.id })
    const kept = await put(made.id, { description: 'kept' })
    expect(kept.body.floatingip.router_id).toBe(apart.id)
    const cleared = { router: { external_gateway_info: null } }
    expect((await my.demo('PUT', `/routers/${apart.id}`, cleared)).status).toBe(409)
    const moved = await put(made.id, { router_id: router.id })
    expect(moved.body.floatingip).toMatchObject({ port_id: own.id, router_id: router.id })
    expect((await my.demo('PUT', `/routers/${apart.id}`, cleared)).status).toBe(200)
    expect(refusal(await put(made.id, { router_id: without.id }))).toMatch(/^409 Conflict/)
  })

  test('is made with one’s own ports, and by administrators with any', async () => {
    const own = await port()
    expect(refusal(await post({ port_id: own.id }, my.stranger))).toBe(
      `404 PortNotFound: Port ${own.id} could not be found.`,
    )
    const theirs = await floating({}, my.admin)
    expect((await put(theirs.id, { port_id: own.id }, my.admin)).status).toBe(200)
    expect(refusal(await my.demo('DELETE', `/ports/${own.id}`))).toBe(
      `409 FipAssociated: Unable to complete the operation on port ${own.id} because the port ` +
        'still has an associated floating IP.',
    )
    expect((await my.admin('DELETE', `/ports/${own.id}`)).status).toBe(204)
  })
})

test('floating IPs that are for none go with their network, others keep it', async () => {
  const other = await externalNetwork(my, '198.51.100.0/24')
  const free = await floating({ floating_network_id: other.id })
  expect((await my.admin('DELETE', `/networks/${outside.id}`)).status).toBe(409)
  expect((await my.admin('DELETE', `/networks/${other.id}`)).status).toBe(204)
  expect((await my.demo('GET', `/floatingips/${free.id}`)).status).toBe(404)
})

test.each([
  [{ status: 'x' }, '400 HTTPBadRequest: Cannot update read-only attribute status'],
  [{ dns_name: 'x' }, '400 HTTPBadRequest: Cannot update read-only attribute dns_name'],
  [{ qos_policy_id: MISSING }, `404 QosPolicyNotFound: QoS policy ${MISSING} could not be found.`],
  [{ port_id: MISSING }, `404 PortNotFound: Port ${MISSING} could not be found.`],
])('a floating IP cannot be changed by %j', async (changes, refused) => {
  expect(refusal(await put((await floating()).id, changes))).toBe(refused)
})
