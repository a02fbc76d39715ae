import { sql } from 'kysely'
import type { Migration } from '../../../storage/migrate.ts'

/** Finds the providers that have most left of a class without looking at the others. */
export const emptiestProviders: Migration = {
  name: 'placement/0002-emptiest-providers',
  async up(db) {
    await sql`
      create index provider_inventories_emptiest on provider_inventories
      (resource_class, (used - (total - reserved) * allocation_ratio), provider_id)`.execute(db)
  },
}
