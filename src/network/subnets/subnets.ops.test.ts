/** Subnets: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

/** Makes a subnet of a new network, unless told of which. */
async function subnet(attributes: object = {}, as = my.demo) {
  const { id } = await my.make('network')
  const usual = { network_id: id, ip_version: 4, cidr: '10.35.0.7/24' }
  return as('POST', '/subnets', { subnet: { ...usual, ...attributes } })
}

describe('a subnet of a member', () => {
  test('has a gateway, and pools of all other addresses', async () => {
    const got = await subnet()
    expect(got.status).toBe(201)
    const { id, network_id: networkId, created_at: created, ...others } = got.body.subnet
    expect(others).toEqual({
      name: '',
      project_id: my.persona.projectId,
      tenant_id: my.persona.projectId,
      ip_version: 4,
      subnetpool_id: null,
      enable_dhcp: true,
      ipv6_ra_mode: null,
      ipv6_address_mode: null,
      gateway_ip: '10.35.0.1',
      cidr: '10.35.0.0/24',
      allocation_pools: [{ start: '10.35.0.2', end: '10.35.0.254' }],
      host_routes: [],
      dns_nameservers: [],
      description: '',
      'router:external': false,
      service_types: [],
      tags: [],
      updated_at: created,
      revision_number: 0,
    })
    expect((await my.demo('GET', `/subnets/${id}`)).body).toEqual(got.body)
    const { network } = (await my.demo('GET', `/networks/${networkId}`)).body
    expect(network).toMatchObject({ subnets: [id], revision_number: 2 })
    const seen = await my.admin('GET', `/subnets/${id}`)
    expect(seen.body.subnet).toEqual({ ...got.body.subnet, segment_id: null })
  })

  test('of IPv6 has the address of the network for a gateway', async () => {
    const got = await subnet({ ip_version: 6, cidr: 'FD32:1::5/64' })
    expect(got.body.subnet).toMatchObject({
      gateway_ip: 'fd32:1::',
      cidr: 'fd32:1::/64',
      allocation_pools: [{ start: 'fd32:1::1', end: 'fd32:1::ffff:ffff:ffff:ffff' }],
    })
  })

  test('is not there for others, though they own its network', async () => {
    const { id: network } = await my.make('network')
    const usual = { network_id: network, ip_version: 4, cidr: '10.0.0.0/24' }
    const { id } = await my.make('subnet', usual, my.admin)
    for (const [who, method] of [
      [my.demo, 'GET'],
      [my.demo, 'PUT'],
      [my.demo, 'DELETE'],
      [my.stranger, 'GET'],
    ] as const) {
      const body = method === 'PUT' ? { subnet: { name: 'x' } } : undefined
      const got = await who(method, `/subnets/${id}`, body)
      expect(refusal(got)).toBe(`404 SubnetNotFound: Subnet ${id} could not be found.`)
    }
    expect((await my.demo('GET', `/subnets?id=${id}`)).body.subnets).toEqual([])
  })

  test('is read and left alone by readers', async () => {
    const { id } = (await subnet()).body.subnet
    expect((await my.reader('GET', `/subnets/${id}`)).status).toBe(200)
    const put = await my.reader('PUT', `/subnets/${id}`, { subnet: { name: 'x' } })
    expect(refusal(put)).toBe('403 PolicyNotAuthorized: rule:update_subnet is disallowed by policy')
    expect((await my.reader('DELETE', `/subnets/${id}`)).status).toBe(403)
    expect((await my.demo('DELETE', `/subnets/${id}`)).status).toBe(204)
    expect((await my.demo('GET', `/subnets/${id}`)).status).toBe(404)
  })

  test('counts the revision of its network up when it goes', async () => {
    const { id, network_id: network } = (await subnet()).body.subnet
    await my.demo('DELETE', `/subnets/${id}`)
    const shown = await my.demo('GET', `/networks/${network}`)
    expect(shown.body.network).toMatchObject({ subnets: [], revision_number: 3 })
  })
})

describe('a network that is not there', () => {
  const network_id = '00000000-0000-0000-0000-00000000abcd'
  const missing = `404 NetworkNotFound: Network ${network_id} could not be found.`
  const disallowed = '403 PolicyNotAuthorized: rule:create_subnet is disallowed by policy'

  test('is missed by those who might make subnets', async () => {
    expect(refusal(await subnet({ network_id }))).toBe(missing)
    expect(refusal(await subnet({ network_id }, my.admin))).toBe(missing)
    expect(refusal(await subnet({ network_id }, my.reader))).toBe(disallowed)
  })

  test('is no matter where it is another project’s', async () => {
    const { id } = await my.make('network', {}, my.admin)
    expect(refusal(await subnet({ network_id: id }))).toBe(disallowed)
    const shared = await my.make('network', { shared: true }, my.admin)
    expect(refusal(await subnet({ network_id: shared.id }))).toBe(disallowed)
  })
})

