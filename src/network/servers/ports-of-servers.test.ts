/** The ports of servers, from the first to the last: called as Compute does, seen as clients see them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkCloud,
  networkWithSubnet,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'
import {
  newServer,
  refused,
  serversOf,
  type ServersOfNetwork,
} from '../../../test/support/servers-of-network.ts'
import type { ServerToPlug } from './servers.ts'

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  let my: NetworkCloud
  let servers: ServersOfNetwork
  const ends: (() => void)[] = []
  beforeAll(async () => {
    const database = await backend.url('cloud', (remove) => ends.push(remove))
    my = await networkCloud({ database })
    servers = serversOf(my)
  })
  afterAll(async () => {
    await my.cloud[Symbol.asyncDispose]()
    for (const end of ends) end()
  })

  const shownPort = async (id: string) => (await my.admin('GET', `/ports/${id}`)).body.port
  const portsOf = async ({ id }: ServerToPlug) =>
    (await my.admin('GET', `/ports?device_id=${id}`)).body.ports

  test('one is made, the other taken, and both are in use', async () => {
    const { network_id } = await networkWithSubnet(my)
    const { id: own } = await my.make('port', { network_id, name: 'mine' })
    const server = newServer(my.persona)
    const { ports, events } = await servers.allocate(server, [
      { networkId: network_id, address: '10.7.0.99' },
      { portId: own },
    ])
    expect(ports).toEqual([
      { id: expect.any(String), isMade: true },
      { id: own, isMade: false },
    ])
    expect(events).toEqual(
      ports.map(({ id }) => ({
        ...{ name: 'network-vif-plugged', status: 'completed', serverId: server.id, tag: id },
      })),
    )
    // As a port that Nova has made and bound is shown.
    const ofServer = {
      ...{ status: 'ACTIVE', device_id: server.id, device_owner: 'compute:nova', dns_name: '' },
      ...{ 'binding:host_id': 'host-1', 'binding:vif_type': 'ovs', revision_number: 4 },
      ...{ project_id: my.persona.projectId, admin_state_up: true, 'binding:profile': {} },
    }
    expect(await shownPort(ports[0]!.id)).toMatchObject({
      ...{ ...ofServer, name: '', security_groups: [expect.any(String)] },
      fixed_ips: [{ ip_address: '10.7.0.99' }],
    })
    expect(await shownPort(own)).toMatchObject({ ...ofServer, name: 'mine' })
  })

  test('of a server that goes what was made goes, and what the user made stays', async () => {
    const { network_id } = await networkWithSubnet(my)
    const { id: own } = await my.make('port', { network_id })
    const server = newServer(my.persona)
    await servers.allocate(server, [{ networkId: network_id }, { portId: own }])
    // What another project says of its port is nothing to this server.
    const theirs = await my.make('network', {}, my.stranger)
    const alien = { network_id: theirs.id, device_id: server.id }
    const { id: strange } = await my.make('port', alien, my.stranger)
    await my.admin('PUT', `/ports/${own}`, {
      port: { 'binding:profile': { pci_slot: '0:1', kept: 1 } },
    })
    await servers.cloud((facade, tx) => facade.release(tx, server, [own]))
    expect((await portsOf(server)).map(({ id }: { id: string }) => id)).toEqual([strange])
    const { ports } = (await my.admin('GET', `/ports?network_id=${network_id}`)).body
    expect(ports).toEqual([
      expect.objectContaining({
        ...{ id: own, status: 'DOWN', device_id: '', device_owner: '' },
        ...{ 'binding:host_id': '', 'binding:vif_type': 'unbound' },
      }),
    ])
    // It can be used again, and the address of the other is free.
    await servers.allocate(newServer(my.persona), [{ portId: own }])
  })

  test('one interface of several is taken away', async () => {
    const { network_id } = await networkWithSubnet(my)
    const server = newServer(my.persona)
    const { ports } = await servers.allocate(server, [
      { networkId: network_id },
      { networkId: network_id },
    ])
    const [first, second] = ports.map(({ id }) => id)
    await servers.cloud((facade, tx) => facade.release(tx, server, [], [first!]))
    expect((await portsOf(server)).map(({ id }: { id: string }) => id)).toEqual([second])
  })

  test('nothing is left of what is refused', async () => {
    const { network_id } = await networkWithSubnet(my, {}, '10.9.0.0/30')
    const server = newServer(my.persona)
    // The second finds no address any more.
    const asked = servers.allocate(server, [{ networkId: network_id }, { networkId: network_id }])
    expect(await refused(asked)).toMatch(/^409 IpAddressGenerationFailure: /)
    expect(await portsOf(server)).toEqual([])
    await servers.allocate(server, [{ networkId: network_id }])
  })

  test('a port goes to one of the servers that ask for it at once', async () => {
    const { network_id } = await networkWithSubnet(my)
    const { id: own } = await my.make('port', { network_id })
    const asked = Array.from({ length: 8 }, () =>
      servers.allocate(newServer(my.persona), [{ portId: own }]).then(
        () => 'given',
        (error: Error) => error.message,
      ),
    )
    expect((await Promise.all(asked)).toSorted()).toEqual([
      ...Array<string>(7).fill(`Port ${own} is still in use.`),
      'given',
    ])
  })

  test('servers at once get as many ports as there are addresses, each once', async () => {
    const { network_id } = await networkWithSubnet(my, {}, '10.8.0.0/28')
    const asked = Array.from({ length: 16 }, () =>
      servers.allocate(newServer(my.persona), [{ networkId: network_id }]).then(
        () => 'given',
        (error: { type?: string }) => error.type,
      ),
    )
    const given = (await Promise.all(asked)).filter((one) => one === 'given')
    const { ports } = (await my.admin('GET', `/ports?network_id=${network_id}`)).body
    const addresses = ports.map((port: any) => port.fixed_ips[0].ip_address)
    expect([given.length, ports.length, new Set(addresses).size]).toEqual([13, 13, 13])
  })

  test('a machine that stops and runs again tells so, once', async () => {
    const { network_id } = await networkWithSubnet(my)
    const server = newServer(my.persona, { host: undefined })
    const { ports, events } = await servers.allocate(server, [{ networkId: network_id }])
    expect(events).toEqual([])
    const { id } = ports[0]!
    const told = (name: string) => [{ name, serverId: server.id, tag: id, status: 'completed' }]
    const unplug = () => servers.cloud((facade, tx) => facade.unplug(tx, server))
    // Where it is not known yet where it runs, it runs nowhere.
    expect(await servers.cloud((facade, tx) => facade.plug(tx, server))).toEqual([])
    expect((await shownPort(id)).status).toBe('DOWN')
    const bind = () => servers.cloud((facade, tx) => facade.bind(tx, server, 'host-2'))
    expect(await bind()).toEqual(told('network-vif-plugged'))
    expect(await unplug()).toEqual(told('network-vif-unplugged'))
    expect(await unplug()).toEqual([])
    expect(await shownPort(id)).toMatchObject({ status: 'DOWN', 'binding:host_id': 'host-2' })
    const plugged = await servers.cloud((facade, tx) => facade.plug(tx, server))
    expect(plugged).toEqual(told('network-vif-plugged'))
    expect(await shownPort(id)).toMatchObject({ status: 'ACTIVE', 'binding:vif_type': 'ovs' })
  })

  test('a server that moves while it runs is bound on both hosts, and then on one', async () => {
    const { network_id } = await networkWithSubnet(my)
    const server = newServer(my.persona)
    const { ports } = await servers.allocate(server, [{ networkId: network_id }])
    const { id } = ports[0]!
    const hosts = async () => {
      const { bindings } = (await my.admin('GET', `/ports/${id}/bindings`)).body
      return bindings.map((one: any) => `${one.host} ${one.status}`)
    }
    const prepare = (host: string) =>
      servers.cloud((facade, tx) => facade.prepareMove(tx, server, host))
    await prepare('host-2')
    expect(await hosts()).toEqual(['host-1 ACTIVE', 'host-2 INACTIVE'])
    expect(await refused(prepare('host-2'))).toMatch(/^409 PortBindingAlreadyExists: /)
    await servers.cloud((facade, tx) => facade.cancelMove(tx, server, 'host-2'))
    expect(await hosts()).toEqual(['host-1 ACTIVE'])
    await prepare('host-3')
    const events = await servers.cloud((facade, tx) => facade.finishMove(tx, server, 'host-3'))
    expect(events).toEqual([
      { name: 'network-vif-plugged', serverId: server.id, tag: id, status: 'completed' },
    ])
    expect(await hosts()).toEqual(['host-3 ACTIVE'])
    expect((await shownPort(id))['binding:host_id']).toBe('host-3')
    expect(
      await refused(servers.cloud((facade, tx) => facade.finishMove(tx, server, 'x'))),
    ).toMatch(/^404 PortBindingNotFound: /)
  })
})
