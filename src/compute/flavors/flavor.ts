/** What a flavor is to the rules of Compute. */
import type { Selectable } from 'kysely'
import type { FlavorsTable } from '../storage/flavor-tables.ts'

/** Its row as it is stored. */
export type FlavorRow = Readonly<Selectable<FlavorsTable>>

export interface Flavor extends FlavorRow {
  /** In the order of the keys. */
  readonly extraSpecs: Readonly<Record<string, string>>
}

/** Who asks: administrators see every flavor, others public ones and those that they were given. */
export interface FlavorViewer {
  readonly isAdmin: boolean
  readonly projectId: string | undefined
}
