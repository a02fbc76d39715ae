/** Addresses of IP and of hardware. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { Type as T } from 'typebox'
import { addressText, parseAddress } from '../../ip/address.ts'
import { networkText, parseNetwork, type Network } from '../../ip/cidr.ts'
import { normalMac } from '../../ip/mac.ts'
import { firstOf, isLoopback } from '../../ip/range.ts'
import { sameAddress } from '../../ip/address.ts'
import { str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'

/** `type:ip_address`. */
export function ipAddress(): AttributeType<string> {
  return { schema: T.String(), column: 'text', reason: addressReason }
}

export function addressReason(value: unknown): string | undefined {
  if (typeof value === 'string' && parseAddress(value) !== undefined) return undefined
  const plain = typeof value === 'string' ? withoutZeros(value) : undefined
  return plain === undefined
    ? `'${str(value)}' is not a valid IP address`
    : `'${str(value)}' is not an accepted IP address, '${plain}' is recommended`
}

/** An IPv4 address some of whose numbers begin with a zero, without these. */
function withoutZeros(text: string): string | undefined {
  if (!/^\d+(\.\d+){3}$/.test(text)) return undefined
  const address = parseAddress(text.split('.').map(Number).join('.'))
  return address && addressText(address)
}

/** `type:subnet`: an address and the length of its prefix; of IPv4 as netaddr writes it. */
export function subnet(): AttributeType<string> {
  return { schema: T.String(), column: 'text', reason: subnetReason }
}

export function subnetReason(value: unknown): string | undefined {
  const network = networkIn(value)
  const isWrittenSo = network?.address.version === 6 || (network && networkText(network) === value)
  return isWrittenSo === true ? undefined : `'${str(value)}' is not a valid IP subnet`
}

/** `type:subnetpool_id`: prefixes may also come from a router that delegates them. */
export function subnetpoolId(uuid: AttributeType<string>): AttributeType<string> {
  const reason = (value: unknown) =>
    value === 'prefix_delegation' ? undefined : uuid.reason(value)
  return { ...uuid, schema: T.String(), reason }
}

/** Where packets may be sent to. */
export function routeReason(value: unknown): string | undefined {
  const network = networkIn(value)
  if (network === undefined || !sameAddress(network.address, firstOf(network.cidr))) {
    return `'${str(value)}' is not a valid CIDR`
  }
  return isLoopback(network.cidr) ? `'${str(value)}' is not a routable CIDR` : undefined
}

function networkIn(value: unknown): Network | undefined {
  return typeof value === 'string' && value.includes('/') ? parseNetwork(value) : undefined
}

/** `type:mac_address`, in any notation that netaddr knows. */
export function macAddress(): AttributeType<string> {
  return {
    schema: T.String(),
    column: 'text',
    reason: macReason,
    normal: (text) => normalMac(text) ?? text,
  }
}

const NOBODYS = ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff']

export function macReason(value: unknown): string | undefined {
  const mac = typeof value === 'string' ? normalMac(value) : undefined
  return mac === undefined || NOBODYS.includes(mac)
    ? `'${str(value)}' is not a valid MAC address`
    : undefined
}
