/** Which router takes what comes for a floating IP to where it goes. */
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { ROUTER_GATEWAY, ROUTER_INTERFACES } from '../device-owners.ts'

/**
 * A router with an interface on the subnet and a gateway to the network outside: that which is the
 * gateway of the subnet, or else the first. It keeps both until the unit ends, as who takes one away
 * waits for it.
 */
export async function reachingRouter(
  tx: Tx,
  inside: { readonly subnetId: string; readonly gateway: string | null },
  externalNetworkId: string,
): Promise<string | undefined> {
  for (;;) {
    const found = await routerBetween(tx, inside, externalNetworkId)
    if (found === undefined) return undefined
    await lockRow(tx, 'routers', { id: found }, 'stay')
    if ((await routerBetween(tx, inside, externalNetworkId)) === found) return found
  }
}

async function routerBetween(
  tx: Tx,
  { subnetId, gateway }: { readonly subnetId: string; readonly gateway: string | null },
  externalNetworkId: string,
): Promise<string | undefined> {
  const rows = await tx.db
    .selectFrom('router_ports')
    .innerJoin('ports', 'ports.id', 'router_ports.port_id')
    .innerJoin('ip_allocations', 'ip_allocations.port_id', 'router_ports.port_id')
    .select(['router_ports.router_id', 'ip_allocations.ip_address'])
    .where('ip_allocations.subnet_id', '=', subnetId)
    .where('router_ports.port_type', 'in', ROUTER_INTERFACES)
    .where((where) =>
      where.exists(
        where
          .selectFrom('router_ports as outer_ports')
          .innerJoin('ports as gateways', 'gateways.id', 'outer_ports.port_id')
          .select('gateways.id')
          .whereRef('outer_ports.router_id', '=', 'router_ports.router_id')
          .where('outer_ports.port_type', '=', ROUTER_GATEWAY)
          .where('gateways.network_id', '=', externalNetworkId),
      ),
    )
    .orderBy('ports.serial')
    .execute()
  const found = rows.find((one) => one.ip_address === gateway) ?? rows[0]
  return found?.router_id
}

/** Has the router a gateway on the network? */
export async function leadsTo(tx: Tx, routerId: string, networkId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('router_ports')
    .innerJoin('ports', 'ports.id', 'router_ports.port_id')
    .select('ports.id')
    .where('router_ports.router_id', '=', routerId)
    .where('router_ports.port_type', '=', ROUTER_GATEWAY)
    .where('ports.network_id', '=', networkId)
    .executeTakeFirst()
  return row !== undefined
}
