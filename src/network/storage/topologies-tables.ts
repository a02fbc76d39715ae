/** What projects were given by `GET /auto-allocated-topology/{project_id}`. */
export interface AutoAllocatedTopologiesTable {
  project_id: string
  network_id: string
  /** Null once somebody has deleted it. */
  router_id: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables {
    auto_allocated_topologies: AutoAllocatedTopologiesTable
  }
}
