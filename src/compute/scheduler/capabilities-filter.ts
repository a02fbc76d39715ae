/** Source: nova/scheduler/filters/compute_capabilities_filter.py. */
import { str } from '../../kernel/python.ts'
import type { HostFilter } from './host-filter.ts'
import { freeDisk, freeMemory, type HostState } from './host-state.ts'
import { matches } from './spec-operators.ts'

/** What hosts tell of themselves, by the names of Nova's `HostState`. */
function capabilitiesOf(host: HostState): Readonly<Record<string, unknown>> {
  const { node, candidate } = host
  const ratio = (name: string) => candidate.inventories.get(name)?.allocation_ratio
  return {
    host: node.host,
    nodename: node.hypervisorHostname,
    uuid: node.uuid,
    host_ip: node.hostIp,
    hypervisor_type: node.hypervisorType,
    hypervisor_version: node.hypervisorVersion,
    hypervisor_hostname: node.hypervisorHostname,
    cpu_info: JSON.parse(node.cpuInfo) as unknown,
    vcpus_total: node.vcpus,
    vcpus_used: candidate.inventories.get('VCPU')?.used,
    total_usable_ram_mb: node.memoryMb,
    total_usable_disk_gb: node.localGb,
    free_ram_mb: freeMemory(host),
    free_disk_mb: freeDisk(host) * 1024,
    num_instances: host.servers,
    num_io_ops: host.ioOps,
    cpu_allocation_ratio: ratio('VCPU'),
    ram_allocation_ratio: ratio('MEMORY_MB'),
    disk_allocation_ratio: ratio('DISK_GB'),
  }
}

/** The extra specs that ask for a capability, with the path to it; `known` are those without scope. */
function askedOf(specs: Readonly<Record<string, string>>, known: ReadonlySet<string>) {
  return Object.entries(specs).flatMap(([key, wanted]) => {
    const [scope = '', ...path] = key.split(':')
    if (path.length === 0) return known.has(scope) ? [{ path: [scope], wanted }] : []
    return scope === 'capabilities' ? [{ path, wanted }] : []
  })
}

export const computeCapabilitiesFilter: HostFilter = {
  name: 'ComputeCapabilitiesFilter',
  passes(host, { flavor }) {
    if (Object.keys(flavor.extra_specs).length === 0) return true
    const capabilities = capabilitiesOf(host)
    const asked = askedOf(flavor.extra_specs, new Set(Object.keys(capabilities)))
    return asked.every(({ path, wanted }) => {
      const has = path.reduce<unknown>(
        (at, name) => (at as Record<string, unknown> | undefined)?.[name],
        capabilities,
      )
      return has !== undefined && matches(str(has), wanted)
    })
  },
}
