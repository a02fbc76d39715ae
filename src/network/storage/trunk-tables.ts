import type { StandardColumns } from './tables.ts'

export interface TrunksTable extends StandardColumns {
  admin_state_up: number
  port_id: string
  status: string
}

/** A port is of one trunk at most. */
export interface TrunkSubPortsTable {
  port_id: string
  trunk_id: string
  segmentation_type: string
  segmentation_id: number
}

declare module '../../storage/tables.ts' {
  interface Tables {
    trunks: TrunksTable
    trunk_sub_ports: TrunkSubPortsTable
  }
}
