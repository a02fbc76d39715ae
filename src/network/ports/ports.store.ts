/** Rows of ports, and what other tables hold of them. */
import type { Tx } from '../../storage/database.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { GROUPS_OF_PORTS } from '../security-groups/of-ports.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { PORTS } from './ports.table.ts'

type Attributes = NonNullable<(typeof PORTS)['declared']>

/** What the cloud works out for each answer. */
type Elsewhere = (typeof ELSEWHERE)[number]

const ELSEWHERE = [
  'dns_assignment',
  'qos_network_policy_id',
  'resource_request',
  'trunk_details',
  'device_profile',
  'numa_affinity_policy',
] as const

interface Hidden {
  readonly network_project_id: string
  /** Its addresses with blanks between them. */
  readonly addresses: string
}

export type PortRow = Stored<Attributes, Elsewhere, Hidden>

const allocation = (name: string) => {
  return { table: 'ip_allocations', owner: 'port_id', ofRow: 'id', name }
}

export const portRows = new Rows<Attributes, Elsewhere, Hidden>(PORTS, {
  table: 'ports',
  elsewhere: ELSEWHERE,
  hidden: { network_project_id: 'text', addresses: 'text' },
  members: {
    tags: TAGS,
    subnet_ids: allocation('subnet_id'),
    ip_addresses: allocation('ip_address'),
    security_groups: GROUPS_OF_PORTS,
  },
})

/** Is the hardware address another port's of the network? */
export async function isMacTaken(tx: Tx, networkId: string, mac: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('ports')
    .select('id')
    .where('network_id', '=', networkId)
    .where('mac_address', '=', mac)
    .executeTakeFirst()
  return row !== undefined
}
