/** What traffic is metered. */
import type { Generated } from 'kysely'

export interface MeteringLabelsTable {
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  description: string
  /** Meters the routers of all projects. */
  shared: number
}

export interface MeteringLabelRulesTable {
  serial: Generated<number>
  id: string
  metering_label_id: string
  /** That of the label, which never changes. */
  project_id: string
  direction: string
  excluded: number
  remote_ip_prefix: string | null
  source_ip_prefix: string | null
  destination_ip_prefix: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables {
    metering_labels: MeteringLabelsTable
    metering_label_rules: MeteringLabelRulesTable
  }
}
