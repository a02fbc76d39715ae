import type { Kysely } from 'kysely'
import type { Dialect } from '../../../storage/database.ts'
import { createTable } from '../../../storage/schema.ts'

/** A table whose rows are numbered upwards; no number is given twice, not even after a delete. */
export function createNumbered(
  // oxlint-disable-next-line typescript/no-explicit-any -- the schema of a migration's own time
  db: Kysely<any>,
  dialect: Dialect,
  name: string,
  number = 'id',
) {
  return createTable(db, dialect, name).addColumn(
    number,
    dialect === 'sqlite' ? 'integer' : 'bigint',
    (column) =>
      dialect === 'sqlite'
        ? column.primaryKey().autoIncrement()
        : column.primaryKey().generatedByDefaultAsIdentity(),
  )
}
