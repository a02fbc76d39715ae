/** Pools of floating IPs: the subnets of networks outside. */
import { expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

test('whoever may make floating IPs is shown from where', async () => {
  const outside = await externalNetwork(my)
  await externalNetwork(my, 'fd00::/64')
  await networkWith(my, '10.1.0.0/24')
  const pool = {
    subnet_id: outside.subnet,
    subnet_name: '',
    network_id: outside.id,
    cidr: '203.0.113.0/24',
  }
  for (const [as, { projectId: id }] of [
    [my.demo, my.persona],
    [my.stranger, my.strangerPersona],
  ] as const) {
    const { floatingip_pools: pools } = (await as('GET', '/floatingip_pools')).body
    expect(pools).toEqual([{ ...pool, project_id: id, tenant_id: id }])
  }
  expect(refusal(await my.demo('GET', '/floatingip_pools?subnet_name=x'))).toBe(
    "400 HTTPBadRequest: ['subnet_name'] is invalid attribute for filtering",
  )
})
