/** Which addresses lie in the public internet, and which an operator opens beside them. */
import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * What is not public: IANA's registry of special-purpose addresses of IPv4, and multicast. Relays
 * and translators (192.88.99.0/24) are among them, for what lies behind them is somewhere else.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6, global unicast is public but for these: Teredo and its like, documentation, 6to4. */
const GLOBAL_IPV6 = '2000::/3'
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** Prefixes of 96 bits behind which an address of IPv4 stands: mapped, and NAT64 (RFC 6052). */
const EMBEDDING = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']

const PUBLIC_IPV6 = listOf([GLOBAL_IPV6])
const SPECIAL = listOf([...SPECIAL_IPV4, ...SPECIAL_IPV6])

/** Addresses, as CIDR or single ones. @throws where one of them is neither */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/', 2)
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** What an address of IPv6 stands for where it only wraps one of IPv4; else the address itself. */
export function unwrapped(address: string): string {
  if (isIP(address) !== 6) return address
  const groups = groupsOf(address)
  if (!EMBEDDING.includes(groups.slice(0, 6).join(':'))) return address
  const [high, low] = groups.slice(6).map((group) => Number.parseInt(group, 16)) as [number, number]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight groups without leading zeros. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::', 2)
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
  const missing = tail === undefined ? 0 : 8 - before!.length - after!.length
  return [...before!, ...Array.from({ length: missing }, () => '0'), ...after!]
}

/**
 * @param address of IPv4 or IPv6, without a zone
 * @param opened what an operator allows beside what is public
 */
export function isReachable(address: string, opened: BlockList): boolean {
  const actual = unwrapped(address)
  const family = isIPv4(actual) ? 'ipv4' : 'ipv6'
  if (opened.check(actual, family)) return true
  const isGlobal = family === 'ipv4' || PUBLIC_IPV6.check(actual, family)
  return isGlobal && !SPECIAL.check(actual, family)
}
