/**
 * Every table, once, for both databases. Columns are text and integers only: times are ISO text in
 * UTC, JSON is text, booleans are 0 and 1. The migrations create exactly these.
 */
export interface Tables extends StorageTables {}

interface StorageTables {
  /** One row a migration that has run. */
  schema_migrations: { name: string; applied_at: string }
}
