/** Which of the hosts is the best. Source: nova/scheduler/weights/, nova/weights.py. */
import { freeDisk, freeMemory, freeVcpus, type HostState } from './host-state.ts'

interface Weigher {
  readonly name: string
  readonly multiplier: number
  /** Higher is better, before it is multiplied. */
  weigh(host: HostState): number
  /** Counts as the least weight of all; the least that there is, where left out. */
  readonly least?: number
}

const WEIGHERS: readonly Weigher[] = [
  { name: 'RAMWeigher', multiplier: 1, least: 0, weigh: freeMemory },
  { name: 'CPUWeigher', multiplier: 1, least: 0, weigh: freeVcpus },
  { name: 'DiskWeigher', multiplier: 1, least: 0, weigh: freeDisk },
]

/** The best first; of those that weigh the same, the one that was before. */
export function byWeight(hosts: readonly HostState[]): readonly HostState[] {
  if (hosts.length < 2) return hosts
  const sums = hosts.map(() => 0)
  for (const { multiplier, least, weigh } of WEIGHERS) {
    const weights = hosts.map((host) => Math.max(weigh(host), least ?? -Infinity))
    for (const [index, weight] of normalized(weights, least).entries()) {
      sums[index]! += multiplier * weight
    }
  }
  const order = [...hosts.keys()].sort((one, other) => sums[other]! - sums[one]! || one - other)
  return order.map((index) => hosts[index]!)
}

/** From nought to one. */
function normalized(weights: readonly number[], least = Math.min(...weights)): readonly number[] {
  const most = Math.max(...weights)
  if (most === least) return weights.map(() => 0)
  return weights.map((weight) => (weight - least) / (most - least))
}
