/** What servers may be plugged into, and the words in which they are refused. */
import { expect, test } from 'vitest'
import {
  networkCloud,
  networkWithSubnet,
  useNetworkCloud,
} from '../../../test/support/network-cloud.ts'
import { newServer, refused, serversOf } from '../../../test/support/servers-of-network.ts'
import type { RequestedNetworks } from './servers.ts'

const my = useNetworkCloud()
const NOWHERE = '11111111-2222-3333-4444-555555555555'

const validate = (requested: RequestedNetworks, count = 1, persona = my.persona) =>
  serversOf(my).client(
    (client, tx) => client.validate(tx, requested, { least: 1, most: count }),
    persona,
  )

const told = (requested: RequestedNetworks, persona = my.persona) =>
  refused(validate(requested, 1, persona))

test('where nothing is said, the only network is meant', async () => {
  const persona = await my.cloud.user('single', 'member', 'single')
  const as = (path: string, body: object) =>
    my.cloud.request('network', 'POST', `/v2.0${path}`, { token: persona.token, body })
  const server = newServer(persona)
  const allocate = (requested: RequestedNetworks, more = {}) =>
    serversOf(my).allocate(server, requested, more, persona)
  expect(await validate([], 3, persona)).toBe(3)
  expect((await allocate([])).ports).toEqual([])
  const unable = `Unable to automatically allocate a network for project ${persona.projectId}`
  expect(await told('auto', persona)).toBe(`400 UnableToAutoAllocateNetwork: ${unable}`)
  expect(await refused(allocate([], { mayBeNone: false }))).toBe(
    '400 InterfaceAttachFailedNoNetwork: No specific network was requested and none are available ' +
      `for project '${persona.projectId}'.`,
  )
  const { id } = (await as('/networks', { network: {} })).body.network
  await as('/subnets', { subnet: { network_id: id, ip_version: 4, cidr: '10.1.0.0/24' } })
  expect((await allocate('auto')).ports).toHaveLength(1)
  await as('/networks', { network: {} })
  const several =
    '409 NetworkAmbiguous: Multiple possible networks found, use a Network ID to be more specific.'
  for (const requested of ['auto', []] as const) {
    expect(await told(requested, persona)).toBe(several)
    expect(await refused(allocate(requested))).toBe(several)
  }
  expect((await allocate('none')).ports).toEqual([])
  expect(await validate('none', 2, persona)).toBe(2)
})

test('where there is none, one is made for whoever asks for any, once there are pools for it', async () => {
  const persona = await my.cloud.user('bare', 'member', 'bare')
  const pool = { name: 'p', prefixes: ['10.90.0.0/16'], default_prefixlen: 26, is_default: true }
  const { id: poolId } = await my.make('subnetpool', { ...pool, shared: true }, my.admin)
  const { id: outside } = await my.make(
    'network',
    { 'router:external': true, is_default: true },
    my.admin,
  )
  expect(await validate('auto', 2, persona)).toBe(2)
  const { ports } = await serversOf(my).allocate(newServer(persona), 'auto', {}, persona)
  const { port } = (await my.admin('GET', `/ports/${ports[0]!.id}`)).body
  const path = `/v2.0/auto-allocated-topology/${persona.projectId}`
  const got = await my.cloud.request('network', 'GET', path, { token: persona.token })
  expect(got.body.auto_allocated_topology.id).toBe(port.network_id)
  // Of the next server it is the only network.
  const next = await serversOf(my).allocate(newServer(persona), 'auto', {}, persona)
  const other = (await my.admin('GET', `/ports/${next.ports[0]!.id}`)).body.port
  expect(other.network_id).toBe(port.network_id)
  for (const one of [port, other]) await my.admin('DELETE', `/ports/${one.id}`)
  await my.cloud.request('network', 'DELETE', path, { token: persona.token })
  await my.admin('DELETE', `/networks/${outside}`)
  await my.admin('DELETE', `/subnetpools/${poolId}`)
})

test('networks are there, are visible, and have subnets', async () => {
  const { network_id } = await networkWithSubnet(my)
  const { id: bare } = await my.make('network')
  const missing = (id: string) => `400 NetworkNotFound: Network ${id} could not be found.`
  expect(await told([{ networkId: NOWHERE }, { networkId: network_id }])).toBe(missing(NOWHERE))
  expect(await told([{ networkId: network_id }], my.strangerPersona)).toBe(missing(network_id))
  expect(await told([{ networkId: bare }])).toBe(
    `400 NetworkRequiresSubnet: Network ${bare} requires a subnet in order to boot instances on.`,
  )
  expect(await validate([{ networkId: network_id }, { networkId: network_id }])).toBe(1)
  const unguarded = await networkWithSubnet(my, { port_security_enabled: false })
  const server = newServer(my.persona)
  const on = (networkId: string, groups: string[] = []) =>
    refused(serversOf(my).allocate(server, [{ networkId }], { groups }))
  const cannot =
    '400 SecurityGroupCannotBeApplied: Network requires port_security_enabled and subnet ' +
    'associated in order to apply security groups.'
  expect(await on(bare)).toBe(cannot)
  expect(await on(unguarded.network_id, [NOWHERE])).toBe(cannot)
})

test('an external network is for those who may use it', async () => {
  const external = { 'router:external': true }
  const { id } = await my.make('network', external, my.admin)
  await my.make('subnet', { network_id: id, ip_version: 4, cidr: '10.2.0.0/24' }, my.admin)
  const on = (mayUseExternal: boolean, persona = my.persona) =>
    serversOf(my).allocate(newServer(persona), [{ networkId: id }], { mayUseExternal }, persona)
  expect(await refused(on(false))).toBe(
    '403 ExternalNetworkAttachForbidden: It is not allowed to create an interface on external ' +
      `network ${id}`,
  )
  // Network has a rule of its own, which does not let members make ports there.
  expect(await refused(on(true))).toMatch(/^403 PolicyNotAuthorized: /)
  expect((await on(true, my.adminPersona)).ports).toHaveLength(1)
})

