import type { HostedServer } from '../../drivers/hypervisor/interface.ts'
import type { ServiceState } from '../services/compute-service.ts'

/** What a host has and what is taken of it: MiB of memory, GiB of disk. */
export interface ComputeNode {
  readonly id: number
  readonly uuid: string
  readonly host: string
  readonly hypervisorHostname: string
  readonly hypervisorType: string
  readonly hypervisorVersion: number
  readonly hostIp: string
  readonly vcpus: number
  readonly memoryMb: number
  readonly localGb: number
  readonly vcpusUsed: number
  readonly memoryMbUsed: number
  readonly localGbUsed: number
  readonly currentWorkload: number
  readonly runningVms: number
  /** JSON. */
  readonly cpuInfo: string
  /** ISO time. */
  readonly createdAt: string
}

/** A compute node with the service that runs it, as it stands at one moment. */
export interface HypervisorState {
  readonly node: ComputeNode
  readonly state: ServiceState
  /** The line that `uptime` prints; null where the host is down. */
  readonly uptime: string | null
  /** Undefined where they are not to be shown. */
  readonly servers: readonly HostedServer[] | undefined
}

export function freeMemoryMb(node: ComputeNode): number {
  return node.memoryMb - node.memoryMbUsed
}

export function freeDiskGb(node: ComputeNode): number {
  return node.localGb - node.localGbUsed
}

/** Sums over nodes. Source: nova/db/main/api.py (compute_node_statistics). */
export function statisticsOf(nodes: readonly ComputeNode[]) {
  const sum = (of: (node: ComputeNode) => number): number =>
    nodes.reduce((total, node) => total + of(node), 0)
  return {
    count: nodes.length,
    vcpus: sum((node) => node.vcpus),
    memory_mb: sum((node) => node.memoryMb),
    local_gb: sum((node) => node.localGb),
    vcpus_used: sum((node) => node.vcpusUsed),
    memory_mb_used: sum((node) => node.memoryMbUsed),
    local_gb_used: sum((node) => node.localGbUsed),
    free_ram_mb: sum(freeMemoryMb),
    free_disk_gb: sum(freeDiskGb),
    current_workload: sum((node) => node.currentWorkload),
    running_vms: sum((node) => node.runningVms),
    disk_available_least: sum(freeDiskGb),
  }
}