describe('subnets of networks of others', () => {
  test.each([
    ['shared', 'shared'],
    ['external', 'router:external'],
  ])('are seen where these are %s', async (_, name) => {
    const network = await my.make('network', { [name]: true }, my.admin)
    const usual = { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/24' }
    const { id } = await my.make('subnet', usual, my.admin)
    const seen = await my.stranger('GET', `/subnets/${id}`)
    expect(seen.body.subnet).toMatchObject({ id, 'router:external': name !== 'shared' })
    expect(seen.body.subnet).not.toHaveProperty('segment_id')
    const filtered = async (is: boolean) => {
      const got = await my.stranger('GET', `/subnets?${name}=${is}&id=${id}&fields=id`)
      return got.body.subnets
    }
    expect(await filtered(true)).toEqual([{ id }])
    expect(await filtered(false)).toEqual([])
    const put = await my.stranger('PUT', `/subnets/${id}`, { subnet: { name: 'x' } })
    expect(put.status).toBe(403)
  })
})

describe('what cannot be a subnet', () => {
  const invalid = (reason: string) => `400 InvalidInput: Invalid input for operation: ${reason}`
  const badPart = (reason: string) => `400 BadRequest: Bad subnets request: ${reason}`

  test.each([
    [{ cidr: 'x' }, invalid('x is not in a CIDR format.')],
    [{ cidr: null }, invalid('None is not in a CIDR format.')],
    [
      { cidr: '10.0.0.0/31' },
      invalid('Subnet has a prefix length that is incompatible with DHCP service enabled.'),
    ],
    [{ ip_version: 6 }, invalid("cidr '10.35.0.0/24' does not match the ip_version '6'.")],
    [
      { ip_version: 5 },
      '400 HTTPBadRequest: Invalid input for ip_version. Reason: 5 is not in valid_values.',
    ],
    [{ cidr: undefined }, badPart('a subnetpool must be specified in the absence of a cidr.')],
    [{ prefixlen: 24 }, badPart('cidr and prefixlen must not be supplied together.')],
    [{ gateway_ip: '10.35.0.255' }, invalid('Gateway is not valid on subnet.')],
    [
      { gateway_ip: '' },
      "400 HTTPBadRequest: Invalid input for gateway_ip. Reason: '' is not a valid IP address.",
    ],
    [{ ipv6_ra_mode: 'slaac' }, invalid('ipv6_ra_mode is not valid when ip_version is 4.')],
    [
      { allocation_pools: [{ start: '10.35.0.1', end: '10.35.0.9' }], gateway_ip: '10.35.0.5' },
      '409 GatewayConflictWithAllocationPools: Gateway ip 10.35.0.5 conflicts with allocation pool 10.35.0.1-10.35.0.9.',
    ],
    [
      { service_types: ['bogus'] },
      '400 InvalidSubnetServiceType: Subnet service type bogus does not correspond to a valid device owner.',
    ],
    [{ shared: true }, "400 HTTPBadRequest: Attribute 'shared' not allowed in POST"],
    [
      { 'router:external': true },
      "400 HTTPBadRequest: Attribute 'router:external' not allowed in POST",
    ],
    [
      { dns_publish_fixed_ip: true },
      "400 HTTPBadRequest: Unrecognized attribute(s) 'dns_publish_fixed_ip'",
    ],
    [
      { subnetpool_id: '00000000-0000-0000-0000-00000000abcd' },
      '404 SubnetPoolNotFound: Subnet pool 00000000-0000-0000-0000-00000000abcd could not be found.',
    ],
    [
      { segment_id: '00000000-0000-0000-0000-00000000abcd' },
      '404 SegmentNotFound: Segment 00000000-0000-0000-0000-00000000abcd could not be found.',
    ],
  ])('%j', async (attributes, words) => {
    expect(refusal(await subnet(attributes))).toBe(words)
  })

  test('overlaps with another of its network', async () => {
    const { network_id } = (await subnet()).body.subnet
    const cidrs = ['10.35.0.128/25', '10.32.0.0/13']
    for (const cidr of cidrs) {
      expect(refusal(await subnet({ network_id, cidr }))).toBe(
        invalid(
          `Requested subnet with cidr: ${cidr} for network: ${network_id} overlaps with another subnet.`,
        ),
      )
    }
    expect((await subnet({ network_id, cidr: '10.36.0.0/24' })).status).toBe(201)
  })

  test('none of several is made where one is refused', async () => {
    const { id: network_id } = await my.make('network')
    const several = [
      { network_id, ip_version: 4, cidr: '10.0.0.0/24' },
      { network_id, ip_version: 4, cidr: '10.0.0.0/25' },
    ]
    const got = await my.demo('POST', '/subnets', { subnets: several })
    expect(got.status).toBe(400)
    expect((await my.demo('GET', `/subnets?network_id=${network_id}`)).body.subnets).toEqual([])
    several[1]!.cidr = '10.0.1.0/24'
    const made = await my.demo('POST', '/subnets', { subnets: several })
    expect(made.body.subnets.map((one: { cidr: string }) => one.cidr)).toEqual([
      '10.0.0.0/24',
      '10.0.1.0/24',
    ])
  })
})

test('a delegated prefix is a provisional one, and the network has no other', async () => {
  const modes = { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }
  const delegated = { ip_version: 6, cidr: undefined, subnetpool_id: 'prefix_delegation' }
  const got = await subnet({ ...delegated, ...modes })
  expect(got.body.subnet).toMatchObject({
    subnetpool_id: 'prefix_delegation',
    cidr: '::/64',
    gateway_ip: '::',
    allocation_pools: [{ start: '::1', end: '::ffff:ffff:ffff:ffff' }],
  })
  const { network_id } = got.body.subnet
  const other = await subnet({ network_id, ip_version: 6, cidr: 'fd01::/64' })
  expect(refusal(other)).toBe(
    '400 NetworkSubnetPoolAffinityError: Subnets hosted on the same network must be allocated ' +
      'from the same subnet pool.',
  )
  expect((await subnet({ network_id })).status).toBe(201)
})
