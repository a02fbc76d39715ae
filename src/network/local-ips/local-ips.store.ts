import type { Tx } from '../../storage/database.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import type { LocalIpAssociationsTable } from '../storage/local-ips-tables.ts'
import { LOCAL_IPS, type LocalIpAttributes } from './local-ips.table.ts'

export type LocalIpRow = Stored<LocalIpAttributes, never>

export const localIpRows = new Rows(LOCAL_IPS, { table: 'local_ips', elsewhere: [] })

/** With the host of the port, empty where it is bound to none. */
type AssociationRow = LocalIpAssociationsTable & { readonly host: string }

/** The ports that a local IP is translated to. */
export async function associationsOf(tx: Tx, localIpId: string): Promise<AssociationRow[]> {
  const rows = await tx.db
    .selectFrom('local_ip_associations')
    .innerJoin('ports', 'ports.id', 'local_ip_associations.fixed_port_id')
    .select(['local_ip_id', 'fixed_port_id', 'fixed_ip', 'ports.host_id'])
    .where('local_ip_id', '=', localIpId)
    .orderBy('fixed_port_id')
    .execute()
  return rows.map(({ host_id: host, ...row }) => ({ ...row, host: host ?? '' }))
}

/** False where the port is associated already. */
export async function insertAssociation(tx: Tx, row: LocalIpAssociationsTable): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('local_ip_associations')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function deleteAssociation(tx: Tx, localIpId: string, portId: string): Promise<void> {
  await tx.db
    .deleteFrom('local_ip_associations')
    .where('local_ip_id', '=', localIpId)
    .where('fixed_port_id', '=', portId)
    .execute()
}

export async function deleteAssociationsOfPorts(tx: Tx, portIds: readonly string[]): Promise<void> {
  if (portIds.length === 0) return
  await tx.db.deleteFrom('local_ip_associations').where('fixed_port_id', 'in', portIds).execute()
}
