import type { Generated } from 'kysely'
import type { ServerGroupPolicy } from '../server-groups/group-policy.ts'

export interface ServerGroupTables {
  server_groups: ServerGroupsTable
}

/** A row goes when its group is deleted. Its members are the servers that name it. */
export interface ServerGroupsTable {
  /** Orders them as they were made. */
  serial: Generated<number>
  id: string
  name: string
  project_id: string
  user_id: string
  policy: ServerGroupPolicy
  /** The one rule that there is; null where it is left out. */
  max_server_per_host: number | null
  created_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends ServerGroupTables {}
}
