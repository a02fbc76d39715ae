/** What routers show beside their own rows. */
import { BY_L3, zonesServing } from '../agents/agents.store.ts'
import type { Tx } from '../../storage/database.ts'
import { helpersOfRouters } from './conntrack-helpers/conntrack-helpers.store.ts'
import { gatewayPorts, type GatewayPort } from './gateway-ports.store.ts'
import type { Gateway } from './gateways.ts'
import type { RouterRow } from './routers.store.ts'
import type { Router } from './routers.ts'

export async function completedRouters(tx: Tx, rows: readonly RouterRow[]): Promise<Router[]> {
  const reaching = rows.filter((row) => row.gw_port_id !== null).map(({ id }) => id)
  const ports = await gatewayPorts(tx, reaching)
  const routerIds = rows.map((row) => row.id)
  const helpers = await helpersOfRouters(tx, routerIds)
  const zonesOf = await zonesServing(tx, BY_L3, routerIds)
  return rows.map((row): Router => {
    const [first, ...others] = firstFirst(row, ports.get(row.id) ?? [])
    const own = {
      ...row,
      availability_zones: zonesOf(row.id),
      conntrack_helpers: helpers.get(row.id) ?? [],
      external_gateway_info: first === undefined ? null : gatewayOf(row, first),
      external_gateways: first === undefined ? [] : [first, ...others].map(placeOf),
      enable_ndp_proxy: first !== undefined && row.ndp_proxy === true,
    }
    return own
  })
}

/** The gateway that the router is said to have where it can have but one. */
function firstFirst(row: RouterRow, ports: readonly GatewayPort[]): readonly GatewayPort[] {
  const isFirst = ({ id }: GatewayPort) => id === row.gw_port_id
  return [...ports.filter(isFirst), ...ports.filter((port) => !isFirst(port))]
}

/** What is said of each; the rest is of the first alone. */
function placeOf({ network_id: network, fixed_ips: ips }: GatewayPort) {
  return { network_id: network, external_fixed_ips: ips }
}

function gatewayOf(row: RouterRow, port: GatewayPort): Gateway {
  return {
    ...placeOf(port),
    enable_snat: row.enable_snat,
    ...(row.qos_policy_id !== null && { qos_policy_id: row.qos_policy_id }),
  }
}

export async function completedRouter(tx: Tx, row: RouterRow): Promise<Router> {
  const [router] = await completedRouters(tx, [row])
  return router!
}
