/** How many addresses networks have and how many are taken, measured on a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import {
  networkApi,
  networkCloud,
  refusal,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const PATH = '/network-ip-availabilities'

describe.each(BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const list = async (query = '') => {
    const got = await my.admin('GET', `${PATH}${query}`)
    expect(got.status).toBe(200)
    return got.body.network_ip_availabilities
  }
  const subnet = (network_id: string, attributes: object): Promise<any> =>
    my.make('subnet', { network_id, ...attributes })

  test('counts what subnets and their pools have, and what ports took of each', async () => {
    const network = await my.make('network', { name: 'counted' })
    const { id: subnet_id } = await subnet(network.id, {
      ...{ name: 's', ip_version: 4, cidr: '10.9.0.0/24' },
      allocation_pools: [
        { start: '10.9.0.10', end: '10.9.0.19' },
        { start: '10.9.0.30', end: '10.9.0.34' },
      ],
    })
    for (const ip_address of ['10.9.0.10', '10.9.0.34', '10.9.0.5']) {
      await my.make('port', { network_id: network.id, fixed_ips: [{ ip_address }] })
    }
    const counts = {
      ...{ used_ips: 3, total_ips: 15 },
      ip_availability_details: {
        ...{ total_ips_in_subnet: 254, total_ips_in_allocation_pool: 15 },
        ...{ used_ips_in_subnet: 3, used_ips_in_allocation_pool: 2 },
      },
    }
    const got = await my.admin('GET', `${PATH}/${network.id}`)
    expect(got.body).toEqual({
      network_ip_availability: {
        ...{ network_id: network.id, network_name: 'counted' },
        ...{ project_id: network.project_id, tenant_id: network.project_id },
        subnet_ip_availability: [
          { subnet_id, ip_version: 4, cidr: '10.9.0.0/24', subnet_name: 's', ...counts },
        ],
        ...counts,
      },
    })
  })

  test('counts the addresses of IPv6 exactly, and adds up the subnets', async () => {
    const network = await my.make('network')
    await subnet(network.id, { ip_version: 4, cidr: '10.33.2.0/24' })
    await subnet(network.id, { ip_version: 6, cidr: 'fd33:2::/64' })
    const { text } = await my.admin('GET', `${PATH}/${network.id}?fields=total_ips`)
    expect(text).toMatch(/"total_ips": ?18446744073709551868\b/)
    const whole = await my.admin('GET', `${PATH}/${network.id}`)
    expect(whole.text).toMatch(/"total_ips_in_subnet": ?18446744073709551616\b/)
    expect(whole.text).toMatch(/"total_ips_in_subnet": ?18446744073709551870\b/)
  })

  test('shows a network without subnets, of which all counts are zero', async () => {
    const network = await my.make('network', { name: 'bare' })
    expect(await list('?network_name=bare')).toEqual([
      {
        ...{ network_id: network.id, network_name: 'bare' },
        ...{ project_id: network.project_id, tenant_id: network.project_id },
        ...{ subnet_ip_availability: [], used_ips: 0, total_ips: 0 },
        ip_availability_details: {
          ...{ total_ips_in_subnet: 0, total_ips_in_allocation_pool: 0 },
          ...{ used_ips_in_subnet: 0, used_ips_in_allocation_pool: 0 },
        },
      },
    ])
  })

  test('a version asked for leaves out other subnets, and networks without any', async () => {
    const [both, old] = [await my.make('network'), await my.make('network')]
    await subnet(both.id, { ip_version: 4, cidr: '10.1.0.0/24' })
    await subnet(both.id, { ip_version: 6, cidr: 'fd34::/64' })
    await subnet(old.id, { ip_version: 4, cidr: '10.2.0.0/24' })
    const asked = `network_id=${both.id}&network_id=${old.id}`
    const [only, ...others] = await list(`?ip_version=6&${asked}`)
    expect(others).toEqual([])
    expect(only.subnet_ip_availability.map(({ cidr }: any) => cidr)).toEqual(['fd34::/64'])
    expect(only.total_ips).toEqual(only.subnet_ip_availability[0].total_ips)
    expect(await list(`?ip_version=4&ip_version=6&${asked}`)).toHaveLength(2)
    expect(await list('?ip_version=x')).toEqual([])
  })

  test('filters by id, name and owner, and sorts by id', async () => {
    const made = [await my.make('network', { name: 'one' }), await my.make('network')]
    const ids = made.map(({ id }) => id as string).toSorted()
    const asked = ids.map((id) => `network_id=${id}`).join('&')
    const found = async (query: string) =>
      (await list(query)).map(({ network_id }: any) => network_id)
    expect(await found(`?${asked}`)).toEqual(ids)
    expect(await found(`?${asked}&sort_key=network_id&sort_dir=desc`)).toEqual(ids.toReversed())
    expect(await found(`?${asked}&limit=1&marker=${ids[0]}`)).toEqual([ids[1]])
    expect(await found(`?${asked}&limit=1&marker=x`)).toEqual([])
    expect(await found('?network_name=one')).toEqual([made[0].id])
    expect(await found(`?network_name=one&project_id=${made[0].project_id}`)).toHaveLength(1)
    expect(await found('?tenant_id=x')).toEqual([])
  })

  test.each([
    ['?used_ips=3', "['used_ips'] is invalid attribute for filtering"],
    ['?id=x', "['id'] is invalid attribute for filtering"],
    ['?sort_key=network_name&sort_dir=asc', "['network_name'] is invalid attribute for sort_keys"],
  ])('refuses %s', async (query, message) => {
    expect(refusal(await my.admin('GET', `${PATH}${query}`))).toBe(`400 HTTPBadRequest: ${message}`)
  })

  test('administrators and services see those of all; their owners none', async () => {
    const { id } = await my.make('network')
    const service = networkApi(my.cloud, await my.cloud.user('nova', 'service', 'service'))
    expect((await service('GET', `${PATH}/${id}`)).status).toBe(200)
    expect((await my.demo('GET', PATH)).body).toEqual({ network_ip_availabilities: [] })
    expect(refusal(await my.demo('GET', `${PATH}/${id}`))).toBe(
      '404 HTTPNotFound: The resource could not be found.',
    )
    expect(refusal(await my.reader('GET', `${PATH}/x`))).toBe(
      '404 NetworkNotFound: Network x could not be found.',
    )
  })
})
