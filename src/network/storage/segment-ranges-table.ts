import type { Generated } from 'kysely'

/** From which ids segments of networks get theirs. */
export interface SegmentRangesTable {
  serial: Generated<number>
  id: string
  /** Null where all projects share it. */
  project_id: string | null
  name: string | null
  description: string | null
  revision_number: number
  created_at: string
  updated_at: string | null
  tags: string
  /** The configuration makes it. */
  is_default: number
  shared: number
  network_type: string
  /** Empty for tunnels. */
  physical_network: string
  minimum: number
  maximum: number
}

declare module '../../storage/tables.ts' {
  interface Tables {
    network_segment_ranges: SegmentRangesTable
  }
}