test('ports are there, are the project’s, and are free', async () => {
  const { network_id } = await networkWithSubnet(my)
  const server = newServer(my.persona)
  const allocate = (portId: string) => refused(serversOf(my).allocate(server, [{ portId }]))
  const missing = `400 PortNotFound: Port id ${NOWHERE} could not be found.`
  expect(await told([{ portId: NOWHERE }])).toBe(missing)
  expect(await allocate(NOWHERE)).toBe(missing)
  const { id: used } = await my.make('port', { network_id, device_id: 'x' })
  const inUse = `409 PortInUse: Port ${used} is still in use.`
  expect([await told([{ portId: used }]), await allocate(used)]).toEqual([inUse, inUse])
  const { id } = await my.make('port', { network_id })
  expect(await told([{ portId: id }], my.strangerPersona)).toBe(
    `400 PortNotFound: Port id ${id} could not be found.`,
  )
  const theirs = newServer(my.strangerPersona)
  const asked = serversOf(my).allocate(theirs, [{ portId: id }], {}, my.strangerPersona)
  expect(await refused(asked)).toBe(
    `400 PortNotUsable: Port ${id} not usable for instance ${theirs.id}.`,
  )
  const { id: later } = await my.make('network')
  const { id: waiting } = await my.make('port', { network_id: later })
  expect(await told([{ portId: waiting }])).toBe(
    `400 PortRequiresFixedIP: Port ${waiting} requires a FixedIP in order to be used.`,
  )
  const address = (await my.demo('GET', `/ports/${id}`)).body.port.fixed_ips[0].ip_address
  expect(await told([{ networkId: network_id, address }])).toBe(
    `400 FixedIpAlreadyInUse: Fixed IP address ${address} is already in use on instance .`,
  )
  // What is refused when a port is made is refused by Network.
  const at = (one: string) =>
    refused(serversOf(my).allocate(server, [{ networkId: network_id, address: one }]))
  expect(await at(address)).toMatch(/^409 IpAddressAlreadyAllocated: .*already allocated/)
  expect(await at('10.99.0.1')).toBe(
    `400 InvalidIpForNetwork: IP address 10.99.0.1 is not a valid IP for any of the subnets on the specified network.`,
  )
})

test('a name that a port has must be that of the server', async () => {
  const named = await networkCloud({ network: { dnsDomain: 'example.org' } })
  await using _ = named.cloud
  const { network_id } = await networkWithSubnet(named)
  const { id } = await named.make('port', { network_id, dns_name: 'www' })
  const allocate = (hostname: string) => {
    return serversOf(named).allocate(newServer(named.persona, { hostname }), [{ portId: id }])
  }
  expect(await refused(allocate('vm'))).toMatch(
    new RegExp(
      `^400 PortNotUsableDNS: Port ${id} not usable for instance \\S+ Value www assigned to ` +
        "dns_name attribute does not match instance's hostname vm$",
    ),
  )
  await allocate('www')
  const server = newServer(named.persona, { hostname: 'vm-1' })
  const { ports } = await serversOf(named).allocate(server, [{ networkId: network_id }])
  const { port } = (await named.demo('GET', `/ports/${ports[0]!.id}`)).body
  expect(port.dns_assignment).toMatchObject([{ fqdn: 'vm-1.example.org.' }])
})

test('there are as many servers as the quota has room for their ports', async () => {
  const persona = await my.cloud.user('few', 'member', 'few')
  await my.admin('PUT', `/quotas/${persona.projectId}`, { quota: { port: 5 } })
  const make = async (path: string, body: object) => {
    const sent = { token: persona.token, body }
    return (await my.cloud.request('network', 'POST', `/v2.0${path}`, sent)).body
  }
  const { id } = (await make('/networks', { network: {} })).network
  await make('/subnets', { subnet: { network_id: id, ip_version: 4, cidr: '10.4.0.0/24' } })
  const two = [{ networkId: id }, { networkId: id }]
  expect(await validate(two, 9, persona)).toBe(2)
  expect(await validate(two.slice(0, 1), 3, persona)).toBe(3)
  const server = newServer(persona)
  await serversOf(my).allocate(server, [...two, ...two], {}, persona)
  expect(await told(two, persona)).toBe('403 PortLimitExceeded: Maximum number of ports exceeded')
  const asked = serversOf(my).allocate(server, two, {}, persona)
  expect(await refused(asked)).toBe("409 OverQuota: Quota exceeded for resources: ['port'].")
})

test('on a network with a promise of bandwidth only ports are used that the user made', async () => {
  const { id } = await my.make('policy', { name: 'q', shared: true }, my.admin)
  await my.admin('POST', `/qos/policies/${id}/minimum_bandwidth_rules`, {
    minimum_bandwidth_rule: { min_kbps: 100 },
  })
  const { network_id } = await networkWithSubnet(my, { qos_policy_id: id })
  const on = (persona = my.persona) =>
    serversOf(my).allocate(newServer(persona), [{ networkId: network_id }], {}, persona)
  // Members do not see what their ports need, and so are not told.
  expect((await on()).ports).toHaveLength(1)
  expect(await refused(on(my.adminPersona))).toMatch(
    /^400 NetworksWithQoSPolicyNotSupported: Using networks with QoS policy is not supported for instance \S+ \(Network ID is \S+\)$/,
  )
})
