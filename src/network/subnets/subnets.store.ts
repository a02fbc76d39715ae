/** Rows of subnets, and what ports have of them. */
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { SUBNETS, type SubnetAttributes } from './subnets.table.ts'

/** What only creations have, and what is the network's. */
type Elsewhere = 'prefixlen' | 'use_default_subnetpool' | 'shared' | 'router:external'

interface Hidden {
  readonly network_project_id: string
}

export type SubnetRow = Stored<SubnetAttributes, Elsewhere, Hidden>

export const subnetRows = new Rows<SubnetAttributes, Elsewhere, Hidden>(SUBNETS, {
  table: 'subnets',
  elsewhere: ['prefixlen', 'use_default_subnetpool', 'shared', 'router:external'],
  hidden: { network_project_id: 'text' },
  members: {
    policies: policiesOf('network_id'),
    accesses: { ...policiesOf('network_id'), name: 'action' },
    tags: TAGS,
  },
  uncounted: ['allocation_pools', 'dns_nameservers', 'host_routes'],
})

/**
 * Lets no other subnet of the network change before the transaction ends. To be called before a subnet
 * is locked: who deletes a network also locks it before its subnets.
 */
export async function lockSubnetsOf(tx: Tx, networkId: string): Promise<void> {
  await lockRow(tx, 'networks', { id: networkId }, 'turn')
}

/** The network of a subnet, which never changes. */
export async function networkOf(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('subnets')
    .select('network_id')
    .where('id', '=', id.toLowerCase())
    .executeTakeFirst()
  return row?.network_id
}

export interface AddressInUse {
  readonly port_id: string
  readonly ip_address: string
  readonly device_owner: string
}

/** Addresses of the subnet that ports have. */
export async function addressesIn(tx: Tx, id: string): Promise<AddressInUse[]> {
  return tx.db
    .selectFrom('ip_allocations')
    .innerJoin('ports', 'ports.id', 'ip_allocations.port_id')
    .select(['ip_allocations.port_id', 'ip_allocations.ip_address', 'ports.device_owner'])
    .where('ip_allocations.subnet_id', '=', id)
    .execute()
}

/** The port by which some router has the address, whoever clients say that owns it. */
export async function routerPortAt(
  tx: Tx,
  subnetId: string,
  address: string,
): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('ip_allocations')
    .innerJoin('router_ports', 'router_ports.port_id', 'ip_allocations.port_id')
    .select('ip_allocations.port_id')
    .where('ip_allocations.subnet_id', '=', subnetId)
    .where('ip_allocations.ip_address', '=', address)
    .executeTakeFirst()
  return row?.port_id
}
