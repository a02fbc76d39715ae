import type { Selectable, Updateable } from 'kysely'
import { conflict, type Fault } from '../../kernel/faults.ts'
import { boolean, columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityFederationProvidersTable } from '../storage/federation.tables.ts'
import { missing } from '../faults.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type ProviderRow = Selectable<IdentityFederationProvidersTable>

/** A provider and the names it calls itself by. */
export interface Provider extends ProviderRow {
  readonly remote_ids: readonly string[]
}

export const PROVIDERS: ListSource = {
  table: 'identity_federation_providers',
  columns: columns({ id: text(), enabled: boolean() }),
  made: ['serial'],
}

export async function findProvider(tx: Tx, id: string): Promise<Provider | undefined> {
  const row = await tx.db
    .selectFrom('identity_federation_providers')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { ...row, remote_ids: (await remoteIdsOf(tx, [id])).get(id) ?? [] }
}

export async function listProviders(tx: Tx, request: ListRequest): Promise<Provider[]> {
  const rows = await rowsAndOneMore<ProviderRow>(tx, PROVIDERS, '*', request)
  const names = await remoteIdsOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, remote_ids: names.get(row.id) ?? [] }))
}

async function remoteIdsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return found
  const rows = await tx.db
    .selectFrom('identity_federation_remote_ids')
    .selectAll()
    .where('idp_id', 'in', ids)
    .orderBy('remote_id')
    .execute()
  for (const row of rows) found.get(row.idp_id)?.push(row.remote_id)
  return found
}

/** @throws 404 for a domain that is not there, 409 where the id or a remote id is taken */
export async function insertProvider(tx: Tx, { remote_ids, ...row }: Provider): Promise<void> {
  try {
    await tx.db.insertInto('identity_federation_providers').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missing('domain', row.domain_id)
    throw error instanceof UniqueViolation ? taken(`Duplicate entry: ${row.id}`) : error
  }
  await addRemoteIds(tx, row.id, remote_ids)
}

/** Returns the provider after the change. @throws 409 */
export async function updateProvider(
  tx: Tx,
  id: string,
  changes: Updateable<IdentityFederationProvidersTable>,
  remoteIds: readonly string[] | undefined,
): Promise<Provider> {
  await tx.db
    .updateTable('identity_federation_providers')
    .set({ ...changes, id })
    .where('id', '=', id)
    .execute()
  if (remoteIds !== undefined) {
    await tx.db.deleteFrom('identity_federation_remote_ids').where('idp_id', '=', id).execute()
    await addRemoteIds(tx, id, remoteIds)
  }
  await bumpEpoch(tx)
  return (await findProvider(tx, id))!
}

async function addRemoteIds(tx: Tx, id: string, remoteIds: readonly string[]): Promise<void> {
  for (const remoteId of remoteIds) {
    try {
      await tx.db
        .insertInto('identity_federation_remote_ids')
        .values({ remote_id: remoteId, idp_id: id })
        .execute()
    } catch (error) {
      throw error instanceof UniqueViolation ? taken(`Duplicate remote ID: ${remoteId}`) : error
    }
  }
}

function taken(details: string): Fault {
  return conflict(`Conflict occurred attempting to store identity_provider - ${details}.`)
}

/** With a provider go its protocols; its domain stays. */
export async function deleteProvider(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_federation_providers').where('id', '=', id).execute()
  await bumpEpoch(tx)
}
