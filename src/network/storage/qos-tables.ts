/** The tables of the quality of service: policies, and the rules that they have. */
import type { Generated } from 'kysely'
import type { StandardColumns } from './tables.ts'

export interface QosPoliciesTable extends StandardColumns {
  /** What new networks of its project are to have; of a project, one is at most. */
  is_default: number
}

/** Rules of all types: a type has some of the columns. */
export interface QosRulesTable {
  serial: Generated<number>
  id: string
  qos_policy_id: string
  /** The owner of the policy, who never changes. */
  policy_project_id: string
  type: string
  direction: string | null
  max_kbps: number | null
  max_burst_kbps: number | null
  dscp_mark: number | null
  min_kbps: number | null
  max_kpps: number | null
  max_burst_kpps: number | null
  min_kpps: number | null
}

declare module './tables.ts' {
  interface NetworkTables {
    qos_policies: QosPoliciesTable
    qos_rules: QosRulesTable
  }

  interface RoutersTable {
    /** That of its gateway. */
    qos_policy_id: string | null
  }
}
