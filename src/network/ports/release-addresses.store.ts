import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'

interface ShownAddress {
  readonly subnet_id: string
  readonly ip_address: string
}

/** Takes all addresses of a subnet from the ports that have some. */
export async function releaseAddresses(tx: Tx, subnetId: string, at: string): Promise<void> {
  const ports = await tx.db
    .selectFrom('ports')
    .select(['id', 'fixed_ips'])
    .where('id', 'in', (nested) =>
      nested.selectFrom('ip_allocations').select('port_id').where('subnet_id', '=', subnetId),
    )
    .execute()
  for (const { id, fixed_ips: text } of ports) {
    const addresses = JSON.parse(text) as readonly ShownAddress[]
    const left = addresses.filter((one) => one.subnet_id !== subnetId)
    await tx.db
      .updateTable('ports')
      .set({
        fixed_ips: JSON.stringify(left),
        addresses: left.map((one) => one.ip_address).join(' '),
        revision_number: sql`revision_number + 1`,
        updated_at: at,
      })
      .where('id', '=', id)
      .execute()
  }
  await tx.db.deleteFrom('ip_allocations').where('subnet_id', '=', subnetId).execute()
}
