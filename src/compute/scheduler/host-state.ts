/** A host as filters and weighers see it. Source: nova/scheduler/host_manager.py (HostState). */
import type { HostCandidate } from '../../placement/facade.ts'
import type { ComputeNode } from '../hypervisors/hypervisor.ts'
import type { ServiceState } from '../services/compute-service.ts'

export interface HostState {
  readonly node: ComputeNode
  readonly service: ServiceState
  readonly candidate: HostCandidate
}

/** What is left of memory, MiB; less than nothing where more was given than there is. */
export function freeMemory({ candidate }: HostState): number {
  const inventory = candidate.inventories.get('MEMORY_MB')
  return inventory === undefined ? 0 : inventory.total - inventory.reserved - inventory.used
}

/** What is left of processors, with as many as are promised for each. */
export function freeVcpus({ candidate }: HostState): number {
  const inventory = candidate.inventories.get('VCPU')
  return inventory === undefined ? 0 : inventory.total * inventory.allocation_ratio - inventory.used
}

/** What is left of disk, GiB. */
export function freeDisk({ candidate }: HostState): number {
  const inventory = candidate.inventories.get('DISK_GB')
  return inventory === undefined ? 0 : inventory.total - inventory.used
}
