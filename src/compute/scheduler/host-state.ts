/** A host as filters and weighers see it. Source: nova/scheduler/host_manager.py (HostState). */
import type { HostCandidate } from '../../placement/facade.ts'
import type { ComputeNode } from '../hypervisors/hypervisor.ts'
import type { ServerGroupPolicy } from '../server-groups/group-policy.ts'

export interface HostState {
  readonly node: ComputeNode
  /** Its service runs and reports. */
  readonly isUp: boolean
  readonly isDisabled: boolean
  readonly candidate: HostCandidate
  /** The metadata of each aggregate that it is in. */
  readonly aggregates: readonly ReadonlyMap<string, string>[]
  /** Servers on it that are being built, moved, rebuilt or copied. */
  readonly ioOps: number
  readonly servers: number
}

/** The group that a server is in. */
export interface GroupOfServer {
  readonly policy: ServerGroupPolicy
  /** How many of its servers one host may have, by `anti-affinity`. */
  readonly maxServerPerHost: number
}

/** What else a request is about, found once for all hosts. */
export interface Surroundings {
  readonly group: GroupOfServer | undefined
  /** How many servers of its group a host has, but for the server itself. */
  readonly ofGroup: ReadonlyMap<string, number>
  /** Where it is now, if it is to move. */
  readonly ownHost: string | undefined
  /** Hosts of the servers that hints name; undefined where a hint names none. */
  readonly sameHosts: ReadonlySet<string> | undefined
  readonly differentHosts: ReadonlySet<string>
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

/** All values that aggregates of the host have for a key, as they stand. */
export function valuesOf({ aggregates }: HostState, key: string): ReadonlySet<string> {
  return new Set(aggregates.flatMap((metadata) => metadata.get(key) ?? []))
}

/** All metadata of its aggregates: by key, the values between commas. */
export function metadataOf({ aggregates }: HostState): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const [key, value] of aggregates.flatMap((metadata) => [...metadata])) {
    const values = all.get(key) ?? new Set()
    for (const one of value.split(',')) values.add(one.trim())
    all.set(key, values)
  }
  return all
}

/**
 * The least number that the host's aggregates say for a key.
 * Source: nova/scheduler/filters/utils.py (validate_num_values).
 * @returns undefined where none says one, or something that is no number
 */
export function leastOf(host: HostState, key: string): number | undefined {
  const numbers = [...valuesOf(host, key)].map((value) =>
    value.trim() === '' ? NaN : Number(value),
  )
  const least = Math.min(...numbers)
  return Number.isFinite(least) ? least : undefined
}
