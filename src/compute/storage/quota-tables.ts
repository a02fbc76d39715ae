/** The tables of quotas. */
export interface ComputeQuotaTables {
  compute_quotas: ComputeQuotasTable
  compute_quota_classes: { class_name: string; resource: string; hard_limit: number }
  server_usages: ServerUsagesTable
}

export interface ComputeQuotasTable {
  project_id: string
  /** Empty where it is the limit of the whole project. */
  user_id: string
  resource: string
  /** -1 is any amount. */
  hard_limit: number
}

/**
 * What the servers hold that count: a row for each project, and one for each user in it. A count is
 * one row whatever there are, and the row of the project is what its creators wait for.
 */
export interface ServerUsagesTable {
  project_id: string
  /** Empty where it is the sum of the whole project. */
  user_id: string
  instances: number
  cores: number
  /** MiB. */
  ram: number
}

declare module '../../storage/tables.ts' {
  interface Tables extends ComputeQuotaTables {}
}
