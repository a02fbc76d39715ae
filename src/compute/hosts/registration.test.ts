import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import type { ConfiguredHost } from '../../drivers/hypervisor/hosts.ts'
import { SimulatedHypervisor } from '../../drivers/hypervisor/simulated.ts'
import { systemIds } from '../../kernel/ids.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import type { Database } from '../../storage/database.ts'
import { listServices } from '../services/services.store.ts'
import { inventoriesOf } from '../../placement/inventories/inventories.store.ts'
import { providersOf } from '../../placement/resource-providers/providers.store.ts'
import { pageOfNodes } from '../hypervisors/hypervisors.store.ts'
import { placementFacade } from '../../placement/facade.ts'
import { registerHosts, type RegistrationEnv } from './registration.usecase.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

function env(database: Database, hosts: readonly ConfiguredHost[]): RegistrationEnv {
  const hypervisor = new SimulatedHypervisor(hosts)
  const parts = { database, clock: new ManualClock(), ids: systemIds, log: silent }
  return { ...parts, hypervisor, facades: { placement: placementFacade(parts) } }
}

const known = async (database: Database) => ({
  services: await database.read(listServices),
  nodes: await database.read((tx) => pageOfNodes(tx, EVERYTHING)),
  providers: await database.read((tx) => providersOf(tx.db).orderBy('provider.id').execute()),
})

describe.each(BACKENDS)('$name', (backend) => {
  test('a first start makes scheduler, conductor and each host known, in this order', async () => {
    const database = await freshDatabase(backend)
    await registerHosts(env(database, ['b', 'a']))
    const { services, nodes } = await known(database)
    expect(services.map(({ id, binary, host }) => `${id} ${binary} ${host}`)).toEqual([
      '1 nova-scheduler controller',
      '2 nova-conductor controller',
      '3 nova-compute b',
      '4 nova-compute a',
    ])
    expect(nodes.map(({ id, host }) => `${id} ${host}`)).toEqual(['1 b', '2 a'])
  })

  test('a host that has another size at a later start has it for Placement, too', async () => {
    const database = await freshDatabase(backend)
    await registerHosts(env(database, ['a', 'b']))
    await registerHosts(env(database, [{ name: 'a', vcpus: 6, memoryMb: 1024, localGb: 5 }, 'b']))
    const { nodes, providers } = await known(database)
    expect(nodes.map(({ vcpus, memoryMb, localGb }) => [vcpus, memoryMb, localGb])).toEqual([
      [6, 1024, 5],
      [32, 131_072, 2000],
    ])
    const inventories = await database.read((tx) => inventoriesOf(tx, [providers[0]!.id]))
    expect(inventories.map((one) => [one.resource_class, one.total, one.max_unit])).toEqual([
      ...[
        ['VCPU', 6, 6],
        ['MEMORY_MB', 1024, 1024],
      ],
      ['DISK_GB', 5, 5],
    ])
  })

  test('later starts change nothing that is known, and skip no number', async () => {
    const database = await freshDatabase(backend)
    await registerHosts(env(database, ['a']))
    const before = await known(database)
    await registerHosts(env(database, ['a']))
    expect(await known(database)).toEqual(before)
    await registerHosts(env(database, ['b', 'a']))
    const after = await known(database)
    expect(after.services.slice(0, 3)).toEqual(before.services)
    expect(after.services.slice(3).map(({ id, host }) => [id, host])).toEqual([[4, 'b']])
  })

  test('replicas that start together make each host known once', async () => {
    const database = await freshDatabase(backend)
    const hosts = Array.from({ length: 20 }, (_, index) => `host-${index}`)
    await Promise.all([1, 2, 3, 4].map(() => registerHosts(env(database, hosts))))
    const { services, nodes, providers } = await known(database)
    expect(services).toHaveLength(hosts.length + 2)
    expect(nodes).toHaveLength(hosts.length)
    const names = (rows: readonly { uuid: string }[]) => rows.map(({ uuid }) => uuid).sort()
    expect(names(providers)).toEqual(names(nodes))
  })
})
