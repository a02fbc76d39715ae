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

/** Does it serve any whose address is of this network? */
export async function hasFloatingIpsFrom(
  tx: Tx,
  routerId: string,
  networkId: string,
): Promise<boolean> {
  const row = await tx.db
    .selectFrom('floatingips')
    .select('id')
    .where('router_id', '=', routerId)
    .where('floating_network_id', '=', networkId)
    .executeTakeFirst()
  return row !== undefined
}

/** Does it serve one of a port with an address of the subnet, or one that forwards to such a port? */
export async function isServing(tx: Tx, routerId: string, subnetId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('floatingips')
    .leftJoin('port_forwardings', 'port_forwardings.floatingip_id', 'floatingips.id')
    .innerJoin('ip_allocations', (join) =>
      join.on((on) =>
        on.or([
          on.and([
            on('ip_allocations.port_id', '=', on.ref('floatingips.fixed_port_id')),
            on('ip_allocations.ip_address', '=', on.ref('floatingips.fixed_ip_address')),
          ]),
          on.and([
            on('ip_allocations.port_id', '=', on.ref('port_forwardings.internal_port_id')),
            on('ip_allocations.ip_address', '=', on.ref('port_forwardings.internal_ip_address')),
          ]),
        ]),
      ),
    )
    .select('floatingips.id')
    .where('floatingips.router_id', '=', routerId)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .executeTakeFirst()
  return row !== undefined
}
