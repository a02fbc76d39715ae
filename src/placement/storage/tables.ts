import type { Generated } from 'kysely'

/** The tables of Placement. Times are ISO text. */
export interface PlacementTables {
  resource_providers: ResourceProvidersTable
  provider_inventories: ProviderInventoriesTable
  provider_traits: ProviderTraitsTable
  provider_aggregates: ProviderAggregatesTable
  custom_traits: CustomNamesTable
  custom_resource_classes: CustomNamesTable
  resource_consumers: ResourceConsumersTable
  resource_allocations: ResourceAllocationsTable
}

/** A tree's providers all name its root, which names itself. */
export interface ResourceProvidersTable {
  id: Generated<number>
  uuid: string
  name: string
  /** Counts the changes of what it has and of what is taken of it. */
  generation: number
  parent_id: number | null
  /** Null for the moment between an insert and the update after it. */
  root_id: number | null
  created_at: string
  updated_at: string
}

export interface ProviderInventoriesTable {
  /** Orders the classes of a provider as they were added. */
  id: Generated<number>
  provider_id: number
  resource_class: string
  total: number
  reserved: number
  min_unit: number
  max_unit: number
  step_size: number
  allocation_ratio: number
  /** The sum of what `resource_allocations` has of it. */
  used: number
  created_at: string
  updated_at: string
}

export interface ProviderTraitsTable {
  provider_id: number
  trait: string
}

/** Aggregates are names that providers have in common, and are nothing by themselves. */
export interface ProviderAggregatesTable {
  /** Orders the aggregates of a provider as they were added. */
  id: Generated<number>
  provider_id: number
  aggregate: string
}

/** What operators have added to the standard names. */
export interface CustomNamesTable {
  id: Generated<number>
  name: string
  created_at: string
  updated_at: string
}

/** Who has allocations: a server, a migration. */
export interface ResourceConsumersTable {
  id: Generated<number>
  uuid: string
  generation: number
  project_id: string
  user_id: string
  /** Null where whoever wrote it did not know that there are types. */
  consumer_type: string | null
  created_at: string
}

export interface ResourceAllocationsTable {
  id: Generated<number>
  consumer_id: number
  provider_id: number
  resource_class: string
  used: number
  created_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends PlacementTables {}
}
