import type { Generated } from 'kysely'

/** The tables of compute. Booleans are 0 and 1, times ISO text. */
export interface ComputeTables {
  aggregates: AggregatesTable
  aggregate_hosts: AggregateHostsTable
  aggregate_metadata: AggregateMetadataTable
  compute_services: ComputeServicesTable
  compute_nodes: ComputeNodesTable
}

/** A row goes when its aggregate is deleted; its id is never given again. */
export interface AggregatesTable {
  id: Generated<number>
  uuid: string
  name: string
  created_at: string
  updated_at: string | null
}

export interface AggregateHostsTable {
  /** Orders the hosts of one aggregate as they were added. */
  id: Generated<number>
  aggregate_id: number
  host: string
}

/** The key `availability_zone` is the aggregate's zone. */
export interface AggregateMetadataTable {
  /** Orders the keys of one aggregate as they were added. */
  id: Generated<number>
  aggregate_id: number
  key: string
  value: string
}

/** One process of the cloud on one host. Its row of `nova-compute` is what a host is locked by. */
export interface ComputeServicesTable {
  id: Generated<number>
  uuid: string
  host: string
  /** `nova-compute`, `nova-scheduler`, `nova-conductor`. */
  binary: string
  disabled: number
  disabled_reason: string | null
  forced_down: number
  /** 0 while its host is shut down: the service does not report. */
  powered_on: number
  created_at: string
  /** The last change, or the last report before the service went silent. */
  updated_at: string
}

/** What a hypervisor has: MiB of memory, GiB of disk. What is used of it follows from its servers. */
export interface ComputeNodesTable {
  id: Generated<number>
  uuid: string
  host: string
  hypervisor_hostname: string
  hypervisor_type: string
  hypervisor_version: number
  host_ip: string
  vcpus: number
  memory_mb: number
  local_gb: number
  /** Kept for the host itself. */
  memory_mb_reserved: number
  /** JSON. */
  cpu_info: string
  created_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends ComputeTables {}
}
