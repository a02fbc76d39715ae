/** What routers show beside their own rows. */
import { BY_L3, zonesServing } from '../agents/agents.store.ts'
import type { Tx } from '../../storage/database.ts'
import { helpersOfRouters } from './conntrack-helpers/conntrack-helpers.store.ts'
import type { ExternalIp, Gateway } from './gateways.ts'
import { gatewayPorts, type GatewayPort, type RouterRow } from './routers.store.ts'
import type { Router } from './routers.ts'

export async function completedRouters(tx: Tx, rows: readonly RouterRow[]): Promise<Router[]> {
  const ids = rows.map((row) => row.gw_port_id).filter((id) => id !== null)
  const ports = await gatewayPorts(tx, ids)
  const routerIds = rows.map((row) => row.id)
  const helpers = await helpersOfRouters(tx, routerIds)
  const zonesOf = await zonesServing(tx, BY_L3, routerIds)
  return rows.map((row): Router => {
    const port = row.gw_port_id === null ? undefined : ports.get(row.gw_port_id)
    const own = {
      ...row,
      availability_zones: zonesOf(row.id),
      conntrack_helpers: helpers.get(row.id) ?? [],
      external_gateway_info: port === undefined ? null : gatewayOf(row, port),
      enable_ndp_proxy: port !== undefined && row.ndp_proxy === true,
    }
    return own
  })
}

function gatewayOf(row: RouterRow, port: GatewayPort): Gateway {
  return {
    network_id: port.network_id,
    external_fixed_ips: JSON.parse(port.fixed_ips) as ExternalIp[],
    enable_snat: row.enable_snat,
    ...(row.qos_policy_id !== null && { qos_policy_id: row.qos_policy_id }),
  }
}

export async function completedRouter(tx: Tx, row: RouterRow): Promise<Router> {
  const [router] = await completedRouters(tx, [row])
  return router!
}
