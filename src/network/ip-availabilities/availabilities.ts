/**
 * What networks and their subnets have of addresses. A subnet without pools counts all of its prefix
 * as its total. Source: neutron/db/network_ip_availability_db.py, network_ip_availability_details_db.py.
 */
import { sizeOf, type IpRange } from '../../kernel/ip/range.ts'
import { exactNumber } from '../../kernel/python/exact-number.ts'

export interface NamedNetwork {
  readonly id: string
  readonly name: string
  readonly project_id: string
}

export interface CountedSubnet {
  readonly id: string
  readonly networkId: string
  readonly name: string
  readonly version: 4 | 6
  readonly cidr: string
  readonly range: IpRange
  readonly pools: readonly IpRange[]
  readonly taken: number
  readonly takenOfPools: number
}

interface Counts {
  readonly total: bigint
  readonly used: bigint
  readonly inSubnet: bigint
  readonly inPools: bigint
  readonly usedInPools: bigint
}

/** IPv4 leaves out the first and the last address, be there such or not: a /32 has -1. */
function countsOf({ version, range, pools, taken, takenOfPools }: CountedSubnet): Counts {
  const inPools = pools.reduce((sum, pool) => sum + sizeOf(pool), 0n)
  return {
    total: pools.length === 0 ? sizeOf(range) : inPools,
    used: BigInt(taken),
    inSubnet: sizeOf(range) - (version === 4 ? 2n : 0n),
    inPools,
    usedInPools: BigInt(takenOfPools),
  }
}

/** @param subnets those of the network that are asked for */
export function availabilityOf(network: NamedNetwork, subnets: readonly CountedSubnet[]) {
  const counts = subnets.map(countsOf)
  const sum = (of: keyof Counts): bigint => counts.reduce((all, one) => all + one[of], 0n)
  return {
    id: network.id,
    network_id: network.id,
    network_name: network.name,
    project_id: network.project_id,
    tenant_id: network.project_id,
    subnet_ip_availability: subnets.map((subnet, index) => ({
      subnet_id: subnet.id,
      ip_version: subnet.version,
      cidr: subnet.cidr,
      subnet_name: subnet.name,
      ...shown(counts[index]!),
    })),
    ip_version: undefined,
    ...shown({
      total: sum('total'),
      used: sum('used'),
      inSubnet: sum('inSubnet'),
      inPools: sum('inPools'),
      usedInPools: sum('usedInPools'),
    }),
  }
}

/** IPv6 has more addresses than a double counts exactly. */
function shown({ total, used, inSubnet, inPools, usedInPools }: Counts) {
  return {
    used_ips: written(used),
    total_ips: written(total),
    ip_availability_details: {
      total_ips_in_subnet: written(inSubnet),
      total_ips_in_allocation_pool: written(inPools),
      used_ips_in_subnet: written(used),
      used_ips_in_allocation_pool: written(usedInPools),
    },
  }
}

function written(count: bigint) {
  return exactNumber(String(count))
}
