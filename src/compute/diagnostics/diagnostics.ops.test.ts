/** What machines of servers have done. */
import { beforeAll, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { changeServer } from '../../../test/support/server-rows.ts'

const clock = new ManualClock()
const my = useServerCloud({ clock })

let id: string
let path: string

beforeAll(async () => {
  id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
  path = `/servers/${id}/diagnostics`
})

test('are numbers by the names of devices', async () => {
  const got = await my.admin.get(path, '2.47')
  expect(got.status, got.text).toBe(200)
  const of = (name: string, ...more: string[]) => more.map((part) => `${name}${part}`)
  expect(Object.keys(got.body)).toEqual([
    'cpu0_time',
    'memory',
    ...of('vda_', 'errors', 'read', 'read_req', 'write', 'write_req'),
    ...of('vnet1_rx', '', '_drop', '_errors', '_packets'),
    ...of('vnet1_tx', '', '_drop', '_errors', '_packets'),
  ])
  expect(got.body.memory).toBe(512 * 1024)
})

test('have a form of their own from 2.48 on, of the devices that the server has', async () => {
  const { ports } = (await my.network('GET', `/ports?device_id=${id}`)).body
  const { body } = await my.admin.get(path, '2.48')
  expect(body).toMatchObject({
    ...{ state: 'running', driver: 'libvirt', hypervisor: 'kvm', config_drive: false },
    ...{ num_cpus: 1, num_nics: 1, num_disks: 1 },
    nic_details: [{ mac_address: ports[0].mac_address }],
    memory_details: { maximum: 512 },
  })
  clock.advance(60_000)
  const later = (await my.admin.get(path, '2.104')).body
  expect(later.uptime - body.uptime).toBe(60)
  expect(later.cpu_details[0].time).toBeGreaterThan(body.cpu_details[0].time)
})

test('are those of machines that run, and for administrators', async () => {
  const words = "Policy doesn't allow os_compute_api:os-server-diagnostics to be performed."
  expectFault(await my.demo.get(path), 403, words)
  expectFault(await my.stranger.get(path), 404, `Instance ${id} could not be found.`)
  await changeServer(my.cloud, id, { vm_state: 'stopped', power_state: 4 })
  const refused = `Cannot 'get_diagnostics' instance ${id} while it is in power state shutdown`
  expectFault(await my.admin.get(path), 409, refused)
  await changeServer(my.cloud, id, { host: null })
  expectFault(await my.admin.get(path, '2.48'), 409, `Instance ${id} is not ready`)
})
