import type { Selectable } from 'kysely'
import { conflict } from '../../kernel/faults.ts'
import { boolean, columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import type { IdentityServiceProvidersTable } from '../storage/federation.tables.ts'
import { statement } from '../../storage/statement.ts'

/** A cloud that accepts assertions about the users of this one. */
export interface ServiceProvider {
  readonly id: string
  readonly enabled: boolean
  readonly description: string | null
  readonly authUrl: string
  readonly spUrl: string
  readonly relayStatePrefix: string
}

type Row = Selectable<IdentityServiceProvidersTable>

function toServiceProvider(row: Row): ServiceProvider {
  return {
    id: row.id,
    enabled: row.enabled === 1,
    description: row.description,
    authUrl: row.auth_url,
    spUrl: row.sp_url,
    relayStatePrefix: row.relay_state_prefix,
  }
}

function toRow(provider: ServiceProvider): Row {
  return {
    id: provider.id,
    enabled: provider.enabled ? 1 : 0,
    description: provider.description,
    auth_url: provider.authUrl,
    sp_url: provider.spUrl,
    relay_state_prefix: provider.relayStatePrefix,
  }
}

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

export async function findServiceProvider(
  tx: Tx,
  id: string,
): Promise<ServiceProvider | undefined> {
  const row = await tx.db
    .selectFrom('identity_service_providers')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toServiceProvider(row)
}

export async function listServiceProviders(
  tx: Tx,
  request: ListRequest,
): Promise<ServiceProvider[]> {
  const rows = await rowsAndOneMore<Row>(tx, SERVICE_PROVIDERS, '*', request)
  return rows.map(toServiceProvider)
}

/** @throws 409 where the id is taken */
export async function insertServiceProvider(tx: Tx, provider: ServiceProvider): Promise<void> {
  try {
    await tx.db.insertInto('identity_service_providers').values(toRow(provider)).execute()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict(
      'Conflict occurred attempting to store service_provider - ' +
        `Duplicate entry found with ID ${provider.id}.`,
    )
  }
}

export async function updateServiceProvider(tx: Tx, provider: ServiceProvider): Promise<void> {
  const { id, ...changes } = toRow(provider)
  await tx.db.updateTable('identity_service_providers').set(changes).where('id', '=', id).execute()
}

export async function deleteServiceProvider(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_service_providers').where('id', '=', id).execute()
}

/** What tokens and catalogues tell of those that are enabled. */
export function serviceProvidersOfTokens(
  tx: Tx,
): Promise<Pick<Row, 'auth_url' | 'id' | 'sp_url'>[]> {
  return tx.all(getForTokens, {})
}
