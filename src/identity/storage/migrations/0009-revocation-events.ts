import type { Migration } from '../../../storage/migrate.ts'
import { columnTypes, createTable } from '../../../storage/schema.ts'

export const revocationEvents: Migration = {
  name: 'identity/0009-revocation-events',
  formerly: '0012-identity-revocation-events',
  async up(db, dialect) {
    const { text } = columnTypes(dialect)
    // One that happens twice in a millisecond is one.
    await createTable(db, dialect, 'identity_revocation_events')
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('subject_id', text, (column) => column.notNull())
      .addColumn('revoked_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('identity_revocation_events_key', [
        'revoked_at',
        'kind',
        'subject_id',
      ])
      .execute()
  },
}
