import type { Generated } from 'kysely'

/** What is to be logged. */
export interface LogsTable {
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  description: string | null
  resource_type: string
  /** Null is any; a security group that is gone may stand here. */
  resource_id: string | null
  /** Null is any port. */
  target_id: string | null
  event: string
  enabled: number
  revision_number: number
  created_at: string
  updated_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    network_logs: LogsTable
  }
}
