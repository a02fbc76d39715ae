import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityRevocationsTable } from '../../storage/identity.tables.ts'

/** The oldest first; with `since`, an ISO time, only those from then on. */
export function revocationsSince(
  tx: Tx,
  since: string | undefined,
): Promise<Selectable<IdentityRevocationsTable>[]> {
  let select = tx.db
    .selectFrom('identity_revocations')
    .selectAll()
    .orderBy('revoked_at')
    .orderBy('audit_id')
  if (since !== undefined) select = select.where('revoked_at', '>=', since)
  return select.execute()
}
