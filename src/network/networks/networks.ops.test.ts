/** Networks: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

describe('a network of a member', () => {
  test('is made active, with the address of the project and what a tunnel can carry', async () => {
    const got = await my.demo('POST', '/networks', { network: { name: 'n1' } })
    expect(got.status).toBe(201)
    const { id, created_at: created, ...others } = got.body.network
    expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(others).toEqual({
      name: 'n1',
      tenant_id: my.persona.projectId,
      project_id: my.persona.projectId,
      admin_state_up: true,
      mtu: 1450,
      status: 'ACTIVE',
      subnets: [],
      shared: false,
      port_security_enabled: true,
      qos_policy_id: null,
      dns_domain: '',
      'router:external': false,
      is_default: false,
      availability_zone_hints: [],
      availability_zones: [],
      ipv4_address_scope: null,
      ipv6_address_scope: null,
      description: '',
      l2_adjacency: true,
      tags: [],
      updated_at: created,
      revision_number: 1,
    })
    const shown = await my.demo('GET', `/networks/${id}`)
    const { is_default: _, ...expected } = got.body.network
    expect(shown.body.network).toEqual(expected)
  })

  test('shows its segment to administrators only', async () => {
    const { id } = await my.make('network')
    const shown = await my.admin('GET', `/networks/${id}`)
    expect(shown.body.network).toMatchObject({
      'provider:network_type': 'vxlan',
      'provider:physical_network': null,
      'provider:segmentation_id': expect.any(Number),
    })
    const own = await my.demo('GET', `/networks/${id}`)
    expect(Object.keys(own.body.network).filter((name) => name.startsWith('provider'))).toEqual([])
  })

  test('is not there for others', async () => {
    const { id } = await my.make('network')
    const got = await my.stranger('GET', `/networks/${id}`)
    expect(refusal(got)).toBe(`404 NetworkNotFound: Network ${id} could not be found.`)
    expect((await my.stranger('GET', '/networks')).body.networks).toEqual([])
    expect((await my.stranger('DELETE', `/networks/${id}`)).status).toBe(404)
    expect((await my.reader('DELETE', `/networks/${id}`)).status).toBe(403)
    expect((await my.demo('DELETE', `/networks/${id}`)).status).toBe(204)
    expect((await my.demo('GET', `/networks/${id}`)).status).toBe(404)
  })

  test.each([
    ['shared', true],
    ['router:external', true],
    ['provider:network_type', 'vlan'],
  ])('may not set %s', async (name, value) => {
    const got = await my.demo('POST', '/networks', { network: { [name]: value } })
    expect(refusal(got)).toBe(
      `403 PolicyNotAuthorized: (rule:create_network and rule:create_network:${name}) ` +
        'is disallowed by policy',
    )
  })
})

describe('what administrators provide', () => {
  const provided = (more: object) => my.admin('POST', '/networks', { network: more })
  const segment = (type: unknown, physical?: unknown, id?: unknown) => ({
    'provider:network_type': type,
    ...(physical !== undefined && { 'provider:physical_network': physical }),
    ...(id !== undefined && { 'provider:segmentation_id': id }),
  })

  test.each([
    ['bogus', undefined, undefined, "network_type value 'bogus' not supported."],
    ['', 'physnet1', undefined, "network_type value '' not supported."],
    ['flat', undefined, undefined, 'physical_network required for flat provider network.'],
    ['flat', 'x', 5, 'segmentation_id prohibited for flat provider network.'],
    ['vlan', 'nope', undefined, "physical_network 'nope' unknown for VLAN provider network."],
    ['vlan', 'physnet1', 5000, 'segmentation_id out of range (1 through 4094).'],
    ['vxlan', 'x', undefined, 'provider:physical_network specified for vxlan network.'],
    ['geneve', 'x', undefined, 'provider:physical_network specified for geneve network.'],
    ['local', undefined, 3, 'segmentation_id prohibited for local provider network.'],
  ])('%s %s %s is refused', async (type, physical, id, reason) => {
    const got = await provided(segment(type, physical, id))
    expect(refusal(got)).toBe(`400 InvalidInput: Invalid input for operation: ${reason}`)
  })

  test('no two networks have one segment', async () => {
    expect((await provided(segment('vxlan', undefined, 4321))).status).toBe(201)
    expect(refusal(await provided(segment('vxlan', undefined, 4321)))).toBe(
      '409 TunnelIdInUse: Unable to create the network. The tunnel ID 4321 is in use.',
    )
    // Each type of tunnel has ids of its own.
    const geneve = await provided(segment('geneve', undefined, 4321))
    expect([geneve.status, geneve.body.network.mtu]).toEqual([201, 1450])
    expect(refusal(await provided(segment('geneve')))).toMatch(/^503 NoNetworkAvailable: /)
    expect((await provided(segment('flat', 'plain'))).body.network.mtu).toBe(1500)
    expect(refusal(await provided(segment('flat', 'plain')))).toBe(
      '409 FlatNetworkInUse: Unable to create the flat network. ' +
        'Physical network plain is in use.',
    )
  })

  test('several segments are shown as a list, and a filter finds each', async () => {
    const segments = [segment('vlan', 'physnet1', 77), segment('vxlan', undefined, 78)]
    const { body } = await provided({ segments })
    expect(body.network.segments).toEqual([
      segment('vlan', 'physnet1', 77),
      segment('vxlan', null, 78),
    ])
    for (const filter of ['provider:segmentation_id=77', 'provider:segmentation_id=78']) {
      const found = await my.admin('GET', `/networks?${filter}`)
      expect(found.body.networks.map(({ id }: { id: string }) => id)).toEqual([body.network.id])
    }
  })
})

test('a shared network is seen by all, and shared for them', async () => {
  const { id } = await my.make('network', { shared: true }, my.admin)
  const seen = await my.stranger('GET', `/networks/${id}`)
  expect(seen.body.network).toMatchObject({ id, shared: true })
  expect((await my.stranger('PUT', `/networks/${id}`, { network: { name: 'x' } })).status).toBe(403)
  const listed = await my.stranger('GET', '/networks?shared=true&fields=id')
  expect(listed.body.networks).toEqual([{ id }])
  expect((await my.stranger('GET', '/networks?shared=false')).body.networks).toEqual([])
  const unshared = await my.admin('PUT', `/networks/${id}`, { network: { shared: false } })
  expect(unshared.body.network).toMatchObject({ shared: false, revision_number: 2 })
  expect((await my.stranger('GET', `/networks/${id}`)).status).toBe(404)
})

test('there is one default network, and it is external', async () => {
  const external = { 'router:external': true, is_default: true }
  const { id } = await my.make('network', external, my.admin)
  const again = await my.admin('POST', '/networks', { network: external })
  expect(refusal(again)).toBe(
    `409 DefaultExternalNetworkExists: A default external network already exists: ${id}.`,
  )
  const inner = await my.admin('PUT', `/networks/${id}`, { network: { 'router:external': false } })
  expect(inner.body.network).not.toHaveProperty('is_default')
  expect((await my.admin('POST', '/networks', { network: external })).status).toBe(201)
})

test('a network that becomes external says that it is not the default one', async () => {
  const { id } = await my.make('network', {}, my.admin)
  const put = async (network: object) =>
    (await my.admin('PUT', `/networks/${id}`, { network })).body.network
  expect(await put({ 'router:external': true })).toMatchObject({ is_default: false })
  expect(await put({ 'router:external': false })).not.toHaveProperty('is_default')
  // Upstream looks at the values of this filter, and leaves nothing out by them.
  for (const value of [true, false]) {
    const { body } = await my.admin('GET', `/networks?id=${id}&is_default=${value}&fields=id`)
    expect(body.networks).toEqual([{ id }])
  }
  expect((await my.admin('GET', '/networks?is_default=x')).status).toBe(400)
})

test('a field without a name is one that nothing has', async () => {
  const { id } = await my.make('network')
  const shown = await my.demo('GET', `/networks/${id}?fields=`)
  expect(shown.body).toEqual({ network: {} })
  const listed = await my.demo('GET', `/networks?id=${id}&fields=&fields=id`)
  expect(listed.body).toEqual({ networks: [{ id }] })
})

test.each(['network_type', 'physical_network'])('provider:%s is not null', async (name) => {
  const network = { [`provider:${name}`]: null }
  expect(refusal(await my.admin('POST', '/networks', { network }))).toBe(
    `400 HTTPBadRequest: Invalid input for provider:${name}. Reason: 'None' is not a valid string.`,
  )
})

test('a change that changes nothing is no revision', async () => {
  const { id } = await my.make('network', { name: 'same' })
  const put = (network: object, headers?: Record<string, string>) =>
    my.demo('PUT', `/networks/${id}`, { network }, headers)
  expect((await put({ name: 'same' })).body.network.revision_number).toBe(1)
  expect((await put({ name: 'other' })).body.network.revision_number).toBe(2)
  const stale = await put({ name: 'third' }, { 'If-Match': 'revision_number=1' })
  expect(refusal(stale)).toBe(
    '412 RevisionNumberConstraintFailed: Constrained to 1, but current revision is 2',
  )
})

test('a larger packet than the segment takes is refused', async () => {
  const got = await my.demo('POST', '/networks', { network: { mtu: 1451 } })
  expect(refusal(got)).toBe(
    '400 InvalidInput: Invalid input for operation: ' +
      'Requested MTU is too big, maximum is 1450.',
  )
})

test('packets are as large as subnets need them', async () => {
  const { id } = await my.make('network')
  await my.make('subnet', { network_id: id, ip_version: 6, cidr: 'fd00:7::/64' })
  expect(refusal(await my.demo('PUT', `/networks/${id}`, { network: { mtu: 1000 } }))).toBe(
    `409 NetworkMTUSubnetConflict: MTU of ${id} is not valid, subnet requires a minimum of 1280`,
  )
})

test('another refusal comes before that of an old revision', async () => {
  const { id } = await my.make('network')
  const port = await my.make('port', { network_id: id })
  const got = await my.demo('DELETE', `/networks/${id}`, undefined, {
    'If-Match': 'revision_number=9',
  })
  expect(refusal(got)).toContain(`409 NetworkInUse: Unable to complete operation on network ${id}.`)
  await my.demo('DELETE', `/ports/${port.id}`)
})

test('the port of an agent goes with its network, unless a trunk has it', async () => {
  const { id } = await my.make('network')
  const dhcp = { network_id: id, device_owner: 'network:dhcp' }
  const port = await my.make('port', dhcp, my.admin)
  const trunk = await my.make('trunk', { port_id: port.id }, my.admin)
  expect(refusal(await my.demo('DELETE', `/networks/${id}`))).toBe(
    `409 PortInUseAsTrunkParent: Port ${port.id} is currently a parent port for trunk ${trunk.id}.`,
  )
  expect((await my.admin('GET', `/ports/${port.id}`)).status).toBe(200)
  await my.admin('DELETE', `/trunks/${trunk.id}`)
  await my.admin('PUT', `/ports/${port.id}`, { port: { device_owner: dhcp.device_owner } })
  expect((await my.demo('DELETE', `/networks/${id}`)).status).toBe(204)
  expect((await my.admin('GET', `/ports/${port.id}`)).status).toBe(404)
})
