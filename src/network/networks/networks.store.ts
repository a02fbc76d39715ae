/** Rows of networks, and what other tables hold of them. */
import type { Tx } from '../../storage/database.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { NETWORKS } from './networks.table.ts'

const segment = (name: string) => {
  return { table: 'network_segments', owner: 'network_id', ofRow: 'id', name }
}

export const networkRows = new Rows(NETWORKS, {
  table: 'networks',
  elsewhere: [
    'subnets',
    'shared',
    'segments',
    'provider:network_type',
    'provider:physical_network',
    'provider:segmentation_id',
    'availability_zones',
    'ipv4_address_scope',
    'ipv6_address_scope',
    'l2_adjacency',
  ],
  members: {
    policies: policiesOf('id'),
    tags: TAGS,
    network_types: segment('network_type'),
    physical_networks: segment('physical_network'),
    segmentation_ids: segment('segmentation_id'),
  },
})

/** The external network that is the default one. */
export async function defaultNetworkId(tx: Tx): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('networks')
    .select('id')
    .where('external', '=', 1)
    .where('is_default', '=', 1)
    .executeTakeFirst()
  return row?.id
}
