/** Zones of networks and routers are those of the agents that serve them; measured on a real Neutron. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({
  hosts: ['ha', 'hb'],
  networkAgents: [
    { kind: 'dhcp' },
    { kind: 'l3', hosts: ['ha'] },
    { kind: 'l3', hosts: ['hb'], zone: 'az2' },
    { kind: 'ovs' },
  ],
})

const zones = async (query = '') => {
  const got = await my.demo('GET', `/availability_zones${query}`)
  expect(got.status, got.text).toBe(200)
  return got.body.availability_zones
    .map(({ name, resource, state }: any) => `${resource} ${name} ${state}`)
    .toSorted()
}
const ALL = ['network nova available', 'router az2 available', 'router nova available']

test.each([
  ['', ALL],
  ['?resource=router', ALL.slice(1)],
  ['?name=AZ2', ['router az2 available']],
  ['?state=available&name=nova', [ALL[0], ALL[2]]],
  ['?state=unavailable', []],
  ['?resource=bogus', []],
  ['?limit=1&marker=x&sort_key=bogus&sort_dir=asc&fields=name', ALL],
])('availability_zones%s', async (query, expected) => {
  expect(await zones(query)).toEqual(expected)
})

test('a filter that there is not is refused', async () => {
  expect(refusal(await my.demo('GET', '/availability_zones?name=x&bogus=1'))).toBe(
    "400 HTTPBadRequest: ['bogus'] is invalid attribute for filtering",
  )
})

test('who has no role of a reader finds none', async () => {
  const { token } = await my.cloud.user('nova', 'service', 'service')
  const got = await my.cloud.request('network', 'GET', '/v2.0/availability_zones', { token })
  expect(got.body).toEqual({ availability_zones: [] })
})

test('a zone whose only agent is switched off is unavailable', async () => {
  const { agents } = (await my.admin('GET', '/agents?availability_zone=az2')).body
  const put = (isUp: boolean) =>
    my.admin('PUT', `/agents/${agents[0].id}`, { agent: { admin_state_up: isUp } })
  await put(false)
  expect(await zones('?name=az2')).toEqual(['router az2 unavailable'])
  await put(true)
})

test('networks and routers ask for zones that there are', async () => {
  const { id } = await my.make('network', { availability_zone_hints: ['nova'] })
  const shown = (await my.demo('GET', `/networks/${id}`)).body.network
  expect(shown).toMatchObject({ availability_zone_hints: ['nova'], availability_zones: [] })
  expect(await my.make('router', { availability_zone_hints: ['az2'] })).toMatchObject({
    ...{ availability_zone_hints: ['az2'], availability_zones: [] },
  })
  const asked = (resource: string, hints: string[]) =>
    my.demo('POST', `/${resource}s`, { [resource]: { availability_zone_hints: hints } })
  const missing = (zone: string) =>
    `404 AvailabilityZoneNotFound: AvailabilityZone ${zone} could not be found.`
  expect(refusal(await asked('network', ['nova', 'bogus']))).toBe(missing('bogus'))
  expect(refusal(await asked('router', ['bogus']))).toBe(missing('bogus'))
  // It is one of routers.
  expect(refusal(await asked('network', ['az2']))).toBe(missing('az2'))
  const change = { network: { availability_zone_hints: [] } }
  expect(refusal(await my.demo('PUT', `/networks/${id}`, change))).toBe(
    '400 HTTPBadRequest: Cannot update read-only attribute availability_zone_hints',
  )
})

test('a network and a router are in the zones of the agents that serve them', async () => {
  const network = await my.make('network', { availability_zone_hints: ['nova'] })
  const router = await my.make('router', { availability_zone_hints: ['az2'] })
  const subnet = await my.make('subnet', {
    network_id: network.id,
    ip_version: 4,
    cidr: '10.5.0.0/24',
  })
  await my.demo('PUT', `/routers/${router.id}/add_router_interface`, { subnet_id: subnet.id })
  const shown = async (path: string) => Object.values<any>((await my.demo('GET', path)).body)[0]
  expect((await shown(`/networks/${network.id}`)).availability_zones).toEqual(['nova'])
  expect((await shown(`/routers/${router.id}`)).availability_zones).toEqual(['az2'])
})
