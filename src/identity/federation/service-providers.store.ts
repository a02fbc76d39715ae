import type { Selectable, Updateable } from 'kysely'
import { conflict } from '../../kernel/faults.ts'
import { boolean, columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type { IdentityServiceProvidersTable } from '../storage/federation.tables.ts'
import { statement } from '../../storage/statement.ts'

export type ServiceProviderRow = Selectable<IdentityServiceProvidersTable>

export const SERVICE_PROVIDERS: ListSource = {
  table: 'identity_service_providers',
  columns: columns({ id: text(), enabled: boolean() }),
  made: ['serial'],
}

const getForTokens = statement((db) =>
  db
    .selectFrom('identity_service_providers')
    .select(['auth_url', 'id', 'sp_url'])
    .where('enabled', '=', 1)
    .orderBy('serial'),
)

export function findServiceProvider(tx: Tx, id: string): Promise<ServiceProviderRow | undefined> {
  return tx.db
    .selectFrom('identity_service_providers')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export function listServiceProviders(tx: Tx, request: ListRequest): Promise<ServiceProviderRow[]> {
  return rowsAndOneMore(tx, SERVICE_PROVIDERS, '*', request)
}

/** @throws 409 where the id is taken */
export async function insertServiceProvider(tx: Tx, row: ServiceProviderRow): Promise<void> {
  try {
    await tx.db.insertInto('identity_service_providers').values(row).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict(
      'Conflict occurred attempting to store service_provider - ' +
        `Duplicate entry found with ID ${row.id}.`,
    )
  }
}

/** Returns the row after the change. */
export function updateServiceProvider(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityServiceProvidersTable>,
): Promise<ServiceProviderRow> {
  return tx.db
    .updateTable('identity_service_providers')
    .set(changes)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteServiceProvider(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_service_providers').where('id', '=', id).execute()
}

/** What tokens and catalogues tell of those that are enabled. */
export function serviceProvidersOfTokens(
  tx: Tx,
): Promise<Pick<ServiceProviderRow, 'auth_url' | 'id' | 'sp_url'>[]> {
  return tx.all(getForTokens, {})
}
