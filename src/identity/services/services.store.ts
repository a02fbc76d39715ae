import type { Selectable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityServicesTable } from '../storage/tables.ts'

/** An entry of the catalogue. */
export interface CatalogService {
  readonly id: string
  readonly type: string
  readonly enabled: boolean
  /** JSON: its name, its description and what else clients have put into it. */
  readonly extra: string
}

type Row = Selectable<IdentityServicesTable>

function toService({ id, type, enabled, extra }: Row): CatalogService {
  return { id, type, enabled: enabled === 1, extra }
}

function toRow(service: CatalogService): Row {
  return { ...service, enabled: service.enabled ? 1 : 0 }
}

export async function findService(tx: Tx, id: string): Promise<CatalogService | undefined> {
  const rows = tx.db.selectFrom('identity_services').selectAll().where('id', '=', id)
  const row = await rows.executeTakeFirst()
  return row && toService(row)
}

/** A cloud has a dozen services at most, so they are filtered where they are rendered. */
export async function listServices(tx: Tx): Promise<CatalogService[]> {
  const rows = await tx.db.selectFrom('identity_services').selectAll().orderBy('serial').execute()
  return rows.map(toService)
}

export async function insertService(tx: Tx, service: CatalogService): Promise<void> {
  await tx.db.insertInto('identity_services').values(toRow(service)).execute()
}

export async function updateService(tx: Tx, service: CatalogService): Promise<void> {
  const { id, ...changes } = toRow(service)
  await tx.db.updateTable('identity_services').set(changes).where('id', '=', id).execute()
}

/** With a service go its endpoints. */
export async function deleteService(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_services').where('id', '=', id).execute()
}
