import type { Generated } from 'kysely'

/** The tables of flavors. */
export interface FlavorTables {
  flavors: FlavorsTable
  flavor_extra_specs: { flavor_id: string; key: string; value: string }
  /** Projects that may use a flavor that is not public. */
  flavor_projects: { flavor_id: string; project_id: string }
  /** What a new cloud began with. It is made once: who deletes it does not get it back. */
  compute_presets: { name: string; made_at: string }
}

/** Memory and swap MiB, disks GiB. A row goes when its flavor is deleted: servers keep their own. */
export interface FlavorsTable {
  /** Orders them as they were made. */
  serial: Generated<number>
  /** What clients know it by. */
  id: string
  name: string
  vcpus: number
  ram: number
  disk: number
  ephemeral: number
  swap: number
  rxtx_factor: number
  is_public: number
  description: string | null
  created_at: string
  updated_at: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables extends FlavorTables {}
}
