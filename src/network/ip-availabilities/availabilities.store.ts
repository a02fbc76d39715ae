/** Networks and their subnets, with counts of the addresses taken. */
import { sql } from 'kysely'
import { address, addressKey } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { firstOf, lastOf, rangeBetween, type IpRange } from '../../kernel/ip/range.ts'
import { columns, text } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { PoolText } from '../ipam/pools.ts'
import { IP_AVAILABILITIES, VERSIONS } from './availabilities.table.ts'
import type { CountedSubnet, NamedNetwork } from './availabilities.ts'

const SOURCE: ListSource = {
  table: 'networks',
  // By their ids lists are ordered, and pages begin; clients know them by another name.
  columns: new Map([...columns({ id: text({}) }), ...IP_AVAILABILITIES.columns]),
  made: ['id'],
  members: {
    [VERSIONS]: { table: 'subnets', owner: 'network_id', ofRow: 'id', name: 'ip_version' },
  },
}

const SELECT = 'networks.id, networks.name, networks.project_id'

export function listNetworks(tx: Tx, request: ListRequest): Promise<NamedNetwork[]> {
  return listRows<NamedNetwork>(tx, SOURCE, SELECT, request)
}

export function findNetwork(tx: Tx, id: string): Promise<NamedNetwork | undefined> {
  return findRow<NamedNetwork>(tx, SOURCE, SELECT, id.toLowerCase(), [])
}

const subnetsOf = statement((db, p: { networks: readonly string[] }) =>
  db
    .selectFrom('subnets')
    .select(['id', 'network_id', 'name', 'ip_version', 'cidr', 'allocation_pools'])
    .where('network_id', 'in', inList(p.networks))
    .orderBy('id'),
)

/** A range of a subnet as one text: its id, and the keys of the first and the last address. */
function boundsOf(subnetId: string, range: IpRange): string {
  return `${subnetId}${addressKey(firstOf(range))}${addressKey(lastOf(range))}`
}

/** How many addresses are taken in each range; ranges without any are left out. */
const takenWithin = statement(
  (_, p: { bounds: readonly string[] }) => sql<{ range: string; taken: number }>`
    with given(bounds) as ${inList(p.bounds)},
      ranges as (
        select bounds, substr(bounds, 1, 36) as subnet_id,
          substr(bounds, 37, (length(bounds) - 36) / 2) as first_address,
          substr(bounds, 37 + (length(bounds) - 36) / 2) as last_address
        from given)
    select ranges.bounds as range, count(*) as taken
    from ranges inner join ip_allocations on ip_allocations.subnet_id = ranges.subnet_id
      and ip_allocations.address between ranges.first_address and ranges.last_address
    group by ranges.bounds`,
)

/** The subnets of the networks, in the order of their ids. */
export async function countedSubnets(
  tx: Tx,
  networkIds: readonly string[],
): Promise<CountedSubnet[]> {
  if (networkIds.length === 0) return []
  const rows = await tx.all(subnetsOf, { networks: networkIds })
  const subnets = rows.map((row) => {
    const pools = (JSON.parse(row.allocation_pools) as PoolText[]).map(rangeOfPool)
    return { ...row, range: cidr(row.cidr), pools }
  })
  const bounds = subnets.flatMap(({ id, range, pools }) =>
    [range, ...pools].map((one) => boundsOf(id, one)),
  )
  const counts = await tx.all(takenWithin, { bounds: [...new Set(bounds)] })
  const taken = new Map(counts.map((row) => [row.range, row.taken]))
  const takenOf = (id: string, range: IpRange): number => taken.get(boundsOf(id, range)) ?? 0
  return subnets.map(({ id, name, ip_version, network_id, range, pools, ...row }) => ({
    ...{ id, name, networkId: network_id, version: ip_version, cidr: row.cidr, range, pools },
    taken: takenOf(id, range),
    takenOfPools: pools.reduce((sum, pool) => sum + takenOf(id, pool), 0),
  }))
}

function rangeOfPool({ start, end }: PoolText): IpRange {
  return rangeBetween(address(start), address(end))!
}
