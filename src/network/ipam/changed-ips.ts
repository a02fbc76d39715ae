/**
 * What becomes of the addresses of a port when it is changed (neutron/db/ipam_backend_mixin.py,
 * _get_changed_ips_for_port; ipam_pluggable_backend.py, update_port_with_ips).
 */
import { address, addressText, sameAddress } from '../../kernel/ip/address.ts'
import { isWithin } from '../../kernel/ip/range.ts'
import { isEui64 } from '../../kernel/ip/mac.ts'
import { isRouterInterfaceOrSnat, ROUTER_HA } from '../device-owners.ts'
import { invalidInput, ipUpdatesNotAllowed } from '../faults.ts'
import {
  automatic,
  inOrder,
  requested,
  type AddressOfPort,
  type AddressRequest,
  type FixedIp,
  type Port,
} from './fixed-ips.ts'
import { isAutoAddress, isDelegated, type SubnetOfNetwork } from './subnets.ts'

/** What stays, what goes, and what is asked for in addition. */
export interface Changes {
  readonly keep: readonly AddressOfPort[]
  readonly remove: readonly AddressOfPort[]
  readonly add: readonly FixedIp[]
}

export interface PortChange {
  /** The port as it is. */
  readonly port: Port
  /** In the order in which clients see them. */
  readonly has: readonly AddressOfPort[]
  /** All subnets of the network. */
  readonly ofNetwork: readonly SubnetOfNetwork[]
  /** Undefined: the client says nothing of addresses. */
  readonly fixedIps: readonly FixedIp[] | undefined
  /** Undefined, or as it is: the hardware address stays. */
  readonly newMac?: string | undefined
}

/**
 * Compares what the client wants with what the port has. An address that is named stays; for a subnet
 * alone the last address there stays, as long as there is one. What a port makes itself stays though
 * the client does not name it, unless the hardware address changes. Undefined: no address changes.
 * @throws Fault InvalidInput where an entry names neither
 */
export function changedIps(change: PortChange): Changes | undefined {
  const renewed = renewedSubnets(change)
  const fixedIps = change.fixedIps ?? (renewed.length > 0 ? change.has.map(asFixedIp) : undefined)
  if (fixedIps === undefined) return undefined
  const wanted = fixedIps.filter((one) => !renewed.some((subnet) => isIn(one, subnet)))
  const left = [...change.has]
  const named = keptByAddress(wanted, left)
  const rest = keptBySubnet(wanted, left)
  const isRenewed = (id: string) => renewed.some((subnet) => subnet.id === id)
  const mayGo = [...left, ...rest.again]
  const goes = (one: AddressOfPort) => isRenewed(one.subnetId) || isLeased(change, one.subnetId)
  return {
    keep: [...named.keep, ...rest.keep, ...mayGo.filter((one) => !goes(one))],
    remove: mayGo.filter(goes),
    add: [...named.add, ...rest.add, ...renewed.map(({ id }) => ({ subnetId: id }))],
  }
}

/**
 * What is to be allocated for the change, once what `changes.remove` names is free.
 * @param subnets those that serve the port with `changes.add` and `changes.keep` as its fixed IPs
 *   (`candidates`); none where they are deferred
 * @param elsewhere as for a new port
 * @throws Fault as `requestsForNewPort`
 */
export function requestsForChange(
  { port, newMac = port.mac }: PortChange,
  changes: Changes,
  subnets: readonly SubnetOfNetwork[],
  elsewhere: ReadonlySet<string>,
): AddressRequest[] {
  const after = { ...port, mac: newMac }
  const asked = requested(after, subnets, changes.add, elsewhere)
  const handled = new Set([
    ...asked.flatMap((one) => (one.kind === 'any' ? one.subnetIds : [one.subnetId])),
    ...changes.keep.map(({ subnetId }) => subnetId),
  ])
  return inOrder([...asked, ...automatic(after, subnets, handled)])
}

/** Subnets where the port has an address made of a hardware address that it is losing. */
function renewedSubnets({ port, has, newMac, ofNetwork }: PortChange): SubnetOfNetwork[] {
  if (newMac === undefined || newMac === port.mac) return []
  const made = has.filter((had) => isEui64(had.address))
  return ofNetwork.filter(({ id }) => made.some(({ subnetId }) => subnetId === id))
}

export function asFixedIp({ subnetId, address }: AddressOfPort): FixedIp {
  return { subnetId, ipAddress: addressText(address) }
}

function isIn({ subnetId, ipAddress }: FixedIp, { id, cidr }: SubnetOfNetwork): boolean {
  if (subnetId !== undefined) return subnetId === id
  return ipAddress !== undefined && isWithin(address(ipAddress), cidr)
}

interface Kept {
  readonly keep: AddressOfPort[]
  readonly add: FixedIp[]
  /** Had, and to be made anew. */
  readonly again: AddressOfPort[]
}

/** Takes out of `left` what is named by its address, whatever subnet stands beside it. */
function keptByAddress(wanted: readonly FixedIp[], left: AddressOfPort[]): Kept {
  const kept: Kept = { keep: [], add: [], again: [] }
  for (const one of wanted) {
    if (one.ipAddress === undefined) continue
    const same = address(one.ipAddress)
    const found = left.findIndex((had) => sameAddress(had.address, same))
    if (found === -1) kept.add.push(one)
    else kept.keep.push(...left.splice(found, 1))
  }
  return kept
}

/** Takes out of `left` what is asked for by its subnet alone. */
function keptBySubnet(wanted: readonly FixedIp[], left: AddressOfPort[]): Kept {
  const kept: Kept = { keep: [], add: [], again: [] }
  for (const one of wanted) {
    if (one.ipAddress !== undefined) continue
    if (one.subnetId === undefined) {
      throw invalidInput('IP allocation requires subnet_id or ip_address')
    }
    const found = left.findLastIndex(({ subnetId }) => subnetId === one.subnetId)
    const [had] = found === -1 ? [] : left.splice(found, 1)
    if (had !== undefined && !isEui64(had.address)) kept.keep.push(had)
    else kept.add.push(one)
    // The prefix of an address that a machine made may have changed since.
    if (had !== undefined && isEui64(had.address)) kept.again.push(had)
  }
  return kept
}

/** Whether an address there is one that somebody gave, not one that the port makes itself. */
function isLeased({ port, ofNetwork }: PortChange, subnetId: string): boolean {
  if (isRouterInterfaceOrSnat(port.deviceOwner)) return true
  const subnet = ofNetwork.find(({ id }) => id === subnetId)
  return subnet === undefined || !isAutoAddress(subnet) || isDelegated(subnet)
}

/**
 * The addresses of IPv4 that a port of a router has are the router's business.
 * @param portId of a port whose device is a router
 * @throws Fault BadRequest (neutron/services/l3_router/l3_router_plugin.py, IP_UPDATE_NOT_ALLOWED_LIST)
 */
export function checkRouterKeepsIpv4(
  portId: string,
  { port, ofNetwork }: PortChange,
  { remove, add }: Changes,
): void {
  if (!isRouterInterfaceOrSnat(port.deviceOwner) && port.deviceOwner !== ROUTER_HA) return
  const isV4 = ({ subnetId, ipAddress }: FixedIp) =>
    ipAddress === undefined
      ? ofNetwork.some(({ id, cidr }) => id === subnetId && cidr.version === 4)
      : address(ipAddress).version === 4
  if ([...remove.map(asFixedIp), ...add].some(isV4)) throw ipUpdatesNotAllowed(portId)
}
