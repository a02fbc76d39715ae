import type { HostedServer, HostUsage } from '../hosts/hosted-servers.ts'
import type { ServiceState } from '../services/compute-service.ts'

/** What a host has: MiB of memory, GiB of disk. */
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
  /** Kept for the host itself. */
  readonly reservedMemoryMb: number
  /** JSON. */
  readonly cpuInfo: string
  /** ISO time. */
  readonly createdAt: string
}

/** A compute node with what its servers take. */
export interface UsedNode {
  readonly node: ComputeNode
  readonly usage: HostUsage
}

/** The same with the service that runs it, as it stands at one moment. */
export interface HypervisorState extends UsedNode {
  readonly state: ServiceState
  /** The line that `uptime` prints; null where the host is down. */
  readonly uptime: string | null
  /** Undefined where they are not to be shown. */
  readonly servers: readonly HostedServer[] | undefined
}

export function usedMemoryMb({ node, usage }: UsedNode): number {
  return node.reservedMemoryMb + usage.memoryMb
}

/** Less than nothing where more was promised than there is. */
export function freeMemoryMb(used: UsedNode): number {
  return used.node.memoryMb - usedMemoryMb(used)
}

export function freeDiskGb({ node, usage }: UsedNode): number {
  return node.localGb - usage.diskGb
}

/** Sums over nodes. Source: nova/db/main/api.py (compute_node_statistics). */
export function statisticsOf(nodes: readonly UsedNode[]) {
  const sum = (of: (node: UsedNode) => number): number =>
    nodes.reduce((total, node) => total + of(node), 0)
  return {
    count: nodes.length,
    vcpus: sum(({ node }) => node.vcpus),
    memory_mb: sum(({ node }) => node.memoryMb),
    local_gb: sum(({ node }) => node.localGb),
    vcpus_used: sum(({ usage }) => usage.vcpus),
    memory_mb_used: sum(usedMemoryMb),
    local_gb_used: sum(({ usage }) => usage.diskGb),
    free_ram_mb: sum(freeMemoryMb),
    free_disk_gb: sum(freeDiskGb),
    current_workload: sum(({ usage }) => usage.busy),
    running_vms: sum(({ usage }) => usage.servers),
    disk_available_least: sum(freeDiskGb),
  }
}
