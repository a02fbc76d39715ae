/** What a cloud got once, when it was new. */
export interface PresetsTable {
  name: string
  made_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables {
    network_presets: PresetsTable
  }
}
