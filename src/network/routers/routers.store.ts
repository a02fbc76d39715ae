/** Rows of routers, and of the ports that they have. */
import type { Tx } from '../../storage/database.ts'
import { lockRow, type RowLock } from '../../storage/locks.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { ROUTERS, type RouterAttributes } from './routers.table.ts'

/** What the port of its gateway says, and what the cloud works out. */
type Elsewhere =
  | 'external_gateway_info'
  | 'external_gateways'
  | 'availability_zones'
  | 'conntrack_helpers'
  | 'enable_ndp_proxy'

interface Hidden {
  readonly gw_port_id: string | null
  readonly enable_snat: boolean
  readonly ndp_proxy: boolean | null
  /** That of its gateway. */
  readonly qos_policy_id: string | null
}

export type RouterRow = Stored<RouterAttributes, Elsewhere, Hidden>

export const routerRows = new Rows<RouterAttributes, Elsewhere, Hidden>(ROUTERS, {
  table: 'routers',
  elsewhere: [
    'external_gateway_info',
    'external_gateways',
    'availability_zones',
    'enable_ndp_proxy',
    'conntrack_helpers',
  ],
  hidden: {
    ...{ gw_port_id: 'text', enable_snat: 'boolean', ndp_proxy: 'boolean' },
    qos_policy_id: 'text',
  },
  members: { tags: TAGS },
})

/** A router of whomever. @param lock what must not happen to it before the transaction ends */
export async function lockedRouter(
  tx: Tx,
  id: string,
  lock: RowLock | undefined,
): Promise<RouterRow | undefined> {
  await lockRow(tx, 'routers', { id: id.toLowerCase() }, lock)
  return routerRows.find(tx, id)
}

/** Upstream keeps it in a table of its own. */
export async function setProxy(tx: Tx, routerId: string, isOn: boolean): Promise<void> {
  await tx.db
    .updateTable('routers')
    .set({ ndp_proxy: Number(isOn) })
    .where('id', '=', routerId)
    .execute()
}

export interface RouterPort {
  readonly port_id: string
  readonly port_type: string
}

/** In the order in which they were made. */
export function routerPorts(tx: Tx, routerId: string): Promise<RouterPort[]> {
  return tx.db
    .selectFrom('router_ports')
    .innerJoin('ports', 'ports.id', 'router_ports.port_id')
    .select(['router_ports.port_id', 'router_ports.port_type'])
    .where('router_ports.router_id', '=', routerId)
    .orderBy('ports.serial')
    .execute()
}

/** An address of a port that a router has, and the subnet that it is of. */
export interface RouterAddress {
  readonly port_id: string
  readonly port_type: string
  readonly network_id: string
  readonly ip_address: string
  readonly subnet_id: string
  readonly cidr: string
  readonly ip_version: 4 | 6
}

/** All that the ports of a router have. */
export function addressesOfRouter(tx: Tx, routerId: string): Promise<RouterAddress[]> {
  return tx.db
    .selectFrom('router_ports')
    .innerJoin('ports', 'ports.id', 'router_ports.port_id')
    .innerJoin('ip_allocations', 'ip_allocations.port_id', 'router_ports.port_id')
    .innerJoin('subnets', 'subnets.id', 'ip_allocations.subnet_id')
    .select([
      'router_ports.port_id',
      'router_ports.port_type',
      'ports.network_id',
      'ip_allocations.ip_address',
      'ip_allocations.subnet_id',
      'subnets.cidr',
      'subnets.ip_version',
    ])
    .where('router_ports.router_id', '=', routerId)
    .orderBy('ports.serial')
    .orderBy('ip_allocations.address')
    .execute()
}

export async function insertRouterPort(
  tx: Tx,
  routerId: string,
  { port_id: portId, port_type: type }: RouterPort,
): Promise<void> {
  const row = { port_id: portId, router_id: routerId, port_type: type }
  await tx.db.insertInto('router_ports').values(row).execute()
}

/** Ports of a router that have one of the owners get another. */
export async function changeOwnerOfPorts(
  tx: Tx,
  routerId: string,
  from: readonly string[],
  to: string,
): Promise<void> {
  const ports = (await routerPorts(tx, routerId)).filter((one) => from.includes(one.port_type))
  if (ports.length === 0) return
  const ids = ports.map((one) => one.port_id)
  await tx.db
    .updateTable('router_ports')
    .set({ port_type: to })
    .where('port_id', 'in', ids)
    .execute()
  await tx.db.updateTable('ports').set({ device_owner: to }).where('id', 'in', ids).execute()
}
