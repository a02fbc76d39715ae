/** Pools of subnets: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud, type NetworkApi } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const create = (attributes: object, as: NetworkApi = my.demo) =>
  as('POST', '/subnetpools', {
    subnetpool: { name: 'p', prefixes: ['10.0.0.0/16'], ...attributes },
  })

async function pool(attributes: object = {}, as: NetworkApi = my.demo) {
  const got = await create(attributes, as)
  expect(got.status).toBe(201)
  return got.body.subnetpool
}

const put = (id: string, subnetpool: object, as: NetworkApi = my.demo) =>
  as('PUT', `/subnetpools/${id}`, { subnetpool })

const act = (id: string, action: string, body: unknown, as: NetworkApi = my.demo) =>
  as('PUT', `/subnetpools/${id}/${action}`, body)

const invalid = (reason: string) => `400 InvalidInput: Invalid input for operation: ${reason}`

describe('a pool of a member', () => {
  test('has few prefixes, and bounds as texts', async () => {
    const prefixes = ['10.1.0.0/16', '10.0.0.0/16', '10.9.0.5/24']
    const made = await pool({ prefixes, default_prefixlen: '26', default_quota: 10 })
    const { id, created_at: created, ...others } = made
    expect(others).toEqual({
      name: 'p',
      project_id: my.persona.projectId,
      tenant_id: my.persona.projectId,
      default_prefixlen: '26',
      min_prefixlen: '8',
      max_prefixlen: '32',
      is_default: false,
      shared: false,
      prefixes: ['10.0.0.0/15', '10.9.0.0/24'],
      ip_version: 4,
      default_quota: 10,
      address_scope_id: null,
      description: '',
      tags: [],
      updated_at: created,
      revision_number: 0,
    })
    expect((await my.demo('GET', `/subnetpools/${id}`)).body.subnetpool).toEqual(made)
    const listed = await my.demo('GET', `/subnetpools?default_prefixlen=26&id=${id}`)
    expect(listed.body.subnetpools).toEqual([made])
  })

  test('of IPv6 gives subnets of /64', async () => {
    expect(await pool({ prefixes: ['fd00::/48'] })).toMatchObject({
      ip_version: 6,
      default_prefixlen: '64',
      min_prefixlen: '64',
      max_prefixlen: '128',
    })
  })

  test('is not there for others, and readers leave it alone', async () => {
    const { id } = await pool()
    const missing = `404 SubnetPoolNotFound: Subnet pool ${id} could not be found.`
    expect(refusal(await my.stranger('GET', `/subnetpools/${id}`))).toBe(missing)
    const body = { prefixes: ['172.16.0.0/16'] }
    expect(refusal(await act(id, 'add_prefixes', body, my.stranger))).toBe(missing)
    expect(refusal(await act(id, 'add_prefixes', body, my.reader))).toBe(
      '403 PolicyNotAuthorized: rule:add_prefixes is disallowed by policy',
    )
    expect((await my.reader('DELETE', `/subnetpools/${id}`)).status).toBe(403)
    expect((await my.demo('DELETE', `/subnetpools/${id}`)).status).toBe(204)
    expect(refusal(await my.demo('GET', `/subnetpools/${id}`))).toBe(missing)
  })
})

test.each([
  [
    { name: undefined },
    "400 HTTPBadRequest: Failed to parse request. Required attribute 'name' not specified",
  ],
  [
    { name: '' },
    "400 HTTPBadRequest: Invalid input for name. Reason: '' Blank strings are not permitted.",
  ],
  [{ prefixes: [] }, '400 EmptySubnetPoolPrefixList: Empty subnet pool prefix list.'],
  [
    { prefixes: ['10.0.0.0/16', 'fd00::/48'] },
    '400 PrefixVersionMismatch: Cannot mix IPv4 and IPv6 prefixes in a subnet pool.',
  ],
  [
    { prefixes: ['10.0.0.0'] },
    "400 HTTPBadRequest: Invalid input for prefixes. Reason: '10.0.0.0' is not a valid IP subnet.",
  ],
  [
    { min_prefixlen: 28, max_prefixlen: 20 },
    '400 IllegalSubnetPoolPrefixBounds: Illegal prefix bounds: min_prefixlen=28, max_prefixlen=20.',
  ],
  [
    { max_prefixlen: 33 },
    '400 IllegalSubnetPoolPrefixBounds: Illegal prefix bounds: max_prefixlen=33, ip_version_max=32.',
  ],
  [{ default_quota: null }, invalid("'None' is not an integer.")],
  [
    { is_default: true },
    '403 PolicyNotAuthorized: (rule:create_subnetpool and rule:create_subnetpool:is_default) is ' +
      'disallowed by policy',
  ],
  [
    { shared: true },
    '403 PolicyNotAuthorized: (rule:create_subnetpool and rule:create_subnetpool:shared) is ' +
      'disallowed by policy',
  ],
  [{ ip_version: 4 }, "400 HTTPBadRequest: Attribute 'ip_version' not allowed in POST"],
  [
    { address_scope_id: '00000000-0000-0000-0000-00000000abcd' },
    '404 AddressScopeNotFound: Address scope 00000000-0000-0000-0000-00000000abcd could not be found.',
  ],
])('%j is no pool', async (attributes, words) => {
  expect(refusal(await create(attributes))).toBe(words)
})

test('only one is made at a time', async () => {
  const several = [{ name: 'a', prefixes: ['10.0.0.0/16'] }]
  const got = await my.demo('POST', '/subnetpools', { subnetpools: several })
  expect(refusal(got)).toBe('400 HTTPBadRequest: Bulk operation not supported')
})

test('a change is a revision, even of nothing, and answers with numbers', async () => {
  const { id } = await pool()
  const got = await put(id, { name: 'p' })
  expect(got.body.subnetpool).toMatchObject({ min_prefixlen: 8, revision_number: 1 })
  expect(got.body.subnetpool).not.toHaveProperty('default_quota')
  expect(got.body.subnetpool).not.toHaveProperty('address_scope_id')
  const shown = await my.demo('GET', `/subnetpools/${id}`)
  expect(shown.body.subnetpool).toMatchObject({ min_prefixlen: '8', default_quota: null })
})

test('prefixes only grow by a change', async () => {
  const { id } = await pool()
  expect(refusal(await put(id, { prefixes: ['10.0.0.0/17'] }))).toBe(
    '400 IllegalSubnetPoolPrefixUpdate: Illegal update to prefixes: Existing prefixes must be a ' +
      'subset of the new prefixes.',
  )
  const grown = await put(id, { prefixes: ['10.0.0.0/15'] })
  expect(grown.body.subnetpool.prefixes).toEqual(['10.0.0.0/15'])
  expect(refusal(await put(id, { min_prefixlen: 24 }))).toBe(
    '400 IllegalSubnetPoolPrefixBounds: Illegal prefix bounds: default_prefixlen=8, min_prefixlen=24.',
  )
  const narrow = { default_prefixlen: 26, min_prefixlen: 24, max_prefixlen: 28 }
  expect((await put(id, narrow)).body.subnetpool).toMatchObject(narrow)
})

test('each version has one default pool', async () => {
  const first = await pool({ is_default: true }, my.admin)
  const second = await pool({}, my.admin)
  const words = invalid(
    'A default subnetpool for this IP family has already been set. Only one default may exist per ' +
      'IP family.',
  )
  expect(refusal(await create({ is_default: true }, my.admin))).toBe(words)
  expect(refusal(await put(second.id, { is_default: true }, my.admin))).toBe(words)
  await pool({ is_default: true, prefixes: ['fd00::/48'] }, my.admin)
  expect((await put(first.id, { is_default: true }, my.admin)).status).toBe(200)
  expect((await put(first.id, { is_default: false }, my.admin)).status).toBe(200)
  expect((await put(second.id, { is_default: true }, my.admin)).status).toBe(200)
  expect(refusal(await put(second.id, { is_default: false }))).toBe(
    `404 SubnetPoolNotFound: Subnet pool ${second.id} could not be found.`,
  )
})

test('a shared pool is seen by all, and only its owner changes it', async () => {
  const { id } = await pool({ shared: true }, my.admin)
  const seen = await my.stranger('GET', `/subnetpools/${id}`)
  expect(seen.body.subnetpool).toMatchObject({ id, shared: true })
  const listed = await my.stranger('GET', '/subnetpools?shared=true&fields=id')
  expect(listed.body.subnetpools).toEqual([{ id }])
  expect(refusal(await put(id, { name: 'x' }, my.stranger))).toBe(
    '403 PolicyNotAuthorized: rule:update_subnetpool is disallowed by policy',
  )
})

describe('prefixes', () => {
  test('are added and taken one by one', async () => {
    const { id } = await pool({ prefixes: ['10.9.0.0/24'] })
    const added = await act(id, 'add_prefixes', { prefixes: ['172.16.0.0/16'] })
    expect(added.body).toEqual({ prefixes: ['10.9.0.0/24', '172.16.0.0/16'] })
    const merged = await act(id, 'add_prefixes', { prefixes: ['172.17.0.5/16'] })
    expect(merged.body).toEqual({ prefixes: ['10.9.0.0/24', '172.16.0.0/15'] })
    const left = await act(id, 'remove_prefixes', { prefixes: ['172.16.0.0/16'] })
    expect(left.body).toEqual({ prefixes: ['10.9.0.0/24', '172.17.0.0/16'] })
    const same = await act(id, 'remove_prefixes', { prefixes: ['1.0.0.0/8'] })
    expect(same.body).toEqual(left.body)
    const shown = await my.demo('GET', `/subnetpools/${id}`)
    expect(shown.body.subnetpool).toMatchObject({ ...left.body, revision_number: 2 })
  })

  test.each([
    ['add_prefixes', { prefixes: [] }, '400 HTTPBadRequest: Request body contains invalid data'],
    ['add_prefixes', {}, '400 HTTPBadRequest: Request body contains invalid data'],
    ['add_prefixes', { prefixes: ['x'] }, '400 AddrFormatError: invalid IPNetwork x'],
    ['remove_prefixes', { prefixes: ['x'] }, '400 AddrFormatError: invalid IPNetwork x'],
    [
      'add_prefixes',
      { prefixes: ['fd00::/64'] },
      '400 PrefixVersionMismatch: Cannot mix IPv4 and IPv6 prefixes in a subnet pool.',
    ],
  ])('%s of %j are refused', async (action, body, words) => {
    const { id } = await pool()
    expect(refusal(await act(id, action, body))).toBe(words)
  })
})

test('no two pools of an address scope have a prefix, however it comes to them', async () => {
  const scope = await my.make('address_scope', { name: 'unique', ip_version: 4 })
  await pool({ prefixes: ['10.50.0.0/16'], address_scope_id: scope.id })
  const { id } = await pool({ prefixes: ['10.51.0.0/16'], address_scope_id: scope.id })
  const conflict =
    '409 AddressScopePrefixConflict: Failed to associate address scope: subnetpools within an ' +
    'address scope must have unique prefixes.'
  expect(refusal(await act(id, 'add_prefixes', { prefixes: ['10.50.0.0/16'] }))).toBe(conflict)
  const { id: network_id } = await my.make('network')
  await my.make('subnet', { network_id, ip_version: 4, cidr: '10.50.7.0/24' })
  expect(refusal(await act(id, 'onboard_network_subnets', { network_id }))).toBe(conflict)
})

describe('subnets of a network', () => {
  const subnetOf = async (network: string, cidr: string, as: NetworkApi = my.demo) =>
    my.make('subnet', { network_id: network, ip_version: 4, cidr }, as)

  test('are taken into a pool, with their prefixes', async () => {
    const { id: network_id } = await my.make('network')
    const subnet = await subnetOf(network_id, '10.200.9.0/24')
    const { id } = await pool()
    const got = await act(id, 'onboard_network_subnets', { network_id })
    expect(got.body).toEqual([{ id: subnet.id, cidr: '10.200.9.0/24' }])
    const shown = await my.demo('GET', `/subnets/${subnet.id}`)
    expect(shown.body.subnet).toMatchObject({ subnetpool_id: id, revision_number: 1 })
    const after = await my.demo('GET', `/subnetpools/${id}`)
    expect(after.body.subnetpool.prefixes).toEqual(['10.0.0.0/16', '10.200.9.0/24'])
    expect(refusal(await my.demo('DELETE', `/subnetpools/${id}`))).toBe(
      '400 SubnetPoolDeleteError: Unable to delete subnet pool: Subnet pool has existing allocations.',
    )
    expect(refusal(await act(id, 'remove_prefixes', { prefixes: ['10.200.0.0/16'] }))).toBe(
      '400 IllegalSubnetPoolPrefixUpdate: Illegal update to prefixes: One or more the prefixes to ' +
        'be removed is in use by a subnet..',
    )
    const other = await my.make('network')
    const clash = await subnetOf(other.id, '10.200.9.0/25')
    expect(refusal(await act(id, 'onboard_network_subnets', { network_id: other.id }))).toBe(
      `400 IllegalSubnetPoolUpdate: Illegal subnetpool update : Onboarding subnet ${clash.id}: ` +
        `10.200.9.0/25 conflicts with allocated prefixes in subnet pool ${id}.`,
    )
  })

  test('are those of a network of one’s own', async () => {
    const { id } = await pool()
    const ask = (body: object) => act(id, 'onboard_network_subnets', body)
    expect(refusal(await ask({}))).toBe(invalid('network_id must be specified..'))
    expect(refusal(await ask({ network_id: 'x' }))).toBe(
      '404 NetworkNotFound: Network x could not be found.',
    )
    const shared = await my.make('network', { shared: true }, my.admin)
    expect(refusal(await ask({ network_id: shared.id }))).toBe('403 NotAuthorized: Not authorized.')
    expect((await ask({ network_id: (await my.make('network')).id })).body).toEqual([])
  })
})
