/** Addresses of IP. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { isIPv4, isIPv6 } from 'node:net'
import { Type as T } from 'typebox'
import { str } from '../../python.ts'
import type { AttributeType } from '../attribute.ts'

/** `type:ip_address`. */
export function ipAddress(): AttributeType<string> {
  return { schema: T.String(), column: 'text', reason: addressReason }
}

function addressReason(value: unknown): string | undefined {
  if (isAddress(value)) return undefined
  const plain = typeof value === 'string' ? withoutZeros(value) : undefined
  return plain === undefined
    ? `'${str(value)}' is not a valid IP address`
    : `'${str(value)}' is not an accepted IP address, '${plain}' is recommended`
}

/** `type:subnet`: an address and the length of its prefix. */
export function subnet(): AttributeType<string> {
  const reason = (value: unknown) =>
    typeof value === 'string' && isSubnet(value)
      ? undefined
      : `'${str(value)}' is not a valid IP subnet`
  return { schema: T.String(), column: 'text', reason }
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && (isIPv4(value) || (isIPv6(value) && !value.includes('%')))
}

function isSubnet(text: string): boolean {
  const [address, prefix, ...more] = text.split('/')
  if (!isAddress(address) || prefix === undefined || more.length > 0) return false
  const isV4 = isIPv4(address)
  const isPlain = isV4 ? /^(0|[1-9]\d?)$/ : /^\d{1,3}$/
  return isPlain.test(prefix) && Number(prefix) <= (isV4 ? 32 : 128)
}

/** An IPv4 address some of whose numbers begin with a zero, without these. */
function withoutZeros(text: string): string | undefined {
  if (!/^\d+(\.\d+){3}$/.test(text)) return undefined
  const plain = text.split('.').map(Number).join('.')
  return isIPv4(plain) ? plain : undefined
}
