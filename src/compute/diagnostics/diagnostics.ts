/**
 * What a machine has done, in both forms: numbers by names of devices, as libvirt has them, and from
 * 2.48 the same in a form of its own. Source: openstack/nova
 * nova/api/openstack/compute/views/server_diagnostics.py, nova/virt/libvirt/driver.py (get_diagnostics).
 */
import { Type as T } from 'typebox'
import type { Diagnostics, NicDiagnostics } from '../../drivers/hypervisor/interface.ts'
import { closed } from '../../kernel/view.ts'

const NUMBER = T.Integer()

export const OLDER = T.Record(T.String(), NUMBER)

/** Memory KiB. */
export function byDevices({ cpus, nics, disks, memory }: Diagnostics): Record<string, number> {
  const numbers: [name: string, number][] = [
    ...cpus.map(({ id, time }): [string, number] => [`cpu${id}_time`, time]),
    ['memory', memory.maximum * 1024],
  ]
  for (const [index, disk] of disks.entries()) {
    const name = `vd${String.fromCodePoint(97 + index)}`
    numbers.push(
      [`${name}_errors`, -1],
      [`${name}_read`, disk.readBytes],
      [`${name}_read_req`, disk.readRequests],
      [`${name}_write`, disk.writtenBytes],
      [`${name}_write_req`, disk.writeRequests],
    )
  }
  for (const [index, { received, sent }] of nics.entries()) {
    for (const [way, { octets, drops, errors, packets }] of [
      ['rx', received],
      ['tx', sent],
    ] as const) {
      const name = `vnet${index + 1}_${way}`
      numbers.push([name, octets], [`${name}_drop`, drops])
      numbers.push([`${name}_errors`, errors], [`${name}_packets`, packets])
    }
  }
  return Object.fromEntries(numbers)
}

const WAY = ['octets', 'errors', 'drop', 'packets', 'rate']
const NIC_NUMBERS = ['rx', 'tx'].flatMap((way) => WAY.map((what) => `${way}_${what}`))

export const NEWER = closed({
  state: T.Literal('running'),
  driver: T.Literal('libvirt'),
  hypervisor: T.String(),
  hypervisor_os: T.String(),
  uptime: NUMBER,
  config_drive: T.Boolean(),
  num_cpus: NUMBER,
  num_nics: NUMBER,
  num_disks: NUMBER,
  disk_details: T.Array(
    closed({
      read_bytes: NUMBER,
      read_requests: NUMBER,
      write_bytes: NUMBER,
      write_requests: NUMBER,
      errors_count: NUMBER,
    }),
  ),
  cpu_details: T.Array(closed({ id: NUMBER, time: NUMBER, utilisation: NUMBER })),
  nic_details: T.Array(
    closed({
      mac_address: T.String(),
      ...Object.fromEntries(NIC_NUMBERS.map((name) => [name, NUMBER])),
    }),
  ),
  memory_details: closed({ maximum: NUMBER, used: NUMBER }),
})

export function inDetail(
  { cpus, nics, disks, memory }: Diagnostics,
  { uptime, hasConfigDrive }: { readonly uptime: number; readonly hasConfigDrive: boolean },
) {
  return {
    ...{ state: 'running', driver: 'libvirt', hypervisor: 'kvm', hypervisor_os: 'linux' },
    ...{ uptime, config_drive: hasConfigDrive },
    ...{ num_cpus: cpus.length, num_nics: nics.length, num_disks: disks.length },
    disk_details: disks.map((disk) => ({
      read_bytes: disk.readBytes,
      read_requests: disk.readRequests,
      write_bytes: disk.writtenBytes,
      write_requests: disk.writeRequests,
      errors_count: disk.errors,
    })),
    cpu_details: cpus.map(({ id, time, percent }) => ({ id, time, utilisation: percent })),
    nic_details: nics.map(nicOf),
    memory_details: memory,
  }
}

function nicOf({ macAddress, received, sent }: NicDiagnostics) {
  const ways = { rx: received, tx: sent }
  const numbers = Object.entries(ways).flatMap(([way, one]) => {
    const { octets, errors, drops: drop, packets, rate } = one
    return Object.entries({ octets, errors, drop, packets, rate }).map(
      ([name, number]) => [`${way}_${name}`, number] as const,
    )
  })
  return { mac_address: macAddress, ...Object.fromEntries(numbers) }
}
