/**
 * Gives a port other addresses. Source: openstack/neutron neutron/db/ipam_pluggable_backend.py
 * (update_port, update_port_with_ips).
 */
import { address } from '../../kernel/ip/address.ts'
import { freeAddress } from '../ipam/allocations.store.ts'
import { candidates, checkHostFits } from '../ipam/candidates.ts'
import {
  asFixedIp as askedAgain,
  changedIps,
  checkRouterKeepsIpv4,
  requestsForChange,
} from '../ipam/changed-ips.ts'
import { takeAddresses } from '../ipam/take-addresses.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { stayingSubnetsOf } from '../subnets/for-ports.store.ts'
import { addressNewPort, asFixedIp, elsewhereOf, NO_SEGMENTS } from './addresses.usecase.ts'
import type { PortRow } from './ports.store.ts'
import { shownAddresses, type FoundPort, type PortChanges } from './ports.ts'

/**
 * @param mac what it is to be
 * @returns nothing where they stay as they are
 * @throws Fault 400, 404, 409
 */
export async function readdressed(
  call: NetworkCall,
  now: FoundPort,
  changes: PortChanges,
  mac: string,
): Promise<Partial<PortRow>> {
  const { tx } = call
  const { id, network_id: networkId } = now
  const host = changes['binding:host_id'] ?? now['binding:host_id'] ?? ''
  const isMoved = host !== '' && host !== now['binding:host_id']
  if (changes.fixed_ips === undefined && mac === now.mac_address && !isMoved) return {}
  const deviceOwner = changes.device_owner ?? now.device_owner
  const subnets = await stayingSubnetsOf(tx, [networkId])
  if (isMoved && now.ip_allocation === 'deferred' && changes.fixed_ips === undefined) {
    const port = { id, networkId, deviceOwner, mac, host, fixedIps: undefined }
    const { addresses, allocation } = await addressNewPort(call, port, subnets)
    return { ...shownAddresses(addresses), ip_allocation: allocation }
  }
  const has = now.fixed_ips.map(({ subnet_id: subnetId = '', ip_address: ip = '' }) => {
    return { subnetId, address: address(ip) }
  })
  const port = { networkId, deviceOwner, mac: now.mac_address! }
  const fixedIps = changes.fixed_ips?.map(asFixedIp)
  const change = { port, has, ofNetwork: subnets, fixedIps, newMac: mac }
  const changed = changedIps(change)
  const toServe = { networkId, deviceOwner, host }
  if (changed === undefined) {
    if (has.length === 0) return {}
    const there = candidates(subnets, toServe, undefined, NO_SEGMENTS)
    checkHostFits(id, host, has, there === 'deferred' ? [] : there)
    return {}
  }
  checkRouterKeepsIpv4(id, change, changed)
  const asked = [...changed.add, ...changed.keep.map(askedAgain)]
  const serving = candidates(subnets, toServe, asked, NO_SEGMENTS)
  for (const one of changed.remove) await freeAddress(tx, one.subnetId, one.address)
  const elsewhere = await elsewhereOf(call, changed.add, subnets)
  const there = serving === 'deferred' ? [] : serving
  const requests = requestsForChange(change, changed, there, elsewhere)
  const taken = await takeAddresses(call, { networkId, portId: id }, requests, subnets)
  return shownAddresses([...changed.keep, ...taken])
}
