import type { Tx } from '../../storage/database.ts'
import { Rows } from '../rows/rows.store.ts'
import { NDP_PROXIES } from './ndp-proxies.table.ts'

export const proxyRows = new Rows(NDP_PROXIES, { table: 'ndp_proxies', elsewhere: [] })

/** Has the router any? */
export async function hasProxies(tx: Tx, routerId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('ndp_proxies')
    .select('id')
    .where('router_id', '=', routerId)
    .executeTakeFirst()
  return row !== undefined
}

/** Has it one for an address that a port has on the subnet? */
export async function hasProxiesOn(tx: Tx, routerId: string, subnetId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('ndp_proxies')
    .innerJoin('ip_allocations', (join) =>
      join
        .onRef('ip_allocations.port_id', '=', 'ndp_proxies.port_id')
        .onRef('ip_allocations.ip_address', '=', 'ndp_proxies.ip_address'),
    )
    .select('ndp_proxies.id')
    .where('ndp_proxies.router_id', '=', routerId)
    .where('ip_allocations.subnet_id', '=', subnetId)
    .executeTakeFirst()
  return row !== undefined
}
