/** What ports need of hosts. The numbers of the first test are those of a real Neutron 2026.2. */
import { expect, test } from 'vitest'
import { networkWithSubnet, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { resourceRequest } from './resource-requests.ts'

const rules = [
  { id: '841c1cb7-61f8-4cb1-8f31-32d5a5596949', min_kbps: 100, direction: 'egress' },
  { id: '08a507d8-a43a-4c0f-9ebc-710e50c8281f', min_kbps: 200, direction: 'ingress' },
].map((rule) => ({ ...rule, qos_policy_id: 'q', type: 'minimum_bandwidth' as const }))

const packets = {
  ...{ id: '2db675e3-0dcb-4ef4-b030-6664eaccd7f6', qos_policy_id: 'q', min_kpps: 10 },
  ...{ direction: 'any', type: 'minimum_packet_rate' as const },
}

const port = { portId: 'bc52075e-8ec1-4ab6-b9f0-43739ab14b99', vnicType: 'normal' }

test('bandwidth is asked of a network, packets of a card', () => {
  expect(resourceRequest({ ...port, rules: [...rules, packets], physicalNetwork: null })).toEqual({
    request_groups: [
      {
        id: 'b7861f28-7ee8-5206-9b04-4a4136744b63',
        required: ['CUSTOM_NETWORK_TUNNEL_PROVIDER', 'CUSTOM_VNIC_TYPE_NORMAL'],
        resources: { NET_BW_EGR_KILOBIT_PER_SEC: 100, NET_BW_IGR_KILOBIT_PER_SEC: 200 },
      },
      {
        id: '0b0fa271-27b3-5033-ac95-cdbbb3c443bf',
        required: ['CUSTOM_VNIC_TYPE_NORMAL'],
        resources: { NET_PACKET_RATE_KILOPACKET_PER_SEC: 10 },
      },
    ],
    same_subtree: ['b7861f28-7ee8-5206-9b04-4a4136744b63', '0b0fa271-27b3-5033-ac95-cdbbb3c443bf'],
  })
})

test('a physical network is a trait, and without segments no bandwidth is asked for', () => {
  const on = (physicalNetwork: string | undefined) =>
    resourceRequest({ portId: port.portId, vnicType: 'direct-physical', rules, physicalNetwork })
  expect(on('rack-1')?.request_groups[0]?.required).toEqual([
    'CUSTOM_PHYSNET_RACK_1',
    'CUSTOM_VNIC_TYPE_DIRECT_PHYSICAL',
  ])
  expect(on(undefined)).toBeNull()
})

const my = useNetworkCloud()

test("only administrators see it, of a port's own policy before that of its network", async () => {
  const policyOf = async (kbps: number | undefined) => {
    const { id } = await my.make('policy', { name: 'q', shared: true }, my.admin)
    const path = `/qos/policies/${id}/minimum_bandwidth_rules`
    const rule = { minimum_bandwidth_rule: { min_kbps: kbps, direction: 'egress' } }
    if (kbps !== undefined) await my.admin('POST', path, rule)
    return id
  }
  const { network_id } = await networkWithSubnet(my)
  const { id } = await my.make('port', { network_id })
  const requested = async () => {
    const { port: shown } = (await my.admin('GET', `/ports/${id}`)).body
    const { ports } = (await my.admin('GET', `/ports?id=${id}`)).body
    expect(ports).toEqual([shown])
    return shown.resource_request?.request_groups.map((group: any) => group.resources)
  }
  expect(await requested()).toBeUndefined()
  await my.demo('PUT', `/networks/${network_id}`, {
    network: { qos_policy_id: await policyOf(300) },
  })
  expect(await requested()).toEqual([{ NET_BW_EGR_KILOBIT_PER_SEC: 300 }])
  const own = async (policy: string) => {
    await my.demo('PUT', `/ports/${id}`, { port: { qos_policy_id: policy } })
    return requested()
  }
  expect(await own(await policyOf(500))).toEqual([{ NET_BW_EGR_KILOBIT_PER_SEC: 500 }])
  expect(await own(await policyOf(undefined))).toBeUndefined()
  const { port: seen } = (await my.demo('GET', `/ports/${id}`)).body
  expect(seen).not.toHaveProperty('resource_request')
})
