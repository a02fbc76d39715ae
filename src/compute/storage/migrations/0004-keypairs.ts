import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes } from '../../../storage/schema.ts'
import { createNumbered } from './numbered.ts'

export const keypairs: Migration = {
  name: 'compute/0004-keypairs',
  async up(db, dialect) {
    const { text } = columnTypes(dialect)
    let table = createNumbered(db, dialect, 'keypairs')
    for (const name of ['user_id', 'name', 'type', 'fingerprint', 'public_key', 'created_at']) {
      table = table.addColumn(name, text, (column) => column.notNull())
    }
    await table.addUniqueConstraint('keypairs_unique', ['user_id', 'name']).execute()
  },
}
