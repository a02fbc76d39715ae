/** Rows of floating IPs. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import type { PortsTable } from '../storage/tables.ts'
import { TAGS } from '../tags/tags.store.ts'
import { FLOATING_IPS, type FloatingIpAttributes, type PortDetails } from './floatingips.table.ts'

/** What only creations have, what the port says, what it forwards, and names that are not kept. */
type Elsewhere = 'subnet_id' | 'port_details' | 'dns_domain' | 'dns_name' | 'port_forwardings'

interface Hidden {
  /** The port that has its address outside. */
  readonly floating_port_id: string
}

export type FloatingIpRow = Stored<FloatingIpAttributes, Elsewhere, Hidden>

export const floatingIpRows = new Rows<FloatingIpAttributes, Elsewhere, Hidden>(FLOATING_IPS, {
  table: 'floatingips',
  elsewhere: ['subnet_id', 'port_details', 'dns_domain', 'dns_name', 'port_forwardings'],
  hidden: { floating_port_id: 'text' },
  members: { tags: TAGS },
})

/** Has another floating IP of the network outside that address inside? */
export async function isAssociated(
  tx: Tx,
  {
    id,
    floating_network_id: network,
  }: { readonly id: string; readonly floating_network_id: string },
  portId: string,
  fixedIp: string,
): Promise<boolean> {
  const row = await tx.db
    .selectFrom('floatingips')
    .select('id')
    .where('fixed_port_id', '=', portId)
    .where('fixed_ip_address', '=', fixedIp)
    .where('floating_network_id', '=', network)
    .where('id', '!=', id)
    .executeTakeFirst()
  return row !== undefined
}

export type PortOfFloatingIp = Pick<PortsTable, keyof PortDetails | 'id'>

/** What the ports are that floating IPs are for, by their ids. */
export async function portsOfFloatingIps(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PortOfFloatingIp>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('ports')
    .select([
      'id',
      'name',
      'network_id',
      'mac_address',
      'admin_state_up',
      'status',
      'device_id',
      'device_owner',
    ])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Floating IPs of ports that go are for none then. */
export async function releaseFloatingIps(
  tx: Tx,
  portIds: readonly string[],
  at: string,
): Promise<void> {
  if (portIds.length === 0) return
  await tx.db
    .updateTable('floatingips')
    .set({
      fixed_port_id: null,
      fixed_ip_address: null,
      router_id: null,
      revision_number: sql`revision_number + 1`,
      updated_at: at,
    })
    .where('fixed_port_id', 'in', portIds)
    .execute()
}
