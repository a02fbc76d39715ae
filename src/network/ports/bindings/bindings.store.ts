/** Where ports are bound without being there. */
import type { Tx } from '../../../storage/database.ts'
import type { Binding } from '../binding.ts'

export async function otherBindings(tx: Tx, portId: string): Promise<Binding[]> {
  const rows = await tx.db
    .selectFrom('port_bindings')
    .selectAll()
    .where('port_id', '=', portId)
    .orderBy('host')
    .execute()
  return rows.map((row) => ({
    host_id: row.host,
    vnic_type: row.vnic_type,
    profile: JSON.parse(row.profile) as Binding['profile'],
    vif_type: row.vif_type,
    vif_details: JSON.parse(row.vif_details) as Binding['vif_details'],
  }))
}

export async function insertBinding(tx: Tx, portId: string, binding: Binding): Promise<void> {
  const { host_id: host, vnic_type: vnic, vif_type: vif } = binding
  const texts = {
    profile: JSON.stringify(binding.profile),
    vif_details: JSON.stringify(binding.vif_details),
  }
  await tx.db
    .insertInto('port_bindings')
    .values({ port_id: portId, host, vnic_type: vnic, vif_type: vif, ...texts })
    .execute()
}

export async function deleteBinding(tx: Tx, portId: string, host: string): Promise<void> {
  await tx.db
    .deleteFrom('port_bindings')
    .where('port_id', '=', portId)
    .where('host', '=', host)
    .execute()
}
