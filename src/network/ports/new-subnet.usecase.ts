/**
 * Ports make themselves an address in a new subnet that lets them. Source: openstack/neutron
 * neutron/db/ipam_pluggable_backend.py (add_auto_addrs_on_network_ports).
 */
import { address } from '../../kernel/ip/address.ts'
import { eui64Address } from '../../kernel/ip/mac.ts'
import { isRouterInterfaceOrSnat } from '../device-owners.ts'
import { takeAddress } from '../ipam/allocations.store.ts'
import { isAutoAddress } from '../ipam/subnets.ts'
import type { NetworkCall } from '../operation.ts'
import { stayingSubnetsOf, type SubnetWithPools } from '../subnets/for-ports.store.ts'
import { secondsNow } from '../times.ts'
import { portsOf } from './of-network.store.ts'
import { portRows, type PortRow } from './ports.store.ts'
import { shownAddresses } from './ports.ts'

/** @param subnet that was just made */
export async function addressPortsIn(
  call: NetworkCall,
  { id, network_id: networkId }: { readonly id: string; readonly network_id: string },
): Promise<void> {
  const subnets = await stayingSubnetsOf(call.tx, [networkId])
  const subnet = subnets.find((one) => one.id === id)
  if (subnet === undefined || subnet.cidr.version !== 6 || !isAutoAddress(subnet)) return
  for (const port of await portsOf(call.tx, networkId)) {
    if (isRouterInterfaceOrSnat(port.device_owner)) continue
    const row = await portRows.find(call.tx, port.id, [], 'change')
    if (row !== undefined && isFor(row, subnet, subnets)) await addressIn(call, row, subnet)
  }
}

/** It serves the port, and is on the segment where its other addresses are. */
function isFor(
  { device_owner: owner, fixed_ips: fixedIps }: PortRow,
  { serviceTypes, segmentId }: SubnetWithPools,
  subnets: readonly SubnetWithPools[],
): boolean {
  if (serviceTypes.length > 0 && !serviceTypes.includes(owner)) return false
  const [first] = fixedIps
  const other = subnets.find(({ id }) => id === first?.subnet_id)
  return (other?.segmentId ?? null) === segmentId
}

async function addressIn(
  { tx, env }: NetworkCall,
  row: PortRow,
  { id: subnetId, networkId, cidr }: SubnetWithPools,
): Promise<void> {
  const made = { subnetId, address: eui64Address(cidr, row.mac_address!) }
  if (!(await takeAddress(tx, made.address, { subnetId, networkId, portId: row.id }))) return
  const has = row.fixed_ips.map((one) => {
    return { subnetId: one.subnet_id!, address: address(one.ip_address!) }
  })
  await portRows.change(tx, row, shownAddresses([...has, made]), secondsNow(env.clock))
}
