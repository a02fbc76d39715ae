/** The ports by which routers reach networks outside. */
import type { Tx } from '../../storage/database.ts'
import { ROUTER_GATEWAY } from '../device-owners.ts'
import type { ExternalIp } from './gateways.ts'

export interface GatewayPort {
  readonly id: string
  readonly router_id: string
  readonly network_id: string
  readonly fixed_ips: readonly ExternalIp[]
}

/** Of each of the routers, in the order in which they were made. */
export async function gatewayPorts(
  tx: Tx,
  routerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly GatewayPort[]>> {
  if (routerIds.length === 0) return new Map()
  const rows = await gateways(tx).where('router_ports.router_id', 'in', routerIds).execute()
  return Map.groupBy(rows.map(read), (one) => one.router_id)
}

/** Of any router, to the network. */
export async function gatewaysTo(tx: Tx, networkId: string): Promise<readonly GatewayPort[]> {
  const rows = await gateways(tx).where('ports.network_id', '=', networkId).execute()
  return rows.map(read)
}

function gateways(tx: Tx) {
  return tx.db
    .selectFrom('router_ports')
    .innerJoin('ports', 'ports.id', 'router_ports.port_id')
    .select(['ports.id', 'router_ports.router_id', 'ports.network_id', 'ports.fixed_ips'])
    .where('router_ports.port_type', '=', ROUTER_GATEWAY)
    .orderBy('ports.serial')
}

function read<R extends { readonly fixed_ips: string }>(row: R) {
  return { ...row, fixed_ips: JSON.parse(row.fixed_ips) as ExternalIp[] }
}

/** @see gatewayPorts */
export async function gatewayPortsOf(tx: Tx, routerId: string): Promise<readonly GatewayPort[]> {
  return (await gatewayPorts(tx, [routerId])).get(routerId) ?? []
}
