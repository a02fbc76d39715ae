/** What is made of values. Source: openstack/neutron-lib neutron_lib/api/converters.py. */
import { Type as T } from 'typebox'
import { booleanFrom } from '../booleans.ts'
import { addressText, parseAddress } from '../ip/address.ts'
import { networkText, parseNetwork } from '../ip/cidr.ts'
import { normalMac } from '../ip/mac.ts'
import { str } from '../python.ts'
import { nullable } from '../view.ts'
import type { Converter } from './attribute.ts'
import { integerFrom } from './integers.ts'
import { invalidInput } from './refusals.ts'
import { isDict } from './types/structures.ts'

/** `convert_to_boolean`. */
export const toBoolean: Converter<boolean> = {
  takes: T.Union([T.Boolean(), T.String(), T.Integer()]),
  gives: T.Boolean(),
  column: 'boolean',
  convert(value) {
    const found = booleanFrom(typeof value === 'boolean' ? value : str(value))
    if (found === undefined) throw invalidInput(`'${str(value)}' cannot be converted to boolean`)
    return found
  },
}

/** `convert_to_int`. */
export const toInteger: Converter<number> = {
  takes: T.Union([T.Integer(), T.String(), T.Number(), T.Boolean()]),
  gives: T.Integer(),
  column: 'integer',
  convert(value) {
    const found = integerFrom(value)
    if (found === undefined) throw invalidInput(`'${str(value)}' is not an integer`)
    return found
  },
}

/** `convert_to_string`; null stays. */
export const toText: Converter<string | null> = {
  takes: T.Unknown(),
  gives: nullable(T.String()),
  column: 'text',
  convert: (value) => (value === null ? null : str(value)),
}

/** `convert_string_to_case_insensitive`. */
export const toLowerCase: Converter<string> = {
  takes: T.String(),
  gives: T.String(),
  column: 'text',
  convert(value) {
    if (typeof value === 'string') return value.toLowerCase()
    throw invalidInput(`Input value ${str(value)} must be string type`)
  },
}

/** Names of `IPTABLES_PROTOCOL_MAP`. */
export const PROTOCOLS: readonly string[] = ['dccp', 'icmp', 'ipv6-icmp', 'sctp', 'tcp', 'udp']

/** `convert_to_protocol`: a name in any case or a number as text, as it was sent. */
export const toProtocol: Converter<string | null> = {
  takes: nullable(T.String()),
  gives: nullable(T.String()),
  column: 'text',
  convert(value) {
    if (value === null) return null
    if (PROTOCOLS.includes(toLowerCase.convert(value) as string)) return value
    const number = integerFrom(value)
    if (number !== undefined && number >= 0 && number <= 255) return value
    throw invalidInput(
      `IP protocol '${str(value)}' is not supported. Only protocol names and their integer ` +
        'representation (0 to 255) are supported',
    )
  },
}

/** `convert_none_to_empty_list`. What is in a list that was sent, its type says. */
export const noneToEmptyList: Converter<readonly never[]> = {
  takes: nullable(T.Array(T.Unknown())),
  gives: T.Array(T.Unknown()),
  column: undefined,
  convert: (value) => value ?? [],
}

/** `convert_to_…_if_not_none`. */
export function ifNotNone<V>(converter: Converter<V>): Converter<V | null> {
  return {
    ...converter,
    takes: nullable(converter.takes),
    gives: nullable(converter.gives),
    convert: (value) => (value === null ? null : converter.convert(value)),
  }
}

/** `convert_ip_to_canonical_format`: IPv6 as it is written shortest, anything else as it is. */
export const toCanonicalIp: Converter<string | null> = {
  takes: nullable(T.String()),
  gives: nullable(T.String()),
  column: 'text',
  convert: canonicalIp,
}

function canonicalIp(value: unknown): unknown {
  const address = typeof value === 'string' ? parseAddress(value) : undefined
  return address?.version === 6 ? addressText(address) : value
}

/** `convert_cidr_to_canonical_format`: host bits stay. */
export const toCanonicalCidr: Converter<string> = {
  takes: T.String(),
  gives: T.String(),
  column: 'text',
  convert(value) {
    const network = typeof value === 'string' ? parseNetwork(value) : undefined
    if (network !== undefined) return networkText(network)
    throw invalidInput(`${str(value)} is not in a CIDR format`)
  },
}

/** `convert_allocation_pools_to_canonical_format`; what is in them, their type says. */
export const toCanonicalPools: Converter<readonly never[]> = {
  takes: nullable(T.Array(T.Unknown())),
  gives: T.Array(T.Unknown()),
  column: undefined,
  convert(value) {
    if (value === null) return []
    const isEmpty = value === '' || (isDict(value) && Object.keys(value).length === 0)
    const pools: readonly unknown[] | undefined = isEmpty
      ? []
      : Array.isArray(value)
        ? value
        : undefined
    if (pools?.every(isDict) !== true) {
      throw invalidInput('Invalid data format for allocation pools')
    }
    return pools.map((pool) =>
      Object.fromEntries(Object.entries(pool).map(([key, one]) => [key, canonicalIp(one)])),
    )
  },
}

/**
 * `convert_to_sanitized_mac_address`: six pairs in lower case with colons, of any notation and of
 * numbers; what is no hardware address stays as it is.
 */
export const toSanitizedMac: Converter<string> = {
  takes: T.String(),
  gives: T.String(),
  column: 'text',
  convert(value) {
    const mac = typeof value === 'string' ? normalMac(value) : undefined
    const number = mac === undefined ? integerFrom(value) : undefined
    if (number === undefined || number < 0 || number >= 2 ** 48) return mac ?? value
    return normalMac(number.toString(16).padStart(12, '0'))
  },
}

/** `convert_to_mac_if_none`, and the other as it should be written. @param random a new one */
export function toMacIfNone(random: () => string): Converter<string> {
  return {
    ...toSanitizedMac,
    takes: nullable(T.String()),
    convert: (value) => (value === null ? random() : toSanitizedMac.convert(value)),
  }
}

/**
 * `convert_kvp_list_to_dict`, of filters such as `fixed_ips=subnet_id=…`: the values by their keys,
 * each once.
 * @throws Fault 400
 */
export function keyValues(texts: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  // A client that names the filter without a value sends this.
  if (texts.length === 1 && texts[0] === 'True') return new Map()
  for (const text of texts.map((one) => str(one))) {
    const sign = text.indexOf('=')
    const key = text.slice(0, Math.max(sign, 0)).trim()
    if (key === '') throw invalidInput(`'${text}' is not of the form <key>=[value]`)
    const values = found.get(key) ?? new Set()
    found.set(key, values.add(text.slice(sign + 1).trim()))
  }
  return new Map([...found].map(([key, values]) => [key, [...values]]))
}
