/** What addresses a port gets. Source: openstack/neutron neutron/db/ipam_pluggable_backend.py. */
import type { FixedIp as SentFixedIp } from '../../kernel/attributes/types.ts'
import { candidates } from '../ipam/candidates.ts'
import { requestsForNewPort, type AddressOfPort, type FixedIp } from '../ipam/fixed-ips.ts'
import { takeAddresses } from '../ipam/take-addresses.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { subnetsElsewhere, type SubnetWithPools } from '../subnets/for-ports.store.ts'

export interface NewPort {
  readonly id: string
  readonly networkId: string
  readonly deviceOwner: string
  readonly mac: string
  readonly host: string
  /** Undefined: Network chooses. */
  readonly fixedIps: readonly SentFixedIp[] | undefined
}

interface Addressed {
  readonly addresses: readonly AddressOfPort[]
  /** `immediate`, `deferred` until the host is known, `none` where none are wanted. */
  readonly allocation: string
}

/**
 * @param subnets all of the network
 * @throws Fault 400, 404, 409
 */
export async function addressNewPort(
  call: NetworkCall,
  port: NewPort,
  subnets: readonly SubnetWithPools[],
): Promise<Addressed> {
  const { id, networkId, mac, deviceOwner } = port
  const fixedIps = port.fixedIps?.map(asFixedIp)
  const serving = candidates(subnets, port, fixedIps, NO_SEGMENTS)
  if (serving === 'deferred') return { addresses: [], allocation: 'deferred' }
  const elsewhere = await elsewhereOf(call, fixedIps, subnets)
  const requests = requestsForNewPort({ networkId, deviceOwner, mac }, serving, fixedIps, elsewhere)
  const addresses = await takeAddresses(call, { networkId, portId: id }, requests, subnets)
  return { addresses, allocation: fixedIps?.length === 0 ? 'none' : 'immediate' }
}

/** No agent says what a host is connected to. */
export const NO_SEGMENTS: ReadonlySet<string> = new Set()

export function asFixedIp({ subnet_id: subnetId, ip_address: ipAddress }: SentFixedIp): FixedIp {
  return { subnetId: subnetId?.toLowerCase(), ipAddress }
}

/** Those of the subnets asked for that are there, but in other networks. */
export async function elsewhereOf(
  { tx }: NetworkCall,
  fixedIps: readonly FixedIp[] | undefined,
  subnets: readonly SubnetWithPools[],
): Promise<ReadonlySet<string>> {
  const named = (fixedIps ?? []).flatMap(({ subnetId }) => (subnetId === undefined ? [] : subnetId))
  const strange = named.filter((id) => !subnets.some((subnet) => subnet.id === id))
  return new Set(strange.length === 0 ? [] : await subnetsElsewhere(tx, strange))
}
