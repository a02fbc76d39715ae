import type { Generated } from 'kysely'

/**
 * The tables of metadata definitions. `key` is a name in lower case: names of any case mean the same.
 * `updated_at` is null where nobody has made or changed a row through the API.
 */
export interface MetadefTables {
  metadef_namespaces: MetadefNamespacesTable
  metadef_objects: MetadefObjectsTable
  metadef_properties: MetadefPropertiesTable
  metadef_tags: MetadefTagsTable
  metadef_resource_types: MetadefResourceTypesTable
  metadef_associations: MetadefAssociationsTable
}

interface Numbered {
  /** Orders rows as they were made. */
  id: Generated<number>
  created_at: string
  updated_at: string | null
}

/** All that lies in a namespace goes with its row. */
export interface MetadefNamespacesTable extends Numbered {
  namespace: string
  key: string
  display_name: string | null
  description: string | null
  visibility: string
  protected: number
  owner: string
}

/** What lies in a namespace under a name of its own. */
export interface MetadefTagsTable extends Numbered {
  namespace_id: number
  name: string
  key: string
}

export interface MetadefObjectsTable extends MetadefTagsTable {
  description: string | null
  /** Names of properties, with commas between them. */
  required: string
  /** JSON: definitions by name. */
  properties: string
}

export interface MetadefPropertiesTable extends MetadefTagsTable {
  /** JSON: the definition. */
  schema: string
}

/** They come with the first association, and stay. */
export interface MetadefResourceTypesTable extends Numbered {
  name: string
  key: string
}

export interface MetadefAssociationsTable extends Numbered {
  namespace_id: number
  resource_type_id: number
  /** What the names of properties begin with there. */
  prefix: string | null
  properties_target: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables extends MetadefTables {}
}
