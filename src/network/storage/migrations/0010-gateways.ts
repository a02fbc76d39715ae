import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import type { Migrate } from './columns.ts'

export const gateways: Migration = {
  name: 'network/0010-gateways',
  async up(db, dialect) {
    await addDefaultRoutes(db, dialect)
  },
}

const addDefaultRoutes: Migrate = async (db, dialect) => {
  const { integer } = columnTypes(dialect)
  for (const name of ['enable_default_route_bfd', 'enable_default_route_ecmp']) {
    await db.schema
      .alterTable('routers')
      .addColumn(name, integer, (column) => column.notNull().defaultTo(0))
      .execute()
  }
}
