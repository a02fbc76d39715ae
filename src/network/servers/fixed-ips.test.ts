/** Addresses that servers get and lose while they run. */
import { expect, test } from 'vitest'
import { networkWithSubnet, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { newServer, refused, serversOf } from '../../../test/support/servers-of-network.ts'

const my = useNetworkCloud()

test('an address more is of the first subnet that has one, and can be taken away again', async () => {
  // One of two addresses for machines is the gateway's.
  const { network_id } = await networkWithSubnet(my, {}, '10.1.0.0/30')
  const server = newServer(my.persona)
  const { ports } = await serversOf(my).allocate(server, [{ networkId: network_id }])
  const add = (network = network_id) =>
    serversOf(my).client((client, tx) => client.addFixedIp(tx, server, network))
  const remove = (address: string) =>
    serversOf(my).client((client, tx) => client.removeFixedIp(tx, server, address))
  const addresses = async (): Promise<string[]> => {
    const { port } = (await my.demo('GET', `/ports/${ports[0]!.id}`)).body
    return port.fixed_ips.map((one: any) => one.ip_address)
  }
  const nowhere = `404 NetworkNotFoundForInstance: Network could not be found for instance ${server.id}.`
  expect(await refused(add())).toBe(nowhere)
  expect(await addresses()).toEqual(['10.1.0.2'])
  await my.make('subnet', { network_id, ip_version: 4, cidr: '10.2.0.0/24' })
  await add()
  expect(await addresses()).toEqual(['10.1.0.2', expect.stringMatching(/^10\.2\.0\./)])
  const { network_id: other } = await networkWithSubnet(my)
  expect(await refused(add(other))).toBe(nowhere)
  await remove('10.1.0.2')
  expect(await addresses()).toEqual([expect.stringMatching(/^10\.2\.0\./)])
  expect(await refused(remove('10.1.0.2'))).toBe(
    `400 FixedIpNotFoundForInstance: Instance ${server.id} does not have fixed IP '10.1.0.2'.`,
  )
})
