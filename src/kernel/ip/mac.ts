/** Hardware addresses (netaddr/strategy/eui48.py), and the addresses of IPv6 that are made of them. */
import type { IpAddress } from './address.ts'
import type { Cidr } from './cidr.ts'

/** The notations that netaddr knows: how many digits a word may have, and how many stand there. */
const NOTATIONS = [
  { pattern: words('[:]', 6, '{1,2}'), digits: 2 },
  { pattern: words('[-]', 6, '{1,2}'), digits: 2 },
  { pattern: words('[:]', 3, '{1,4}'), digits: 4 },
  { pattern: words('[-]', 3, '{1,4}'), digits: 4 },
  { pattern: words('[.]', 3, '{1,4}'), digits: 4 },
  { pattern: words('[:]', 2, '{5,6}'), digits: 6 },
  { pattern: words('[-]', 2, '{5,6}'), digits: 6 },
  { pattern: words('', 1, '{11,12}'), digits: 12 },
] as const

function words(separator: string, count: number, digits: string): RegExp {
  const word = `[0-9a-f]${digits}`
  return new RegExp(`^${Array.from({ length: count }, () => word).join(separator)}$`, 'i')
}

/**
 * Six pairs of digits in lower case with colons, `fa:16:3e:0a:0b:0c`, of any notation that netaddr
 * knows; undefined where it is none.
 */
export function normalMac(text: string): string | undefined {
  const notation = NOTATIONS.find(({ pattern }) => pattern.test(text))
  if (notation === undefined) return undefined
  const padded = text.split(/[:.-]/).map((word) => word.padStart(notation.digits, '0'))
  return padded.join('').toLowerCase().match(/../g)!.join(':')
}

/**
 * A hardware address that begins as `base` does, and goes on by chance: after its first three
 * pairs, or four where the fourth is not `00` (neutron_lib/utils/net.py).
 * @param base six pairs, Neutron's `base_mac`
 * @param random a number in [0, 1)
 */
export function randomMac(base: string, random: () => number): string {
  const kept = base.split(':')
  const fixed = kept[3] === '00' ? 3 : 4
  return kept
    .map((pair, i) =>
      i < fixed
        ? pair
        : Math.floor(random() * 256)
            .toString(16)
            .padStart(2, '0'),
    )
    .join(':')
}

/**
 * The address that a machine with this hardware address gives itself in that prefix (RFC 4291,
 * appendix A; oslo_utils/netutils.py, get_ipv6_addr_by_EUI64).
 * @param mac as `normalMac` writes it
 */
export function eui64Address(prefix: Cidr, mac: string): IpAddress {
  const digits = mac.replaceAll(':', '')
  const identifier = BigInt(`0x${digits.slice(0, 6)}fffe${digits.slice(6)}`)
  // The bit that tells locally given addresses from global ones is turned over.
  return { version: 6, value: (prefix.first + identifier) ^ (1n << 57n) }
}

/** Whether the address could have been made of a hardware address (neutron/common/ipv6_utils.py). */
export function isEui64({ version, value }: IpAddress): boolean {
  return version === 6 && (value & 0xff_ff00_0000n) === 0xff_fe00_0000n
}
