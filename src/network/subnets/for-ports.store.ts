/** What the addresses of ports depend on in the subnets of their network. */
import { sql } from 'kysely'
import { address } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { rangeBetween, type IpRange } from '../../kernel/ip/range.ts'
import type { Tx } from '../../storage/database.ts'
import { lockClause } from '../../storage/locks.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { PoolText } from '../ipam/pools.ts'
import type { SubnetOfNetwork } from '../ipam/subnets.ts'

/** A subnet with its pools, in the order of their addresses. */
export interface SubnetWithPools extends SubnetOfNetwork {
  readonly networkId: string
  readonly pools: readonly IpRange[]
  /** The same pools as one text, by which others tell whether they are still the same. */
  readonly poolsText: string
}

const ofNetworks = statement(
  (_, p: { ids: readonly string[] }, dialect) => sql<{
    id: string
    network_id: string
    cidr: string
    enable_dhcp: number
    ipv6_ra_mode: string | null
    ipv6_address_mode: string | null
    service_types: string
    segment_id: string | null
    subnetpool_id: string | null
    allocation_pools: string
  }>`
    select id, network_id, cidr, enable_dhcp, ipv6_ra_mode, ipv6_address_mode, service_types,
      segment_id, subnetpool_id, allocation_pools
    from subnets where network_id in ${inList(p.ids)} order by serial
    ${lockClause(dialect, 'stay')}`,
)

/**
 * Those of the networks, in the order in which they were made. Nobody deletes them before the unit
 * ends; to be called by units that write.
 */
export async function stayingSubnetsOf(
  tx: Tx,
  networkIds: readonly string[],
): Promise<SubnetWithPools[]> {
  if (networkIds.length === 0) return []
  const rows = await tx.all(ofNetworks, { ids: networkIds })
  return rows.map((row) => ({
    id: row.id,
    networkId: row.network_id,
    cidr: cidr(row.cidr),
    enableDhcp: row.enable_dhcp === 1,
    ipv6RaMode: row.ipv6_ra_mode,
    ipv6AddressMode: row.ipv6_address_mode,
    serviceTypes: JSON.parse(row.service_types) as string[],
    segmentId: row.segment_id,
    subnetPoolId: row.subnetpool_id,
    pools: (JSON.parse(row.allocation_pools) as PoolText[]).map(rangeOfPool),
    poolsText: row.allocation_pools,
  }))
}

function rangeOfPool({ start, end }: PoolText): IpRange {
  return rangeBetween(address(start), address(end))!
}

/** Those of the ids that are ids of subnets, of whatever network. */
export async function subnetsElsewhere(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.db.selectFrom('subnets').select('id').where('id', 'in', ids).execute()
  return rows.map(({ id }) => id)
}
