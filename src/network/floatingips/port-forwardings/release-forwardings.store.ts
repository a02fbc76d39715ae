/** Takes port forwardings away. */
import { sql } from 'kysely'
import type { Tx } from '../../../storage/database.ts'
import type { StoredForwarding } from './forwarding.ts'

/** Floating IPs that forward nothing then need no router. */
export async function freeOfForwardings(
  tx: Tx,
  gone: readonly StoredForwarding[],
  at: string,
): Promise<void> {
  if (gone.length === 0) return
  const ids = gone.map(({ id }) => id)
  await tx.db.deleteFrom('port_forwardings').where('id', 'in', ids).execute()
  const floatingIps = Map.groupBy(gone, (one) => one.floatingip_id)
  for (const [id, { length }] of floatingIps) {
    const isLast = sql`not exists (select 1 from port_forwardings where floatingip_id = ${id})`
    await tx.db
      .updateTable('floatingips')
      .set({
        router_id: sql`case when ${isLast} then null else router_id end`,
        revision_number: sql`revision_number + ${length}`,
        updated_at: at,
      })
      .where('id', '=', id)
      .execute()
  }
}
