/** Rules of ports. Source: openstack/neutron neutron/plugins/ml2/plugin.py, neutron/db/. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import { addressText } from '../../kernel/ip/address.ts'
import type { AddressOfPort } from '../ipam/fixed-ips.ts'
import type { PORTS } from './ports.table.ts'

type Attributes = NonNullable<(typeof PORTS)['declared']>
export type Port = Item<Attributes>
export type PostedPort = Posted<Attributes>
export type PortChanges = Changes<Attributes>

/** What a port is to be; what is left out is as if a client had left it out. */
export interface PortSpec extends Partial<PostedPort> {
  readonly network_id: string
  /** Empty where the cloud makes it for itself. */
  readonly project_id: string
  /** Where it does not follow from the binding: `N/A` of a floating IP. */
  readonly status?: string
}

export function portNotFound(id: string): Fault {
  return notFound(`Port ${id} could not be found.`, { type: 'PortNotFound' })
}

export function macAddressInUse(networkId: string, mac: string): Fault {
  return conflict(
    `Unable to complete operation for network ${networkId}. The mac address ${mac} is in use.`,
    { type: 'MacAddressInUse' },
  )
}

/** Ports of the network itself, which nobody guards it from (`is_port_trusted`). */
export function isTrusted(deviceOwner: string): boolean {
  return deviceOwner.startsWith('network:')
}

/** Addresses as answers show them, in the order in which the real database has them. */
export function shownAddresses(addresses: readonly AddressOfPort[]) {
  const fixedIps = addresses
    .map(({ subnetId, address }) => ({ subnet_id: subnetId, ip_address: addressText(address) }))
    .toSorted((a, b) => compare(a.ip_address, b.ip_address) || compare(a.subnet_id, b.subnet_id))
  return {
    fixed_ips: fixedIps,
    addresses: fixedIps.map(({ ip_address: ip }) => ip).join(' '),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

interface Guarded {
  readonly port_security_enabled: boolean
  readonly security_groups: readonly string[] | undefined
  readonly allowed_address_pairs: readonly unknown[] | undefined
}

/**
 * Only a port with port security can be guarded, or have other addresses.
 * @throws Fault 409 AddressPairAndPortSecurityRequired, 400 PortSecurityAndIPRequiredForSecurityGroups
 */
export function checkPortSecurity(port: Guarded): void {
  if (port.port_security_enabled) return
  if ((port.allowed_address_pairs ?? []).length > 0) {
    throw conflict(
      'Port Security must be enabled in order to have allowed address pairs on a port.',
      { type: 'AddressPairAndPortSecurityRequired' },
    )
  }
  if ((port.security_groups ?? []).length > 0) {
    throw badRequest(
      'Port security must be enabled and port must have an IP address in order to use security groups.',
      { type: 'PortSecurityAndIPRequiredForSecurityGroups' },
    )
  }
}

/** A port with what clients do not see of it. */
export interface FoundPort extends Port {
  readonly network_project_id: string
  readonly addresses: string
  /** Its network is shared with the caller. */
  readonly is_on_shared: boolean
}

export function portInUse({
  id,
  network_id: network,
  device_id: device,
}: Pick<Port, 'id' | 'network_id' | 'device_id'>): Fault {
  return conflict(
    `Unable to complete operation on port ${id} for network ${network}. Port already has an ` +
      `attached device ${device}.`,
    { type: 'PortInUse' },
  )
}

export function portBound(port: Port, mac: string): Fault {
  return conflict(
    `Unable to complete operation on port ${port.id}, port is already bound, port type: ` +
      `${port['binding:vif_type']}, old_mac ${port.mac_address}, new_mac ${mac}.`,
    { type: 'PortBound' },
  )
}

export function macOfTrusted(id: string, deviceOwner: string): Fault {
  return conflict(
    `Operation mac address update is not supported for device_owner ${deviceOwner} on port ${id}.`,
    { type: 'UnsupportedPortDeviceOwner' },
  )
}

export function portHasGroups(): Fault {
  return conflict(
    'Port has security group associated. Cannot disable port security or IP address until security ' +
      'group is removed.',
    { type: 'PortSecurityPortHasSecurityGroup' },
  )
}
