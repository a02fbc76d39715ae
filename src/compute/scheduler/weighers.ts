/** Which of the hosts is the best. Source: nova/scheduler/weights/, nova/weights.py. */
import {
  freeDisk,
  freeMemory,
  freeVcpus,
  leastOf,
  type HostState,
  type Surroundings,
} from './host-state.ts'
import type { HostRequest } from './request.ts'

interface Weigher {
  readonly name: string
  /** What it counts; aggregates say otherwise by this key. */
  readonly multiplier: number
  readonly key: string
  /** Higher is better, before it is multiplied. */
  weigh(host: HostState, request: HostRequest, around: Surroundings): number
  /** Counts as the least weight of all; the least that there is, where left out. */
  readonly least?: number
}

/** How many servers of the group a host has, where that is a wish. */
const companions =
  (policy: string): Weigher['weigh'] =>
  ({ node }, _request, { group, ofGroup }) =>
    group?.policy === policy ? (ofGroup.get(node.host) ?? 0) : 0

const apart = companions('soft-anti-affinity')

/** Those of Nova that say something where there are no PCI devices, metrics or failing hosts. */
const WEIGHERS: readonly Weigher[] = [
  {
    ...{ name: 'RAMWeigher', multiplier: 1, key: 'ram_weight_multiplier' },
    ...{ least: 0, weigh: freeMemory },
  },
  {
    ...{ name: 'CPUWeigher', multiplier: 1, key: 'cpu_weight_multiplier' },
    ...{ least: 0, weigh: freeVcpus },
  },
  {
    ...{ name: 'DiskWeigher', multiplier: 1, key: 'disk_weight_multiplier' },
    ...{ least: 0, weigh: freeDisk },
  },
  {
    ...{ name: 'IoOpsWeigher', multiplier: -1, key: 'io_ops_weight_multiplier' },
    ...{ least: 0, weigh: ({ ioOps }) => ioOps },
  },
  {
    ...{ name: 'NumInstancesWeigher', multiplier: 0, key: 'num_instances_weight_multiplier' },
    weigh: ({ servers }) => servers,
  },
  {
    ...{ name: 'HypervisorVersionWeigher', multiplier: 1 },
    key: 'hypervisor_version_weight_multiplier',
    weigh: ({ node }) => node.hypervisorVersion,
  },
  {
    ...{ name: 'ServerGroupSoftAffinityWeigher', multiplier: 1 },
    key: 'soft_affinity_weight_multiplier',
    weigh: companions('soft-affinity'),
  },
  {
    ...{ name: 'ServerGroupSoftAntiAffinityWeigher', multiplier: 1 },
    key: 'soft_anti_affinity_weight_multiplier',
    weigh: (...of) => -apart(...of),
  },
]

/** The best first; of those that weigh the same, the one that was before. */
export function byWeight(
  hosts: readonly HostState[],
  request: HostRequest,
  around: Surroundings,
): readonly HostState[] {
  if (hosts.length < 2) return hosts
  const sums = hosts.map(() => 0)
  for (const { multiplier, key, least, weigh } of WEIGHERS) {
    const weights = hosts.map((host) => Math.max(weigh(host, request, around), least ?? -Infinity))
    for (const [index, weight] of normalized(weights, least).entries()) {
      if (weight !== 0) sums[index]! += (leastOf(hosts[index]!, key) ?? multiplier) * weight
    }
  }
  const order = [...hosts.keys()].sort((one, other) => sums[other]! - sums[one]! || one - other)
  return order.map((index) => hosts[index]!)
}

/** From nought to one; all nought where they are the same. */
function normalized(weights: readonly number[], least = Math.min(...weights)): readonly number[] {
  const most = Math.max(...weights)
  if (most === least) return weights.map(() => 0)
  return weights.map((weight) => (weight - least) / (most - least))
}
