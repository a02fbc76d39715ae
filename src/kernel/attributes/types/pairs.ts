/**
 * Addresses that a port may use beside its own. Source: openstack/neutron-lib
 * neutron_lib/api/validators/allowedaddresspairs.py.
 */
import { Type as T } from 'typebox'
import { badRequest } from '../../faults.ts'
import { address } from '../../ip/address.ts'
import { networkText, parseNetwork } from '../../ip/cidr.ts'
import { normalMac } from '../../ip/mac.ts'
import { isMulticast, overlapsMulticast } from '../../ip/range.ts'
import { str } from '../../python.ts'
import { closed } from '../../view.ts'
import { same } from '../../wording/assertions.ts'
import type { AttributeType } from '../attribute.ts'
import { invalidRequest } from '../refusals.ts'
import { addressReason, macReason, subnetReason } from './addresses.ts'
import { isDict } from './structures.ts'

export interface AddressPair {
  readonly ip_address: string
  readonly mac_address?: string
}

/** `type:allowed_address_pairs`. @param max how many there may be, `max_allowed_address_pair` */
export function allowedAddressPairs(max: number): AttributeType<readonly AddressPair[]> {
  const pair = closed({ ip_address: T.String(), mac_address: T.Optional(T.String()) })
  return {
    schema: T.Array(pair),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) {
        throw invalidRequest('Allowed address pairs must be a list.')
      }
      if (value.length > max) {
        const message = `The number of allowed address pair exceeds the maximum ${max}.`
        throw badRequest(message, { type: 'AllowedAddressPairExhausted' })
      }
      for (const [index, one] of value.entries()) {
        if (!isDict(one)) return `'${str(one)}' is not a dictionary`
        refusePair(one, value.slice(0, index))
      }
      return undefined
    },
  }
}

type Dict = Readonly<Record<string, unknown>>

/** @param before those that came before it @throws Fault 400 */
function refusePair(pair: Dict, before: readonly Dict[]): void {
  const { mac_address: mac, ip_address: ip } = pair
  if (Object.hasOwn(pair, 'mac_address')) refuse(macReason(mac))
  if (!Object.hasOwn(pair, 'ip_address')) {
    const message = 'AllowedAddressPair must contain ip_address'
    throw badRequest(message, { type: 'AllowedAddressPairsMissingIP' })
  }
  const isRepeated = before.some((other) => {
    return same(other['mac_address'], mac) && same(other['ip_address'], ip)
  })
  if (isRepeated) {
    throw badRequest(
      'Request contains duplicate address pair: ' +
        `mac_address ${str(mac ?? null)} ip_address ${str(ip)}.`,
      { type: 'DuplicateAddressPairInRequest' },
    )
  }
  const unknown = Object.keys(pair).filter((key) => key !== 'mac_address' && key !== 'ip_address')
  if (unknown.length > 0) throw invalidRequest(`Unrecognized attribute(s) '${unknown.join(', ')}'`)
  refuse(typeof ip === 'string' && ip.includes('/') ? rangeReason(ip) : hostReason(ip))
  if (typeof mac === 'string') refuse(groupReason(mac))
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw invalidRequest(reason)
}

function rangeReason(text: string): string | undefined {
  const reason = subnetReason(text)
  if (reason !== undefined || text === '0.0.0.0/0') return reason
  const network = parseNetwork(text)!
  if (!overlapsMulticast(network.cidr)) return undefined
  const multicast = network.address.version === 4 ? '224.0.0.0/4' : 'ff00::/8'
  return (
    `Subnet ${networkText(network)} overlaps with multicast range ${multicast}, ` +
    'which is not supported.'
  )
}

function hostReason(value: unknown): string | undefined {
  const reason = addressReason(value)
  if (reason !== undefined || !isMulticast(address(value as string))) return reason
  return `IP ${str(value)} is a multicast address, which is not supported.`
}

/** The last bit of its first byte says that a hardware address is that of a group. */
function groupReason(mac: string): string | undefined {
  const first = parseInt(normalMac(mac)!.slice(0, 2), 16)
  return first % 2 === 0
    ? undefined
    : `MAC address ${mac} is a multicast address, which is not supported.`
}
