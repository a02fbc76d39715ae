/** What Compute is told of what clients of Network do to the ports of servers. */
import { beforeAll, expect, test } from 'vitest'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { networkWithSubnet, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { newServer, serversOf } from '../../../test/support/servers-of-network.ts'

const my = useNetworkCloud()

/** Names of events and the ports that they are of; emptied when read. */
const heard: string[] = []
let refusing = false
beforeAll(() =>
  serversOf(my).cloud(async (facade) => {
    facade.listen(async (_, events) => {
      if (refusing) throw new Error('not now')
      heard.push(...events.map(({ name, serverId, tag }) => `${name} ${serverId} ${tag}`))
    })
  }),
)

const told = () => heard.splice(0)

test('a port that is changed, unplugged or deleted', async () => {
  const { network_id } = await networkWithSubnet(my)
  const server = newServer(my.persona)
  const { ports } = await serversOf(my).allocate(server, [{ networkId: network_id }])
  const { id } = ports[0]!
  const event = (name: string) => `${name} ${server.id} ${id}`
  // What Compute does itself it knows.
  expect(told()).toEqual([])
  await my.demo('PUT', `/ports/${id}`, { port: { name: 'eth0' } })
  expect(told()).toEqual([event('network-changed')])
  await my.admin('PUT', `/ports/${id}`, { port: { 'binding:host_id': null } })
  expect(told()).toEqual([event('network-vif-unplugged'), event('network-changed')])
  await my.admin('PUT', `/ports/${id}`, { port: { 'binding:host_id': 'host-2' } })
  expect(told()).toEqual([event('network-vif-plugged'), event('network-changed')])
  refusing = true
  expect((await my.admin('DELETE', `/ports/${id}`)).status).toBe(500)
  refusing = false
  // It is told in the same transaction: nothing has happened.
  expect((await my.admin('DELETE', `/ports/${id}`)).status).toBe(204)
  expect(told()).toEqual([event('network-vif-deleted')])
})

test('a floating IP that comes, moves to another and goes', async () => {
  const outside = await externalNetwork(my)
  const inside = await networkWith(my, '10.6.0.0/24')
  const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
  const add = `/routers/${router.id}/add_router_interface`
  await my.demo('PUT', add, { subnet_id: inside.subnet })
  const server = newServer(my.persona)
  const asked = [{ networkId: inside.id }, { networkId: inside.id }]
  const { ports } = await serversOf(my).allocate(server, asked)
  const [first, second] = ports.map(({ id }) => `network-changed ${server.id} ${id}`)
  const put = (port_id: string | null) =>
    my.demo('PUT', `/floatingips/${id}`, { floatingip: { port_id } })
  told()
  const { id } = await my.make('floatingip', {
    floating_network_id: outside.id,
    port_id: ports[0]!.id,
  })
  expect(told()).toEqual([first])
  await put(ports[1]!.id)
  expect(told().toSorted()).toEqual([first!, second!].toSorted())
  await put(null)
  expect(told()).toEqual([second])
  await put(ports[0]!.id)
  told()
  await my.demo('DELETE', `/floatingips/${id}`)
  expect(told()).toEqual([first])
})

test('nothing of ports that are no server’s', async () => {
  const { network_id } = await networkWithSubnet(my)
  const { id } = await my.make('port', { network_id, device_id: 'mine' })
  await my.demo('PUT', `/ports/${id}`, { port: { device_owner: 'compute:me' } })
  await my.demo('DELETE', `/ports/${id}`)
  expect(told()).toEqual([])
})
