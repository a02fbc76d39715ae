/** Names of collections, which clients write with dashes or with underscores, over HTTP. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../test/support/network-cloud.ts'

const my = useNetworkCloud()

test.each([
  ['/security_groups', 'security_groups'],
  ['/security_groups.json', 'security_groups'],
  ['/security_groups/', 'security_groups'],
  ['//security-groups', 'security_groups'],
  ['/floatingip-pools', 'floatingip_pools'],
  ['/qos/rule_types', 'rule_types'],
  ['/network_ip-availabilities', 'network_ip_availabilities'],
])('%s is listed', async (path, collection) => {
  const got = await my.demo('GET', path)
  expect([got.status, Object.keys(got.body)[0]]).toEqual([200, collection])
})

test('items are made, shown and changed under either', async () => {
  const made = await my.demo('POST', '/security_groups', { security_group: { name: 'a' } })
  const { id } = made.body.security_group
  expect((await my.demo('GET', `/security_groups/${id}`)).body.security_group.name).toBe('a')
  expect((await my.demo('DELETE', `/security_groups/${id}`)).status).toBe(204)
})

test('collections of an item are, and what is done to it is not', async () => {
  const policy = await my.make('policy', { name: 'p' }, my.admin)
  const path = `/qos/policies/${policy.id}/bandwidth-limit-rules`
  const limit = { bandwidth_limit_rule: { max_kbps: 1000 } }
  expect((await my.admin('POST', path, limit)).status).toBe(201)
  const router = await my.make('router')
  const added = await my.demo('PUT', `/routers/${router.id}/add-router-interface`, {})
  expect(added.status).toBe(404)
})

test('an id is itself', async () => {
  expect(refusal(await my.demo('GET', '/networks/security_groups'))).toBe(
    '404 NetworkNotFound: Network security_groups could not be found.',
  )
  expect((await my.demo('GET', '/sub_nets')).status).toBe(404)
})
