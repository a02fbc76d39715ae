/** What floating IPs need routers for. */
import type { Tx } from '../../storage/database.ts'

/** Does the router serve any? */
export async function hasFloatingIps(tx: Tx, routerId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('floatingips')
    .select('id')
    .where('router_id', '=', routerId)
    .executeTakeFirst()
  return row !== undefined
}

/** Does it serve one of a port with an address of the subnet? */
export async function isServing(tx: Tx, routerId: string, subnetId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('floatingips')
    .innerJoin('ip_allocations', (join) =>
      join
        .onRef('ip_allocations.port_id', '=', 'floatingips.fixed_port_id')
        .onRef('ip_allocations.ip_address', '=', 'floatingips.fixed_ip_address'),
    )
    .select('floatingips.id')
    .where('floatingips.router_id', '=', routerId)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .executeTakeFirst()
  return row !== undefined
}
