/** What hosts show of their servers, and what servers keep from happening to their hosts. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { expectFault } from '../../../test/support/compute.ts'
import { storedServer } from '../../../test/support/server-rows.ts'
import { serverCloud } from '../../../test/support/server-cloud.ts'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('what servers take shows on their host until they go', async () => {
    const my = await serverCloud({ database: await backend.url('empty'), hosts: ['a', 'b'] })
    await using _ = my.cloud
    const shown = async (host: string) => {
      const { hypervisors } = (await my.admin.get('/os-hypervisors/detail', '2.87')).body
      return hypervisors.find(
        (one: { hypervisor_hostname: string }) => one.hypervisor_hostname === host,
      )
    }
    const before = await shown('a')
    const on = { availability_zone: 'nova:a' }
    const one = await my.server({ flavorRef: '2', ...on }, { as: my.admin })
    await my.server({ flavorRef: '1', ...on }, { as: my.admin })
    expect(await shown('a')).toMatchObject({
      ...{ vcpus_used: 2, local_gb_used: 21, running_vms: 2, current_workload: 0 },
      memory_mb_used: before.memory_mb_used + 2560,
      ...{ free_ram_mb: before.free_ram_mb - 2560, free_disk_gb: before.free_disk_gb - 21 },
    })
    expect(await shown('b')).toMatchObject({ vcpus_used: 0, running_vms: 0 })
    const statistics = (await my.admin.get('/os-hypervisors/statistics')).body
    expect(statistics.hypervisor_statistics).toMatchObject({
      ...{ count: 2, vcpus_used: 2, running_vms: 2, memory_mb_used: 2 * 512 + 2560 },
    })
    const rows = (await my.admin.get('/os-hosts/a')).body.host
    const projectId = my.adminPersona.projectId
    expect(rows.map((row: { resource: object }) => row.resource).slice(1)).toEqual([
      { host: 'a', project: '(used_now)', cpu: 2, memory_mb: 3072, disk_gb: 21 },
      { host: 'a', project: '(used_max)', cpu: 2, memory_mb: 2560, disk_gb: 21 },
      { host: 'a', project: projectId, cpu: 2, memory_mb: 2560, disk_gb: 21 },
    ])
    await my.admin.send('DELETE', `/servers/${one}`)
    await my.cloud.settled()
    expect(await shown('a')).toMatchObject({ vcpus_used: 1, local_gb_used: 1, running_vms: 1 })
  })

  test('a host goes or changes its zone, or gets a server, but not both', async () => {
    const hosts = Array.from({ length: 8 }, (_, index) => `h${index}`)
    const my = await serverCloud({ database: await backend.url('empty'), hosts })
    await using _ = my.cloud
    const { services } = (await my.admin.get('/os-services?binary=nova-compute', '2.53')).body
    const zone = await my.admin.aggregate('zone', 'z')
    for (const host of hosts) await my.admin.addHost(zone, host)
    const gone = async (index: number, host: string): Promise<string | undefined> => {
      const { id } = services[index]
      const got = await (index % 2 === 0
        ? my.admin.send('DELETE', `/os-services/${id}`, undefined, '2.53')
        : my.admin.removeHost(zone, host))
      expect([200, 204, 409]).toContain(got.status)
      return got.status === 409 ? undefined : host
    }
    const [left] = await Promise.all([
      Promise.all(hosts.map((host, index) => gone(index, host))),
      ...hosts.map((host) => my.ask({ availability_zone: `z:${host}` }, { as: my.admin })),
    ])
    await my.cloud.settled()
    const taken = await my.cloud.app.database.read((tx) =>
      tx.db.selectFrom('servers').select('host').where('host', 'is not', null).execute(),
    )
    const each = [...taken, ...left.map((host) => ({ host }))].flatMap(({ host }) => host ?? [])
    expect(each.toSorted()).toEqual(hosts)
  })

  test('a host with servers is not deleted, and takes no more once it is disabled', async () => {
    const my = await serverCloud({ database: await backend.url('empty'), hosts: ['a'] })
    await using _ = my.cloud
    await my.server({})
    const [service] = (await my.admin.get('/os-services?host=a', '2.53')).body.services
    expectFault(
      await my.admin.send('DELETE', `/os-services/${service.id}`, undefined, '2.53'),
      409,
      'Unable to delete compute service that is hosting instances. Migrate or delete the ' +
        'instances first.',
    )
    await my.admin.send('PUT', `/os-services/${service.id}`, { status: 'disabled' }, '2.53')
    const refused = await my.server({ availability_zone: 'nova:a' }, { as: my.admin })
    const { vm_state, fault } = await storedServer(my.cloud, refused)
    expect(vm_state).toBe('error')
    expect(JSON.parse(fault!)).toMatchObject({ message: 'No valid host was found. ' })
  })
})
