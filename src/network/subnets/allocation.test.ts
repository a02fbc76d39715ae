/** Subnets from pools: which prefix they get, and in what words a real Neutron gives none. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud, type NetworkApi } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const pool = (attributes: object = {}, as?: NetworkApi) =>
  my.make('subnetpool', { name: 'p', prefixes: ['10.0.0.0/16'], ...attributes }, as)

async function subnet(attributes: object, as: NetworkApi = my.demo) {
  const { id } = await my.make('network')
  return as('POST', '/subnets', { subnet: { network_id: id, ip_version: 4, ...attributes } })
}

const badPart = (reason: string) => `400 BadRequest: Bad subnets request: ${reason}`

test('the first prefix that is free, of the usual length or that asked for', async () => {
  const { id } = await pool({ default_prefixlen: 24 })
  const first = await subnet({ subnetpool_id: id })
  expect(first.body.subnet).toMatchObject({
    subnetpool_id: id,
    cidr: '10.0.0.0/24',
    gateway_ip: '10.0.0.1',
    allocation_pools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
  })
  const small = await subnet({ subnetpool_id: id, prefixlen: 28, gateway_ip: null })
  expect(small.body.subnet).toMatchObject({
    cidr: '10.0.1.0/28',
    gateway_ip: null,
    allocation_pools: [{ start: '10.0.1.1', end: '10.0.1.14' }],
  })
  const given = await subnet({ subnetpool_id: id, cidr: '10.0.8.0/24' })
  expect(given.body.subnet.cidr).toBe('10.0.8.0/24')
  expect(refusal(await subnet({ subnetpool_id: id, cidr: '10.0.8.0/25' }))).toBe(
    '409 SubnetAllocationError: Failed to allocate subnet: Cannot allocate requested subnet from ' +
      'the available set of prefixes.',
  )
  const around = await subnet({ subnetpool_id: id, gateway_ip: '10.0.77.5' })
  expect(around.body.subnet).toMatchObject({ cidr: '10.0.77.0/24', gateway_ip: '10.0.77.5' })
  await my.demo('DELETE', `/subnets/${first.body.subnet.id}`)
  expect((await subnet({ subnetpool_id: id })).body.subnet.cidr).toBe('10.0.0.0/24')
})

test('in IPv6 too, a pool leaves the first address to the gateway', async () => {
  const { id } = await pool({ prefixes: ['fd00:5::/48'] })
  const got = await subnet({ ip_version: 6, subnetpool_id: id })
  expect(got.body.subnet).toMatchObject({ cidr: 'fd00:5::/64', gateway_ip: 'fd00:5::1' })
})

test('lengths keep to the bounds of the pool', async () => {
  const { id } = await pool({ default_prefixlen: 26, min_prefixlen: 24, max_prefixlen: 28 })
  const words = async (attributes: object) =>
    refusal(await subnet({ subnetpool_id: id, ...attributes }))
  expect(await words({ prefixlen: 29 })).toBe(
    '400 MaxPrefixSubnetAllocationError: Unable to allocate subnet with prefix length 29, maximum ' +
      'allowed prefix is 28.',
  )
  expect(await words({ prefixlen: 20 })).toBe(
    '400 MinPrefixSubnetAllocationError: Unable to allocate subnet with prefix length 20, minimum ' +
      'allowed prefix is 24.',
  )
  expect(await words({ prefixlen: 33 })).toBe('400 AddrFormatError: invalid IPNetwork 0.0.0.0/33')
  expect(await words({ ip_version: 6 })).toBe(
    badPart('Cannot allocate IPv6 subnet from IPv4 subnet pool.'),
  )
  expect(await words({ allocation_pools: [] })).toBe(
    badPart('allocation_pools allowed only for specific subnet requests..'),
  )
  expect(await words({ use_default_subnetpool: true })).toBe(
    badPart('subnetpool_id and use_default_subnetpool cannot both be specified.'),
  )
})

test('the quota of a pool counts addresses', async () => {
  const { id } = await pool({ default_prefixlen: 28, default_quota: 40 })
  for (const status of [201, 201, 409]) {
    expect((await subnet({ subnetpool_id: id })).status).toBe(status)
  }
  expect(refusal(await subnet({ subnetpool_id: id }))).toBe(
    '409 SubnetPoolQuotaExceeded: Per-project subnet pool prefix quota exceeded.',
  )
  expect((await subnet({ subnetpool_id: id, prefixlen: 29 })).status).toBe(201)
})

test('an empty pool says so', async () => {
  const { id } = await pool({ prefixes: ['10.0.0.0/24'], default_prefixlen: 24 })
  expect((await subnet({ subnetpool_id: id })).status).toBe(201)
  expect(refusal(await subnet({ subnetpool_id: id }))).toBe(
    '409 SubnetAllocationError: Failed to allocate subnet: Insufficient prefix space to allocate ' +
      'subnet size /24.',
  )
})

test('the default pool is one that the caller sees', async () => {
  const ask = () => subnet({ use_default_subnetpool: true })
  const none = badPart('No default subnetpool found for IPv4.')
  expect(refusal(await ask())).toBe(none)
  const hidden = await pool({ is_default: true, default_prefixlen: 24 }, my.admin)
  expect(refusal(await ask())).toBe(none)
  await my.admin('DELETE', `/subnetpools/${hidden.id}`)
  const shared = { is_default: true, shared: true, default_prefixlen: 24 }
  const { id } = await pool(shared, my.admin)
  expect((await ask()).body.subnet.subnetpool_id).toBe(id)
})

test('all subnets of a network and version come from one pool, or from none', async () => {
  const [one, other] = [
    await pool({ default_prefixlen: 24 }),
    await pool({ default_prefixlen: 24 }),
  ]
  const { network_id } = (await subnet({ subnetpool_id: one.id })).body.subnet
  const words =
    '400 NetworkSubnetPoolAffinityError: Subnets hosted on the same network must be allocated ' +
    'from the same subnet pool.'
  expect(refusal(await subnet({ network_id, cidr: '172.16.0.0/24' }))).toBe(words)
  expect(refusal(await subnet({ network_id, subnetpool_id: other.id, cidr: '10.0.9.0/24' }))).toBe(
    words,
  )
  expect((await subnet({ network_id, subnetpool_id: one.id })).status).toBe(201)
  expect((await subnet({ network_id, ip_version: 6, cidr: 'fd00::/64' })).status).toBe(201)
})

test('a pool of others is not there', async () => {
  const { id } = await pool({}, my.admin)
  expect(refusal(await subnet({ subnetpool_id: id }))).toBe(
    `404 SubnetPoolNotFound: Subnet pool ${id} could not be found.`,
  )
})
